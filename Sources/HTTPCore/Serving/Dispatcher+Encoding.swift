import HTTPTypes
import NIOCore

extension Dispatcher {
    /// A whole answer in one buffer, so that it takes one write.
    func encode(_ response: APIResponse, _ bytes: [UInt8], for exchange: Exchange, closes: Bool) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(768 + bytes.count)
        writeHead(of: response, for: exchange, closes: closes, into: &buffer)
        if Self.mayHaveBody(response.status) {
            buffer.writeStaticString("Content-Length: ")
            buffer.writeString(String(bytes.count))
            buffer.writeStaticString("\r\n\r\n")
            if !exchange.isHead { buffer.writeBytes(bytes) }
        } else {
            buffer.writeStaticString("\r\n")
        }
        return buffer
    }

    /// The head of a streamed answer.
    func encodeHead(of response: APIResponse, for exchange: Exchange, closes: Bool) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(768)
        writeHead(of: response, for: exchange, closes: closes, into: &buffer)
        buffer.writeStaticString(exchange.isHTTP11 && !exchange.isHead ? "Transfer-Encoding: chunked\r\n\r\n" : "\r\n")
        return buffer
    }

    /// Whether an answer of this status has a body at all (RFC 9112 section 6.3).
    static func mayHaveBody(_ status: HTTPResponse.Status) -> Bool {
        status.code >= 200 && status.code != 204 && status.code != 304
    }

    /// All of the head but the framing and the empty line.
    private func writeHead(of response: APIResponse, for exchange: Exchange, closes: Bool, into buffer: inout ByteBuffer) {
        buffer.writeStaticString("HTTP/1.1 ")
        buffer.writeString(String(response.status.code))
        buffer.writeStaticString(" ")
        buffer.writeString(response.status.reasonPhrase)
        buffer.writeStaticString("\r\nDate: ")
        buffer.writeString(clock.dateField)
        buffer.writeStaticString("\r\nX-Request-Id: ")
        buffer.writeString(exchange.id)
        buffer.writeStaticString("\r\n")
        var vary: String?
        for field in response.headers {
            switch field.name {
            case .contentLength, .transferEncoding, .connection, .date: continue  // The server's to say.
            case .vary where cors.isOn: vary = field.value
            default:
                buffer.writeString(field.name.rawName)
                buffer.writeStaticString(": ")
                buffer.writeString(field.value)
                buffer.writeStaticString("\r\n")
            }
        }
        buffer.writeBytes(UsualFields.missing(from: response.headers) ?? UsualFields.all)
        if cors.isOn { writeCORS(for: exchange, vary: vary, into: &buffer) }
        if closes {
            buffer.writeStaticString("Connection: close\r\n")
        } else if !exchange.isHTTP11 {
            buffer.writeStaticString("Connection: keep-alive\r\n")
        }
    }

    private func writeCORS(for exchange: Exchange, vary: String?, into buffer: inout ByteBuffer) {
        buffer.writeStaticString("Vary: ")
        if let vary {
            buffer.writeString(vary)
            buffer.writeStaticString(", ")
        }
        buffer.writeStaticString("Origin\r\n")
        guard let origin = exchange.allowedOrigin else { return }
        buffer.writeStaticString("Access-Control-Allow-Origin: ")
        buffer.writeString(origin)
        buffer.writeStaticString("\r\nAccess-Control-Expose-Headers: ")
        buffer.writeStaticString(CORSPolicy.exposedHeaders)
        buffer.writeStaticString("\r\n")
    }
}
