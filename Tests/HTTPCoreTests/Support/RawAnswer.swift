import JSON

/// An answer as it came over the wire.
struct RawAnswer: Sendable {
    let status: Int
    /// Names in lower case and values, in order.
    let fields: [(name: String, value: String)]
    let body: String

    subscript(name: String) -> String? {
        fields.first { $0.name == name }?.value
    }

    /// A member of a JSON body.
    func member(_ name: String) -> String? {
        (try? JSONReader.parse(body))?[name]?.stringValue
    }

    /// Takes one answer from the beginning of what has come; nil when that is not all of it yet.
    static func take(from text: String, toHead: Bool) -> (RawAnswer, rest: String)? {
        let bytes = Array(text.utf8)
        guard let end = find("\r\n\r\n", in: bytes, from: 0) else { return nil }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else { return nil }
        let fields = lines.dropFirst().map { line in
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            return (name: line[..<colon].lowercased(), value: String(line[colon...].dropFirst(2)))
        }
        var next = end + 4
        var body: [UInt8] = []
        if fields.contains(where: { $0.name == "transfer-encoding" }) {
            while true {
                guard let lineEnd = find("\r\n", in: bytes, from: next),
                    let size = Int(String(decoding: bytes[next..<lineEnd], as: UTF8.self), radix: 16),
                    bytes.count >= lineEnd + 2 + size + 2
                else { return nil }
                body += bytes[(lineEnd + 2)..<(lineEnd + 2 + size)]
                next = lineEnd + 2 + size + 2
                if size == 0 { break }
            }
        } else if !toHead, let length = fields.first(where: { $0.name == "content-length" }).flatMap({ Int($0.value) }) {
            guard bytes.count >= next + length else { return nil }
            body += bytes[next..<(next + length)]
            next += length
        }
        let answer = RawAnswer(status: status, fields: Array(fields), body: String(decoding: body, as: UTF8.self))
        return (answer, String(decoding: bytes[next...], as: UTF8.self))
    }

    private static func find(_ wanted: String, in bytes: [UInt8], from start: Int) -> Int? {
        let wanted = Array(wanted.utf8)
        guard start <= bytes.count - wanted.count else { return nil }
        return (start...(bytes.count - wanted.count)).first { bytes[$0..<($0 + wanted.count)].elementsEqual(wanted) }
    }
}
