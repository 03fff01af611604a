@testable import HTTPRequests

/// Bodies in parts: their number is bounded, and what is taken is written and read again as the same.
func readMultipart(_ bytes: [UInt8]) {
    func read(_ bytes: [UInt8]) -> [FormPart]? {
        bytes.withUnsafeBytes { bytes in
            var parser = MultipartParser(bytes, boundary: Array("b".utf8), maximumParts: 4)
            return try? parser.parts()
        }
    }
    guard let parts = read(bytes) else { return }
    expect(parts.count <= 4 && parts.allSatisfy { !$0.name.isEmpty }, "the parts are bounded, and have names")
    var written: [UInt8] = []
    for part in parts {
        written += Array("--b\r\nContent-Disposition: form-data; name=\"".utf8)
        for byte in part.name.utf8 {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { written.append(UInt8(ascii: "\\")) }
            written.append(byte)
        }
        written += Array((part.isFile ? "\"; filename=\"x\"" : "\"").utf8) + Array("\r\n\r\n".utf8) + part.content + Array("\r\n".utf8)
    }
    written += Array("--b--\r\n".utf8)
    expect(parts.isEmpty || read(written) == parts, "parts are read again as they were written")
}
