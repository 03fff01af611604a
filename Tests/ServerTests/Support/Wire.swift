import Foundation
import Glibc

/// A connection that blocks, for threads of their own: it costs little beside the server under test, and what was sent and
/// what came is known to the byte.
final class Wire {
    private let socket: Int32
    private var received: [UInt8] = []

    /// - Parameter receiveBuffer: Bytes that the kernel may hold for a slow reader; nil for its own choice.
    /// - Throws: `WireError.refused`.
    init(port: Int, receiveBuffer: Int32? = nil) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw WireError.refused }
        var (one, limit) = (Int32(1), timeval(tv_sec: 60, tv_usec: 0))
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        if var receiveBuffer { setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, 4) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let isOpen = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
        }
        guard isOpen else {
            close(socket)
            throw WireError.refused
        }
    }

    deinit { close(socket) }

    /// - Throws: `WireError.closed` when the other side took none of it.
    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw WireError.closed(after: sent) }
            sent += count
        }
    }

    /// The next answer, whose length its head tells.
    /// - Throws: `WireError.closed` with the number of bytes that came of it.
    func answer() throws -> WireAnswer {
        while true {
            if let answer = WireAnswer(received) {
                received.removeFirst(answer.bytes.count)
                return answer
            }
            let piece = try receive()
            guard !piece.isEmpty else { throw WireError.closed(after: received.count) }
            received += piece
        }
    }

    /// What is there, at most 64 KiB, or what comes next; empty when the other side has closed.
    func receive() throws -> [UInt8] {
        while true {
            var count = 0
            let piece = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, filled in
                count = recv(socket, buffer.baseAddress, 65_536, 0)
                filled = max(0, count)
            }
            if count >= 0 { return piece }
            guard errno == EINTR else { throw errno == EAGAIN ? WireError.silent : WireError.reset(after: received.count) }
        }
    }

    /// One request on a connection of its own.
    static func get(_ path: String, port: Int, _ fields: [String: String] = [:]) throws -> WireAnswer {
        try exchange("GET", path, port: port, fields)
    }

    /// One request on a connection of its own.
    static func exchange(
        _ method: String,
        _ path: String,
        port: Int,
        _ fields: [String: String] = [:],
        _ body: String? = nil
    ) throws -> WireAnswer {
        let wire = try Wire(port: port)
        try wire.send(request(method, path, fields, body))
        return try wire.answer()
    }

    /// The bytes of a request; a body is JSON.
    static func request(_ method: String, _ path: String, _ fields: [String: String] = [:], _ body: String? = nil) -> [UInt8] {
        var text = "\(method) \(path) HTTP/1.1\r\n"
        for (name, value) in fields.merging(["Host": "127.0.0.1"], uniquingKeysWith: { given, _ in given }) {
            text += "\(name): \(value)\r\n"
        }
        if let body { text += "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n" }
        return Array((text + "\r\n" + (body ?? "")).utf8)
    }
}

/// How a connection can disappoint.
enum WireError: Error, Equatable {
    case refused
    /// The other side ended the connection after this many bytes of what was under way.
    case closed(after: Int)
    case reset(after: Int)
    /// Nothing came for a minute.
    case silent
}
