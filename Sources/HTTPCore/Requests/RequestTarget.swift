/// The target of a request line, taken apart (RFC 9112 section 3.2).
struct RequestTarget {
    /// The path as it was sent, without the query.
    let path: String
    /// What follows the question mark, still encoded.
    let query: Substring
    /// The authority of a target in absolute form; it stands in for the Host field (section 3.2.2).
    let authority: String?

    /// - Throws: 400 for a target in no known form, and for a path that is not percent-encoded UTF-8 text.
    init(_ target: String) throws(APIError) {
        var rest = target[...]
        var authority: String?
        if !rest.utf8.starts(with: "/".utf8), target != "*" {
            let scheme = rest.prefix { $0 != ":" }
            guard ["http", "https"].contains(scheme.lowercased()), rest.dropFirst(scheme.count).utf8.starts(with: "://".utf8) else {
                throw .badRequest("The request target is malformed.")
            }
            rest = rest.dropFirst(scheme.count + 3)
            let end = rest.utf8.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
            authority = String(rest[..<end])
            rest = rest[end...]
        }
        let question = rest.utf8.firstIndex(of: UInt8(ascii: "?")) ?? rest.endIndex
        let path = rest[..<question]
        // The decoder repairs invalid UTF-8, so that it shows as this character.
        guard !path.utf8.contains(UInt8(ascii: "%")) || PercentCoding.decode(path.utf8, plusIsSpace: false) != nil,
            !target.unicodeScalars.contains("\u{FFFD}")
        else {
            throw .badRequest("The path is not percent-encoded UTF-8 text.")
        }
        self.path = path.isEmpty ? "/" : String(path)
        self.query = rest[question...].dropFirst()
        self.authority = authority
    }
}
