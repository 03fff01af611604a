import NIOCore

/// Takes the body of a streamed answer piece by piece.
///
/// A write returns when the socket has taken it, so a slow client slows its writer down and nothing piles up. Write
/// pieces of some kilobytes: each is a packet and, in HTTP/1.1, a chunk.
public struct BodyWriter: Sendable {
    let channel: any Channel
    let framing: Framing
    let count: ByteCount

    /// Sends bytes.
    ///
    /// - Throws: When the client is gone; `CancellationError` when the request was cancelled.
    public func write(_ bytes: [UInt8]) async throws {
        try await write(ByteBuffer(bytes: bytes))
    }

    /// Sends text as UTF-8.
    ///
    /// - Throws: As `write(_:)` of bytes does.
    public func write(_ text: String) async throws {
        try await write(ByteBuffer(string: text))
    }

    /// Sends what is readable in `buffer`.
    ///
    /// - Throws: As `write(_:)` of bytes does.
    public func write(_ buffer: ByteBuffer) async throws {
        try Task.checkCancellation()
        guard buffer.readableBytes > 0 else { return }
        count.add(buffer.readableBytes)
        try await channel.writeAndFlush(framing.framed(buffer))
    }
}

/// How the client is told where a streamed body ends.
enum Framing {
    /// In chunks (RFC 9112 section 7.1).
    case chunked
    /// By the end of the connection, which is all that HTTP/1.0 knows.
    case untilClose

    func framed(_ piece: ByteBuffer) -> ByteBuffer {
        guard case .chunked = self else { return piece }
        var chunk = ByteBuffer()
        chunk.reserveCapacity(piece.readableBytes + 20)
        chunk.writeString(String(piece.readableBytes, radix: 16))
        chunk.writeStaticString("\r\n")
        chunk.writeImmutableBuffer(piece)
        chunk.writeStaticString("\r\n")
        return chunk
    }
}
