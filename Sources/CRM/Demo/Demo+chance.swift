import PostgreSQL

/// Chance that falls out the same each time: what row `n` gets depends on `n` and on what it is thrown for, on nothing else.
///
/// These are pieces of SQL for a query with an integer column `n`.
extension Demo {
    /// Any fraction from 0 up to, but not including, 1.
    static func fraction(_ purpose: String) -> SQL { "((\(hash(purpose)) & 1048575) / 1048576.0::float8)" }

    /// A whole number from 0 up to, but not including, `limit`.
    static func number(below limit: Int, _ purpose: String) -> SQL {
        "(\(hash(purpose)) % \(literal: String(limit)))::integer"
    }

    /// True for `share` of the rows.
    static func happens(_ share: Double, _ purpose: String) -> SQL { "\(fraction(purpose)) < \(literal: String(share))" }

    /// One of the words. A word that stands there twice comes twice as often.
    static func pick(_ words: [String], _ purpose: String) -> SQL {
        "(\(words))[1 + \(number(below: max(1, words.count), purpose))]"
    }

    /// One element of an array that the query has.
    static func pick(from array: SQL, _ purpose: String) -> SQL {
        "(\(array))[1 + \(hash(purpose)) % cardinality(\(array))]"
    }

    /// One of the users; the first of them more often than the last.
    static func pick(_ users: [Int64], _ purpose: String) -> SQL {
        "(\(users))[1 + floor(\(literal: String(users.count)) * power(\(fraction(purpose)), 1.3))::integer]"
    }

    /// An array of those words that fall to the row, each with its own share.
    static func some(_ shares: KeyValuePairs<String, Double>) -> SQL {
        let words: [SQL] = shares.map { word, share in "CASE WHEN \(happens(share, word)) THEN \(word)::text END" }
        return "array_remove(ARRAY[\(words.joined(separator: ", "))], NULL)"
    }

    /// A time so many whole days ago, in the hours before this one: a working day that ends now, wherever it is loaded.
    /// It leaves four hours for what follows on the same day.
    static func moment(daysAgo days: SQL, _ purpose: String) -> SQL {
        "now() - make_interval(days => \(days), mins => 300 + \(number(below: 240, purpose)))"
    }

    /// How many whole days ago, up to a year: more often lately, as business grows.
    static func recentDay(within days: Int, _ purpose: String) -> SQL {
        "floor(\(literal: String(days)) * (1 - power(\(fraction(purpose)), 0.7)))::integer"
    }

    /// A text as it stands in an address of the web: `Bjørn & Ağa` becomes `bjorn-aga`.
    static func slug(_ text: SQL) -> SQL {
        // Capitals too: `lower` leaves those with accents alone in a database of the C locale.
        let accented = plainLetters.map(\.value).joined() + "'"
        let plain = plainLetters.map { letter, accented in String(repeating: letter, count: accented.count) }.joined()
        return "trim(BOTH '-' FROM regexp_replace(lower(translate(\(text), \(accented), \(plain))), '[^a-z0-9]+', '-', 'g'))"
    }

    private static let plainLetters: KeyValuePairs = [
        "a": "ÁÂÄÅáâãäåàæąăảạấầằẵặ", "c": "Ççćč", "d": "Đđ", "e": "Éèéêëęếễệ", "g": "ğ", "i": "İÍíìîïıị", "l": "Łł",
        "n": "ñń", "o": "ÓÖØŌōóòôõöøőốồộơọ", "s": "ŚŞŠśşšß", "u": "Üúùûüứừưũ", "y": "ýỳ", "z": "Žźżž",
    ]

    /// A seed per purpose, and PostgreSQL's own hash of the row's number with it, without its sign.
    private static func hash(_ purpose: String) -> SQL {
        // FNV-1a
        let seed = purpose.utf8.reduce(2_166_136_261 as UInt32) { ($0 ^ UInt32($1)) &* 16_777_619 }
        return "(hashint8extended(n, \(literal: String(seed))) & 9223372036854775807)"
    }
}
