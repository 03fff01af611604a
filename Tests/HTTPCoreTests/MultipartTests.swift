import Testing

@testable import HTTPCore

/// `multipart/form-data`, by the reader itself: what is a form, and what is none.
@Suite struct MultipartTests {
    private static let start = "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"

    private func parts(_ bytes: [UInt8], boundary: String = "B", maximum: Int = 10) throws -> [FormPart] {
        try bytes.withUnsafeBytes { bytes in
            var parser = MultipartParser(bytes, boundary: Array(boundary.utf8), maximumParts: maximum)
            return try parser.parts()
        }
    }

    private func parts(_ text: String) throws -> [FormPart] { try parts(Array(text.utf8)) }

    @Test func fieldsAndFilesAreToldApart() throws {
        let text =
            "--B\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nCTO\r\n"
            + "--B\r\nContent-Disposition: form-data; name=\"pic\"; filename=\"a;b\\\"c.png\"\r\nContent-Type: image/png\r\n\r\n"
            + "\u{1}\r\n--\r\n-B\r\n--b\r\n\r\n--B--\r\n"
        let parts = try parts(text)
        #expect(parts.map(\.name) == ["title", "pic"])
        #expect(parts.map(\.isFile) == [false, true])
        #expect(try parts[0].text == "CTO")
        #expect(parts[1].content == Array("\u{1}\r\n--\r\n-B\r\n--b\r\n".utf8))
    }

    @Test(
        "Forms as clients write them",
        arguments: [
            (start + "x\r\n--B--", "a", "x"), (start + "x\r\n--B--\r\n", "a", "x"), (start + "\r\n--B--", "a", ""),
            (start + "é😀\r\n--B--", "a", "é😀"), (start + "--B\r\n--B--", "a", "--B"), (start + "\r\n\r\n--B--", "a", "\r\n"),
            ("--B\r\ncontent-disposition:form-data;name=a\r\n\r\nx\r\n--B--", "a", "x"),
            ("--B\r\nContent-Disposition: Form-Data; NAME=\"a\" \r\n\r\nx\r\n--B--", "a", "x"),
            ("--B\r\nContent-Type: text/plain\r\nContent-Disposition: form-data; name=\"a b\"\r\n\r\nx\r\n--B--", "a b", "x"),
            ("--B\r\nContent-Disposition: form-data; name=\"C:\\d\\\\e\"\r\n\r\nx\r\n--B--", "C:\\d\\e", "x"),
            ("--B\r\nContent-Disposition: form-data; name=\"é\"\r\nContent-Transfer-Encoding: binary\r\n\r\nx\r\n--B--", "é", "x"),
        ]
    )
    func forms(text: String, name: String, value: String) throws {
        let parts = try parts(text)
        #expect(parts.map(\.name) == [name])
        #expect(try parts.first?.text == value)
    }

    @Test(
        "What is no form",
        arguments: [
            "", "\r\n", "--", "--B", "--B\r\n", "--B-", "x" + start + "x\r\n--B--", "\r\n" + start + "x\r\n--B--", start, start + "x",
            start + "x\r\n--B", start + "x\r\n--B-", start + "x\n--B--", start + "x\r\n--B--x", start + "x\r\n--B--\r\nx",
            start + "x\r\n--BC--", start + "x\r\n--B \r\n", start + "x\r\n--B--\r\n\r\n", "--B\r\n\r\nx\r\n--B--",
            "--B\r\nContent-Disposition: form-data\r\n\r\nx\r\n--B--", "--B\r\nContent-Disposition: form-data; name=\"\"\r\n\r\nx\r\n--B--",
            "--B\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n--B--",
            "--B\r\nContent-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\nx\r\n--B--",
            "--B\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n--B--",
            "--B\r\nContent-Disposition: form-data; name=\"a\" b\r\n\r\nx\r\n--B--",
            "--B\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\nx\r\n--B--",
            "--B\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64\r\n\r\neA==\r\n--B--",
            "--B\r\nContent-Disposition: form-data; name=\"a\"\n\nx\r\n--B--", "--B\r\n: form-data; name=\"a\"\r\n\r\nx\r\n--B--",
            "--B\r\nContent-Disposition : form-data; name=\"a\"\r\n\r\nx\r\n--B--",
            "--B\r\n Content-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--B--",
            "--B\r\nContent-Disposition: form-data; name=\"a\u{0}\"\r\n\r\nx\r\n--B--",
            "--B\r\nX: " + String(repeating: "x", count: 5_000) + "\r\n\r\nx\r\n--B--",
            "--B\r\nContent-Disposition: form-data; name=\"" + String(repeating: "x", count: 201) + "\"\r\n\r\nx\r\n--B--",
            String(repeating: "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n", count: 11) + "--B--",
        ]
    )
    func noForms(text: String) {
        #expect(throws: MultipartParser.Mistake.self) { try parts(text) }
    }

    @Test func valuesAreText() throws {
        for bytes: [UInt8] in [[0xFF], [0x61, 0], [0xC3], [0xED, 0xA0, 0x80]] {
            let parts = try parts(Array(Self.start.utf8) + bytes + Array("\r\n--B--".utf8))
            #expect(throws: APIError.self) { try parts.first?.text }
        }
    }

    @Test(
        "The boundary that a Content-Type names",
        arguments: [
            ("multipart/form-data; boundary=B", "B"), ("multipart/form-data;boundary=\"a b?\"", "a b?"),
            ("multipart/form-data; charset=utf-8; Boundary=----WebKitFormBoundary7MA4YWxk", "----WebKitFormBoundary7MA4YWxk"),
            ("multipart/form-data", nil), ("multipart/form-data; boundary=", nil), ("multipart/form-data; boundary=\"\"", nil),
            ("multipart/form-data; boundary=a; boundary=b", nil), ("multipart/form-data; boundary=\"a ", nil),
            ("multipart/form-data; boundary=\"a \"", nil), ("multipart/form-data; boundary=\"a\r\nb\"", nil),
            ("multipart/form-data; boundary=" + String(repeating: "x", count: 71), nil), ("multipart/form-data; boundary=ä", nil),
        ]
    )
    func boundaries(type: String, boundary: String?) {
        #expect(MultipartParser.boundary(of: type).map { String(decoding: $0, as: UTF8.self) } == boundary)
    }

    /// Whatever bytes come: a form or a mistake, never a trap; and what is read of a form that was written is what was written.
    @Test func anythingIsReadOrRefused() throws {
        var random = Linear(state: 20_260_101)
        let valid = Array((Self.start + "x\r\n--B\r\nContent-Disposition: form-data; name=\"b\"; filename=\"c\"\r\n\r\n\r\n--B--\r\n").utf8)
        let alphabet = Array("\r\n-B:;=\" \\aA\0\u{7F}é".utf8)
        var forms = 0
        for _ in 0..<50_000 {
            var bytes = valid
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 0..<max(1, bytes.count), using: &random)
                let byte = alphabet.randomElement(using: &random) ?? 0
                switch Int.random(in: 0..<4, using: &random) {
                case 0 where place < bytes.count: bytes[place] = byte
                case 1 where place < bytes.count: bytes.remove(at: place)
                case 2: bytes.insert(byte, at: min(place, bytes.count))
                default: bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
                }
            }
            if let parts = try? parts(bytes) {
                forms += 1
                #expect(parts.count <= 10 && parts.reduce(0) { $0 + $1.content.count } <= bytes.count)
            }
        }
        #expect(forms > 100 && forms < 49_000)
        for _ in 0..<1_000 {
            let content = (0..<Int.random(in: 0...60, using: &random)).compactMap { _ in alphabet.randomElement(using: &random) }
            guard !String(decoding: content, as: UTF8.self).contains("\r\n--B") else { continue }
            #expect(try parts(Array(Self.start.utf8) + content + Array("\r\n--B--".utf8)).first?.content == content)
        }
    }

    /// The same numbers in every run.
    private struct Linear: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }
}
