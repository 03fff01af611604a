import Foundation
import JSON
import TestSupport
import Testing

/// What an error looks like at each door.
@Suite struct ErrorShapeTests {
    /// Document "Suite", Error Response Format.
    static let suite = #"""
        {
            "error": {
                "type": "ValidationError", "message": "Validation failed", "timestamp": "2024-01-01T00:00:00Z", "status_code": 400,
                "details": {"field_name": ["This field is required."]}
            }
        }
        """#
    /// Document "V1", Error Response.
    static let v1 = #"""
        {
          "status": "error",
          "error": {
            "code": "VALIDATION_ERROR", "message": "Invalid input data", "details": {"email": ["Enter a valid email address."]}
          },
          "meta": {"timestamp": "2024-12-09T10:30:00Z", "request_id": "req_abc123"}
        }
        """#

    @Test func suitesErrors() async throws {
        let owner = try await Client.owner()
        let viewer = try await owner.colleague("viewer")
        let stranger = Client(owner.server)
        var impostor = stranger
        impostor.token = "x.y.z"
        let company = "/api/core/companies/\(owner.organizationID)/"
        for (answer, status, type) in [
            (try await owner.post("/api/core/companies/", ["name": 5]), 400, "ValidationError"),
            (try await owner.get("/api/core/companies/?nmae=x"), 400, "ValidationError"),
            (try await owner.post("/api/core/companies/"), 400, "ParseError"),
            (try await stranger.get("/api/core/profile/"), 401, "NotAuthenticated"),
            (try await impostor.get("/api/core/profile/"), 401, "AuthenticationFailed"),
            (try await viewer.put(company, ["name": "A"]), 403, "PermissionDenied"),
            (try await owner.get("/api/core/companies/9000000000000/"), 404, "NotFound"),
            (try await owner.get("/api/crm/nowhere/"), 404, "NotFound"),
            (try await owner.delete("/api/core/profile/"), 405, "MethodNotAllowed"),
            (
                try await owner.send("POST", "/api/core/companies/", bytes: Array("<a/>".utf8), type: "text/xml"), 415,
                "UnsupportedMediaType"
            ),
            (try await stranger.get("/api/analytics/dashboard/"), 501, "NotImplemented"),
        ] {
            try Contract.expect(answer, status, matches: Self.suite, open: ["error"], maps: ["error.details"])
            #expect(answer["error", "type"].stringValue == type && answer["error", "status_code"].int64Value == Int64(status))
            #expect(answer["error", "timestamp"].stringValue?.utf8.count == 20)
        }
        let invalid = try await owner.post("/api/core/companies/", [:])
        try Contract.expect(invalid, 400, matches: Self.suite.replacing("field_name", with: "name"))
        #expect(invalid["error", "message"] == "Validation failed")
        #expect(invalid["error", "details"] == ["name": ["This field is required."]])
    }

    @Test func v1sErrors() async throws {
        let client = Client(try await TestServer.shared)
        for (answer, status, code) in [
            (try await client.post("/api/v1/auth/token/", ["email": "a@example.com"]), 400, "VALIDATION_ERROR"),
            (try await client.post("/api/v1/auth/token/"), 400, "BAD_REQUEST"),
            (try await client.post("/api/v1/auth/token/", ["email": "a@example.com", "password": "wrong"]), 401, "UNAUTHORIZED"),
            (try await client.get("/api/v1/nowhere/"), 404, "NOT_FOUND"),
            (try await client.get("/api/v1/auth/token/"), 405, "METHOD_NOT_ALLOWED"),
            (try await client.post("/api/v1/ai/enrich/", [:]), 501, "NOT_IMPLEMENTED"),
        ] {
            let example = status == 400 && code != "BAD_REQUEST" ? Self.v1.replacing("email", with: "password") : Self.bare
            try Contract.expect(answer, status, matches: example)
            #expect(answer["status"] == "error" && answer["error", "code"].stringValue == code)
            #expect(answer["meta", "request_id"].stringValue == answer.headers["x-request-id"])
            #expect(answer["meta", "timestamp"].stringValue?.utf8.count == 20)
        }
        let invalid = try await client.post("/api/v1/auth/token/", ["email": "a@example.com"])
        #expect(invalid["error", "message"] == "Invalid input data")
    }

    /// Without details there is no such key, as in the document's "Rate Limit Exceeded".
    private static let bare = #"""
        {"status": "error", "error": {"code": "x", "message": "x"}, "meta": {"timestamp": "2024-12-09T10:30:00Z", "request_id": "x"}}
        """#

    @Test(
        "Classic's, Mini's and Tenant's errors say what is the matter and nothing else",
        arguments: ["/users/profile/", "/api/users/profile/", "/api/me/", "/api/users/me/"]
    )
    func plainErrors(path: String) async throws {
        let owner = try await Client.owner()
        let stranger = Client(owner.server)
        #expect(try await stranger.get(path).json == ["detail": "Authentication credentials were not provided."])
        #expect(try await owner.delete(path).json == ["detail": "The method is not allowed here."])
        #expect(try await owner.get(path + "nowhere/").json == ["detail": "Not found."])
        let invalid = try await owner.get(path + "?nmae=x")
        #expect(invalid.status == 400 && invalid.json.objectValue?.keys == ["nmae"])
    }

    /// `/api/auth/login/` is Tenant's and Suite's, and so are its errors.
    @Test func theSharedLoginAnswersBoth() async throws {
        let user = try await Client.owner()
        let client = Client(user.server)
        let wrong = try await client.post("/api/auth/login/", ["email": .string(user.email), "password": "wrong"])
        try Contract.expect(wrong, 401, matches: Self.suite, open: ["", "error"], maps: ["error.details"])
        #expect(wrong.json.objectValue?.keys == ["detail", "error"])
        #expect(wrong["error", "type"] == "AuthenticationFailed" && wrong["error", "message"] == wrong["detail"])
        let invalid = try await client.post("/api/auth/login/", ["email": .string(user.email)])
        #expect(invalid.json.objectValue?.keys == ["password", "error"])
        #expect(invalid["error", "details"] == ["password": invalid["password"]])
        #expect(try await client.get("/api/auth/login").json.objectValue?.keys == ["detail", "error"])
        let refresh = try await client.post("/api/auth/refresh/", ["refresh": "x"])
        #expect(refresh.status == 401 && refresh.json.objectValue?.keys == ["detail", "error"])
        #expect(try await user.post("/api/auth/switch-organization/", [:]).json.objectValue?.keys == ["organization_id"])
    }

    /// Errors that come about before a route is looked for are no other.
    @Test func theServersOwnErrorsHaveTheDoorsShape() async throws {
        let client = Client(try await TestServer.shared)
        let long = Array(repeating: UInt8(ascii: " "), count: 1_100_000)
        func post(_ path: String) async throws -> Answer { try await client.send("POST", path, bytes: long, type: "application/json") }
        #expect(try await post("/api/v1/auth/token/")["error", "code"] == "PAYLOAD_TOO_LARGE")
        #expect(try await post("/api/auth/register/")["error", "type"] == "PayloadTooLarge")
        #expect(try await post("/api/token/").detail != nil)
        let query = try await client.post("/api/v1/auth/token/?x=%ff", [:])
        #expect(query.status == 400 && query["error", "details", "x"].arrayValue?.count == 1)
        #expect(try await client.get("/api/crm/accounts/?search=%ff")["error", "details", "search"].arrayValue?.count == 1)
        let trace = try await client.send("TRACE", "/api/crm/accounts/")
        #expect(trace.status == 405 && trace["error", "type"] == "MethodNotAllowed")
    }

    @Test("Problem details for who asks for them", arguments: ["/api/v1/nowhere/", "/api/crm/nowhere/", "/nowhere", "/api/clients/x/"])
    func problemDetails(path: String) async throws {
        var client = Client(try await TestServer.shared)
        client.headers = [("Accept", "application/json;q=0.5, application/problem+json")]
        let answer = try await client.get(path)
        #expect(answer.status == 404 && answer.headers["content-type"] == "application/problem+json")
        #expect(answer.json.objectValue?.keys == ["type", "title", "status", "detail", "instance", "request_id"])
    }
}
