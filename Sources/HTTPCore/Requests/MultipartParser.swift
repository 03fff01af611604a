/// Reads `multipart/form-data` as browsers and libraries write it (RFC 7578, RFC 2046 section 5.1), and nothing that two readers
/// could read differently: no text before the first part or after the last, no bare line ends, no padding, no transfer encodings,
/// no part without a name.
struct MultipartParser {
    private let bytes: UnsafeRawBufferPointer
    /// Two hyphens and the boundary.
    private let delimiter: [UInt8]
    private let maximumParts: Int
    private var place = 0

    /// What is wrong, and where.
    struct Mistake: Error {
        let message: String
        let offset: Int
    }

    /// The bytes that the head of a part may have.
    private static let headLimit = 4_096

    init(_ bytes: UnsafeRawBufferPointer, boundary: [UInt8], maximumParts: Int) {
        self.bytes = bytes
        self.maximumParts = maximumParts
        delimiter = Array("--".utf8) + boundary
    }

    mutating func parts() throws(Mistake) -> [FormPart] {
        guard skip(delimiter) else { throw mistake("it does not begin with the boundary") }
        var parts: [FormPart] = []
        while !skip(Self.closing) {
            guard skip(Self.lineEnd) else { throw mistake("a boundary is not followed by a line end") }
            guard parts.count < maximumParts else { throw mistake("it has more than \(maximumParts) parts") }
            let disposition = try head()
            guard let end = nextDelimiter() else { throw mistake("a part has no end") }
            parts.append(FormPart(name: disposition.name, isFile: disposition.isFile, content: Array(bytes[place..<end])))
            place = end + Self.lineEnd.count + delimiter.count
        }
        _ = skip(Self.lineEnd)
        guard place == bytes.count else { throw mistake("something follows the last boundary") }
        return parts
    }

    /// The fields before a part's content; of them, only Content-Disposition says anything here.
    private mutating func head() throws(Mistake) -> FormDisposition {
        var disposition: FormDisposition?
        let limit = place + Self.headLimit
        while !skip(Self.lineEnd) {
            let start = place
            let line = try line(before: limit)
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
                line[..<colon].allSatisfy(FormDisposition.isTokenByte)
            else { throw Mistake(message: "a field of a part is malformed", offset: start) }
            let value = FormDisposition.trimmed(line[(colon + 1)...])
            switch String(decoding: line[..<colon], as: UTF8.self).lowercased() {
            case "content-disposition":
                guard disposition == nil, let parsed = FormDisposition(value) else {
                    throw Mistake(message: "a Content-Disposition is not one of a form", offset: start)
                }
                disposition = parsed
            case "content-transfer-encoding":
                guard ["7bit", "8bit", "binary"].contains(String(decoding: value, as: UTF8.self).lowercased()) else {
                    throw Mistake(message: "a part is encoded (RFC 7578 section 4.7)", offset: start)
                }
            default: break
            }
        }
        guard let disposition else { throw mistake("a part has no name") }
        return disposition
    }

    /// One line of a head without its end.
    private mutating func line(before limit: Int) throws(Mistake) -> ArraySlice<UInt8> {
        let start = place
        while place < bytes.count, place < limit {
            let byte = bytes[place]
            if byte == 13, place + 1 < bytes.count, bytes[place + 1] == 10 {
                let line = Array(bytes[start..<place])
                place += 2
                return line[...]
            }
            guard byte >= 32 && byte != 127 || byte == 9 else { throw mistake("a field of a part has a control character") }
            place += 1
        }
        throw mistake(place < bytes.count ? "the head of a part is too long" : "the head of a part has no end")
    }

    /// Where the line end before the next boundary is.
    private func nextDelimiter() -> Int? {
        let wanted = Self.lineEnd + delimiter
        guard bytes.count - place >= wanted.count else { return nil }
        var start = place
        while start <= bytes.count - wanted.count {
            if bytes[start] == wanted[0], wanted.indices.allSatisfy({ bytes[start + $0] == wanted[$0] }) { return start }
            start += 1
        }
        return nil
    }

    private mutating func skip(_ wanted: [UInt8]) -> Bool {
        guard bytes.count - place >= wanted.count, wanted.indices.allSatisfy({ bytes[place + $0] == wanted[$0] }) else { return false }
        place += wanted.count
        return true
    }

    private func mistake(_ message: String) -> Mistake { Mistake(message: message, offset: place) }

    private static let lineEnd: [UInt8] = [13, 10]
    private static let closing = Array("--".utf8)
}

extension MultipartParser {
    /// The boundary that a Content-Type names: 1 to 70 characters of RFC 2046 section 5.1.1.
    static func boundary(of contentType: String) -> [UInt8]? {
        guard let parameters = FormDisposition.parameters(Array(contentType.utf8)[...]) else { return nil }
        let given = parameters.filter { $0.name == "boundary" }.map(\.value)
        guard given.count == 1, let boundary = given.first, (1...70).contains(boundary.count), boundary.last != UInt8(ascii: " ") else {
            return nil
        }
        let isPlain = boundary.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: "'()+_,-./:=? ".utf8.contains(byte)
            }
        }
        return isPlain ? boundary : nil
    }
}
