/// A stored password hash, taken apart: one of ours, one that was brought from Django, or none that any password fits.
///
/// What it costs to compare a password with it is written in the hash itself. So a hash that would take a thread for minutes, or
/// memory by the gigabyte, is as unacceptable as one that is misspelled.
public enum PasswordHash: Sendable, Equatable {
    /// `$argon2id$v=19$m=…,t=…,p=…$salt$hash` (the PHC string format), of these parameters.
    case argon2id(String, PasswordHasher.Parameters)
    /// `pbkdf2_sha256$iterations$salt$hash`, as Django writes it.
    case pbkdf2(PBKDF2)
    /// An account without a password: what Django writes begins with `!`.
    case unusable

    /// How an account without a password is stored.
    public static let none = "!"

    /// KiB that comparing with a hash may take. With two at once that is 256 MiB; Django's own choice for Argon2 is 100 MiB.
    public static let mostMemoryKiB: UInt32 = 128 * 1024

    /// Reads a stored hash. Django writes `argon2` before Argon2's own text.
    ///
    /// - Throws: `HasherError.malformedHash` for one of another kind, one that is misspelled, and one that costs too much.
    public init(_ text: String) throws(HasherError) {
        if text.utf8.first == UInt8(ascii: "!") {
            self = .unusable
        } else if let hash = PBKDF2(text) {
            self = .pbkdf2(hash)
        } else {
            let plain = text.hasPrefix("argon2$argon2id$") ? String(text.dropFirst("argon2".count)) : text
            guard let parameters = PasswordHasher.Parameters(ofHash: plain) else { throw .malformedHash }
            self = .argon2id(plain, parameters)
        }
    }

    /// The text to store.
    public var text: String {
        switch self {
        case .argon2id(let text, _): text
        case .pbkdf2(let hash): hash.text
        case .unusable: Self.none
        }
    }
}

extension PasswordHasher.Parameters {
    /// Those of a hash of Argon2id; nil where it is none, or beyond what is compared.
    fileprivate init?(ofHash text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "$"), omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0].isEmpty, parts[1].elementsEqual("argon2id".utf8), parts[2].elementsEqual("v=19".utf8) else {
            return nil
        }
        let costs = parts[3].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard costs.count == 3, let memory = UInt32(costs[0], after: "m="), let iterations = UInt32(costs[1], after: "t="),
            let lanes = UInt32(costs[2], after: "p=")
        else { return nil }
        // What libargon2 takes at least, and at most what a login may cost.
        guard (1...16).contains(lanes), (8 * lanes...PasswordHash.mostMemoryKiB).contains(memory), (1...16).contains(iterations),
            (8...64).contains(Base64.length(parts[4], isPadded: false) ?? 0),
            (16...64).contains(Base64.length(parts[5], isPadded: false) ?? 0)
        else { return nil }
        self.init(memoryKiB: memory, iterations: iterations, parallelism: lanes)
    }
}

extension UInt32 {
    /// The digits after a name, without a leading zero.
    fileprivate init?(_ text: Substring.UTF8View, after name: String) {
        guard text.starts(with: name.utf8) else { return nil }
        self.init(decimal: text.dropFirst(name.utf8.count))
    }

    /// Digits without a leading zero, and nothing else.
    init?(decimal digits: Substring.UTF8View) {
        guard let first = digits.first, first != UInt8(ascii: "0") || digits.count == 1,
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        self.init(Substring(digits))
    }
}
