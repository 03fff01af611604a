import AsyncHTTPClient
import Foundation
import JSON
import NIOCore
import NIOHTTP1
import Synchronization

/// What a server answered.
package struct Answer: Sendable {
    package let status: Int
    package let headers: [String: String]
    package let bytes: [UInt8]
    private let parsed: Parsed

    init(status: Int, headers: [String: String], bytes: [UInt8]) {
        (self.status, self.headers, self.bytes) = (status, headers, bytes)
        parsed = Parsed(bytes)
    }

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The body as JSON; null where it is none.
    package var json: JSON { parsed.json }

    /// A body as JSON, parsed when it is first asked for, and once: of a list each of `count` and `results` is asked for.
    private final class Parsed: Sendable {
        private let bytes: [UInt8]
        private let known = Mutex<JSON?>(nil)

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        var json: JSON {
            known.withLock { known in
                if let known { return known }
                let json = (try? JSONReader.parse(bytes)) ?? .null
                known = json
                return json
            }
        }
    }

    package subscript(key: String) -> JSON { json[key] ?? .null }

    package var id: Int64 { self["id"].int64Value ?? 0 }
    package var count: Int64 { self["count"].int64Value ?? -1 }
    package var results: [JSON] { self["results"].arrayValue ?? [] }
    package var ids: [Int64] { results.compactMap { $0["id"]?.int64Value } }
}

/// A user of the API with their token.
package struct Client: Sendable {
    package let server: TestServer
    package var token: String?
    package var userID: Int64 = 0
    package var organizationID: Int64 = 0
    package var email = ""
    package var password = ""
    /// Sent with every request.
    package var headers: [(String, String)] = []

    package init(_ server: TestServer) { self.server = server }

    package func get(_ path: String) async throws -> Answer { try await send("GET", path) }
    package func delete(_ path: String, _ body: JSON? = nil) async throws -> Answer { try await send("DELETE", path, body) }
    package func post(_ path: String, _ body: JSON? = nil) async throws -> Answer { try await send("POST", path, body) }
    package func put(_ path: String, _ body: JSON) async throws -> Answer { try await send("PUT", path, body) }
    package func patch(_ path: String, _ body: JSON) async throws -> Answer { try await send("PATCH", path, body) }

    package func send(_ method: String, _ path: String, _ body: JSON? = nil) async throws -> Answer {
        try await send(method, path, bytes: body.map { Array($0.serialized.utf8) }, type: "application/json")
    }

    package func send(_ method: String, _ path: String, bytes: [UInt8]?, type: String) async throws -> Answer {
        var request = HTTPClientRequest(url: server.origin + path)
        request.method = .init(rawValue: method)
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let bytes {
            request.headers.add(name: "Content-Type", value: type)
            request.body = .bytes(bytes)
        }
        let response = try await HTTPClient.patient.execute(request, timeout: .minutes(5))
        let body = try await response.body.collect(upTo: 256 * 1_048_576)
        let headers = Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { $0 + ", " + $1 })
        return Answer(status: Int(response.status.code), headers: headers, bytes: Array(body.readableBytesView))
    }
}

extension HTTPClient {
    /// The shared client, with the patience that a slow machine asks for: many stories run at once and wait for its connections.
    package static let patient: HTTPClient = {
        var configuration = HTTPClient.Configuration.singletonConfiguration
        configuration.timeout = .init(connect: .minutes(5), read: .minutes(5))
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()
}
