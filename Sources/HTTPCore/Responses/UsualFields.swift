import HTTPTypes

/// What every answer says to browsers, unless it says something else: the answers are data and nothing to render, frame or
/// keep (OWASP REST Security Cheat Sheet).
enum UsualFields {
    /// All lines in one piece.
    static let all: [UInt8] = lines.flatMap { $0.bytes }

    /// The lines whose fields are not in `headers`, or nil when that is all of them.
    static func missing(from headers: HTTPFields) -> [UInt8]? {
        let given = headers.map(\.name.canonicalName)
        guard lines.contains(where: { given.contains($0.name) }) else { return nil }
        return lines.filter { !given.contains($0.name) }.flatMap { $0.bytes }
    }

    private static let lines: [(name: String, bytes: [UInt8])] = [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("X-Frame-Options", "DENY"),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
        ("Cache-Control", "no-store"),
    ].map { ($0.lowercased(), Array("\($0): \($1)\r\n".utf8)) }
}
