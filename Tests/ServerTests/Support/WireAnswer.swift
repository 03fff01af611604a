import Foundation
import JSON

/// An answer as it came over the wire, to the byte.
struct WireAnswer: Sendable {
    let status: Int
    /// Head and body.
    let bytes: [UInt8]
    let body: [UInt8]
    private let headLength: Int

    /// The answer at the beginning of `received`; nil unless it is whole.
    init?(_ received: [UInt8]) {
        guard let end = received.first(Array("\r\n\r\n".utf8)) else { return nil }
        headLength = end + 4
        let head = String(decoding: received[..<headLength], as: UTF8.self)
        guard let status = Int(head.dropFirst(9).prefix(3)) else { return nil }
        self.status = status
        if Self.field("transfer-encoding", in: head) == "chunked" {
            guard let (body, length) = Self.chunks(of: received, from: headLength) else { return nil }
            (self.body, bytes) = (body, Array(received[..<length]))
        } else {
            let length = headLength + (Self.field("content-length", in: head).flatMap { Int($0) } ?? 0)
            guard received.count >= length else { return nil }
            (body, bytes) = (Array(received[headLength..<length]), Array(received[..<length]))
        }
    }

    /// A body that comes in chunks (RFC 9112 section 7.1) and where it ends; nil unless it is whole.
    private static func chunks(of received: [UInt8], from start: Int) -> (body: [UInt8], end: Int)? {
        var (body, place) = ([UInt8](), start)
        while let line = Array(received[place...].prefix(20)).first([13, 10]) {
            guard let size = Int(String(decoding: received[place..<(place + line)], as: UTF8.self), radix: 16) else { return nil }
            place += line + 2
            guard received.count >= place + size + 2 else { return nil }
            body += received[place..<(place + size)]
            place += size + 2
            if size == 0 { return (body, place) }
        }
        return nil
    }

    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSON { (try? JSONReader.parse(body)) ?? .null }
    subscript(key: String) -> JSON { json[key] ?? .null }
    var id: Int64 { self["id"].int64Value ?? 0 }

    /// The value of a header field, by its name in lower case.
    func field(_ name: String) -> String? {
        Self.field(name, in: String(decoding: bytes[..<headLength], as: UTF8.self))
    }

    private static func field(_ name: String, in head: String) -> String? {
        let line = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name + ":") }
        return line.map { $0.dropFirst(name.utf8.count + 1).trimmingCharacters(in: .whitespaces) }
    }
}

extension [UInt8] {
    /// Where `pattern`, which is not empty, first stands in these bytes, from a place on.
    func first(_ pattern: [UInt8], from start: Int = 0) -> Int? {
        withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return nil }
            var place = start
            while place + pattern.count <= bytes.count {
                let left = bytes.count - pattern.count + 1 - place
                guard let found = memchr(base + place, Int32(pattern[0]), left) else { return nil }
                place = UnsafeRawPointer(found) - base
                if memcmp(found, pattern, pattern.count) == 0 { return place }
                place += 1
            }
            return nil
        }
    }

    /// How often `pattern`, which is not empty, stands in these bytes.
    func count(of pattern: [UInt8]) -> Int {
        var (found, place) = (0, 0)
        while let next = first(pattern, from: place) {
            found += 1
            place = next + pattern.count
        }
        return found
    }
}
