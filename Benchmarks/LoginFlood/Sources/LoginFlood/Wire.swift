import Glibc

/// A connection that blocks its thread and is made again when it breaks: it takes hardly any of the processor, which the server needs.
final class Wire {
    private let port: UInt16
    private var socket: Int32 = -1
    private var buffer = [UInt8](repeating: 0, count: 65_536)

    init(port: UInt16) {
        self.port = port
    }

    deinit { if socket >= 0 { close(socket) } }

    /// Sends a request and reads its answer.
    /// - Returns: the status and the body; nil when the connection broke.
    func exchange(_ request: [UInt8]) -> (status: Int, body: String)? {
        if socket < 0, !open() { return nil }
        if send(request), let answer = receive() { return answer }
        close(socket)
        socket = -1
        return nil
    }

    private func open() -> Bool {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var (one, limit) = (Int32(1), timeval(tv_sec: 60, tv_usec: 0))
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
        }
    }

    private func send(_ bytes: [UInt8]) -> Bool {
        Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    private func receive() -> (status: Int, body: String)? {
        var text = ""
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            text += String(decoding: buffer[..<count], as: UTF8.self)
            guard let end = text.firstRange(of: "\r\n\r\n") else { continue }
            let head = text[..<end.lowerBound]
            let lengths = head.split(separator: "\r\n").filter { $0.lowercased().hasPrefix("content-length:") }
            let length = lengths.first.flatMap { Int($0.dropFirst("content-length:".count).drop { $0 == " " }) } ?? 0
            let body = text[end.upperBound...]
            if body.utf8.count >= length { return (Int(head.dropFirst(9).prefix(3)) ?? 0, String(body)) }
        }
    }

    /// The bytes of a request; a body is JSON.
    static func request(_ method: String, _ path: String, _ fields: [String] = [], body: String? = nil) -> [UInt8] {
        var lines = ["\(method) \(path) HTTP/1.1", "Host: 127.0.0.1"] + fields
        if let body { lines += ["Content-Type: application/json", "Content-Length: \(body.utf8.count)"] }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")).utf8)
    }
}
