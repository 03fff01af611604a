import AsyncHTTPClient
import Foundation
import JSON
import NIOCore
import NIOHTTP1

/// What a server answered.
public struct Answer: Sendable {
    public let status: Int
    public let headers: [String: String]
    public let bytes: [UInt8]

    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The body as JSON; null where it is none.
    public var json: JSON { (try? JSONReader.parse(bytes)) ?? .null }

    public subscript(key: String) -> JSON { json[key] ?? .null }

    public var id: Int64 { self["id"].int64Value ?? 0 }
    public var count: Int64 { self["count"].int64Value ?? -1 }
    public var results: [JSON] { self["results"].arrayValue ?? [] }
    public var ids: [Int64] { results.compactMap { $0["id"]?.int64Value } }
}

/// A user of the API with their token.
public struct Client: Sendable {
    public let server: TestServer
    public var token: String?
    public var userID: Int64 = 0
    public var organizationID: Int64 = 0
    public var email = ""
    public var password = ""
    /// Sent with every request.
    public var headers: [(String, String)] = []

    public init(_ server: TestServer) { self.server = server }

    public func get(_ path: String) async throws -> Answer { try await send("GET", path) }
    public func delete(_ path: String, _ body: JSON? = nil) async throws -> Answer { try await send("DELETE", path, body) }
    public func post(_ path: String, _ body: JSON? = nil) async throws -> Answer { try await send("POST", path, body) }
    public func put(_ path: String, _ body: JSON) async throws -> Answer { try await send("PUT", path, body) }
    public func patch(_ path: String, _ body: JSON) async throws -> Answer { try await send("PATCH", path, body) }

    public func send(_ method: String, _ path: String, _ body: JSON? = nil) async throws -> Answer {
        try await send(method, path, bytes: body.map { Array($0.serialized.utf8) }, type: "application/json")
    }

    public func send(_ method: String, _ path: String, bytes: [UInt8]?, type: String) async throws -> Answer {
        var request = HTTPClientRequest(url: server.origin + path)
        request.method = .init(rawValue: method)
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let bytes {
            request.headers.add(name: "Content-Type", value: type)
            request.body = .bytes(bytes)
        }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let body = try await response.body.collect(upTo: 256 * 1_048_576)
        let headers = Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { $0 + ", " + $1 })
        return Answer(status: Int(response.status.code), headers: headers, bytes: Array(body.readableBytesView))
    }
}
