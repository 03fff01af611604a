import HTTPCore
import HTTPTypes
import Logging
import JSON
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ErrorTests {
    struct DatabaseDetail: Error { let sql = "SELECT secret FROM users" }

    static let routes = [
        Route(.get, "/forbidden") { _ in throw APIError.forbidden(required: "leads:read") },
        Route(.get, "/busy") { _ in throw APIError.unavailable(retryAfter: 7) },
        Route(.get, "/unauthorized") { _ in throw APIError.unauthorized() },
        Route(.get, "/broken") { _ in throw DatabaseDetail() },
    ]

    @Test
    func `a thrown error is the answer`() async throws {
        try await RunningServer.run(Self.routes) { server in
            let answer = try await server.request("GET", "/forbidden?secret=1", ["Accept": "application/problem+json"])
            #expect(answer.status == 403)
            #expect(answer.member("code") == "PERMISSION_DENIED")
            #expect(answer.member("path") == "/forbidden")
            #expect(answer.member("accept") == "application/problem+json")
            #expect(answer.member("request_id") == answer["x-request-id"])
            #expect(try await server.request("GET", "/busy")["retry-after"] == "7")
            #expect(try await server.request("GET", "/unauthorized")["www-authenticate"] == "Bearer")
        }
    }

    @Test
    func `of any other error the client learns nothing and the log everything`() async throws {
        try await RunningServer.run(Self.routes) { server in
            let answer = try await server.request("GET", "/broken")
            #expect(answer.status == 500)
            #expect(answer.member("code") == "INTERNAL_ERROR")
            #expect(!answer.body.contains("SELECT") && !answer.body.contains("DatabaseDetail"))
            let line = try #require(server.log.lines.first { $0.level == .error })
            #expect(line.metadata["error"]?.contains("SELECT secret") == true)
            #expect(line.metadata["request_id"] == answer["x-request-id"])
        }
    }

    @Test
    func `the kinds of errors have their statuses`() {
        let kinds: [(APIError, Int, String)] = [
            (.badRequest(""), 400, "BAD_REQUEST"), (.field("a", ""), 400, "VALIDATION_ERROR"),
            (.unauthorized(), 401, "UNAUTHORIZED"), (.forbidden(), 403, "PERMISSION_DENIED"), (.notFound, 404, "NOT_FOUND"),
            (.methodNotAllowed(allow: [.get]), 405, "METHOD_NOT_ALLOWED"), (.requestTimeout, 408, "REQUEST_TIMEOUT"),
            (.conflict(""), 409, "CONFLICT"), (.tooLarge, 413, "PAYLOAD_TOO_LARGE"), (.tooLarge(limit: 1), 413, "PAYLOAD_TOO_LARGE"),
            (.unsupportedMediaType(""), 415, "UNSUPPORTED_MEDIA_TYPE"), (.unprocessable("a", ""), 422, "UNPROCESSABLE"),
            (.rateLimited(retryAfter: 1), 429, "RATE_LIMIT_EXCEEDED"), (.headersTooLarge, 431, "HEADERS_TOO_LARGE"),
            (.internalError, 500, "INTERNAL_ERROR"), (.unavailable(), 503, "SERVICE_UNAVAILABLE"),
        ]
        for (error, status, code) in kinds {
            #expect(error.status == status)
            #expect(error.code == code)
        }
        #expect(APIError.forbidden(required: "leads:read").extra.map(\.1) == [.string("leads:read")])
    }
}
