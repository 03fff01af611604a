import JSON
import TestSupport
import Testing

/// What a client is told when something is not as it has to be.
@Suite struct ErrorStories {
    private func problems(_ client: Client) -> Client {
        var client = client
        client.headers.append(("Accept", "application/problem+json"))
        return client
    }

    @Test func problemDetailsForWhoAsksForThem() async throws {
        let owner = problems(try await Client.owner())
        var stranger = owner
        stranger.token = nil
        let viewer = problems(try await owner.colleague("viewer"))
        for (answer, status, code) in [
            (try await owner.get("/api/customers/9000000000/"), 404, "NOT_FOUND"), (try await owner.get("/api/nowhere/"), 404, "NOT_FOUND"),
            (try await owner.delete("/api/customers/"), 405, "METHOD_NOT_ALLOWED"),
            (try await stranger.get("/api/customers/"), 401, "UNAUTHORIZED"),
            (try await viewer.post("/api/customers/", ["company_name": "A"]), 403, "PERMISSION_DENIED"),
            (try await owner.post("/api/customers/", ["company_name": 5]), 400, "VALIDATION_ERROR"),
            (try await owner.post("/api/deals/", ["name": "A", "pipeline": 9_000_000_000]), 422, "UNPROCESSABLE"),
        ] {
            #expect(answer.status == status)
            #expect(answer.headers["content-type"] == "application/problem+json")
            #expect(answer["status"].int64Value == Int64(status) && answer["title"].stringValue == code)
            #expect(answer["type"] == "about:blank" && answer["detail"].stringValue?.isEmpty == false)
            #expect(answer["instance"].stringValue?.hasPrefix("/api/") == true)
            #expect(answer["request_id"].stringValue == answer.headers["x-request-id"])
        }
        let invalid = try await owner.post("/api/customers/", ["company_name": 5, "email": "x"])
        #expect(invalid["errors"].objectValue?.keys == ["company_name", "email"])
        let denied = try await viewer.post("/api/customers/", ["company_name": "A"])
        #expect(denied["required_permission"] == "customers:create")
    }

    @Test func everyAnswerHasARequestID() async throws {
        var owner = try await Client.owner()
        for (method, path) in [
            ("GET", "/api/customers/"), ("GET", "/api/customers/9000000000/"), ("GET", "/nowhere"), ("DELETE", "/api/customers/"),
            ("OPTIONS", "/api/customers/"), ("HEAD", "/api/customers/"), ("GET", "/api/customers/export/"), ("GET", "/api/customers/?x=1"),
        ] {
            let answer = try await owner.send(method, path)
            #expect(answer.headers["x-request-id"]?.hasPrefix("req_") == true, "\(method) \(path)")
            #expect(answer.headers["x-content-type-options"] == "nosniff")
        }
        owner.headers = [("X-Request-Id", "trace-42")]
        #expect(try await owner.get("/api/customers/9000000000/").headers["x-request-id"] == "trace-42")
    }

    @Test func aMethodThatIsNotThereIsNamedWithThoseThatAre() async throws {
        let owner = try await Client.owner()
        for (method, path, allowed) in [
            ("DELETE", "/api/customers/", ["GET", "POST"]), ("POST", "/api/customers/1/", ["GET", "PUT", "PATCH", "DELETE"]),
            ("GET", "/api/customers/1/activate/", ["POST"]), ("POST", "/api/customers/stats/", ["GET"]),
            ("GET", "/api/auth/login/", ["POST"]),
            ("PUT", "/api/user-roles/my_roles", ["GET"]),
        ] {
            let answer = try await owner.send(method, path)
            #expect(answer.status == 405, "\(method) \(path)")
            let allow = Set((answer.headers["allow"] ?? "").split(separator: ", ").map(String.init))
            #expect(allow.isSuperset(of: allowed) && !allow.contains(method), "\(method) \(path): \(allow)")
            #expect(answer.detail != nil)
        }
    }

    @Test(
        "What is not there",
        arguments: [
            "/api/customers/abc/", "/api/customers/-1/", "/api/customers/1.5/", "/api/customers/9223372036854775808/", "/api/customers//",
            "/api/customers/1/2/", "/api/customers/9000000000/", "/api/customer/", "/api/pipelines/stats/", "/api/customers/0x1/",
            "/api/organizations/9000000000/", "/api/organizations/9000000000/members/", "/api/roles/9000000000/", "/api/users/9000000000/",
        ]
    )
    func notFound(path: String) async throws {
        let answer = try await Client.owner().get(path)
        #expect(answer.status == 404, "\(answer.text)")
        #expect(answer.json == ["detail": "Not found."])
        #expect(answer.headers["content-type"] == "application/json")
    }

    @Test(
        "A body that is none",
        arguments: [
            ("{", 400), ("", 400), ("[]", 400), ("null", 400), (#"{"company_name": "A",}"#, 400), (#"{"a": 1, "a": 2}"#, 400),
            (#"{"company_name": "A", "\u0063ompany_name": "B"}"#, 400), ("\u{feff}{}", 400), (#"{"company_name": "\u0000"}"#, 400),
            (#"{"company_name": "\ud800"}"#, 400), (String(repeating: "[", count: 600), 400), (#"{"company_name": 1e400}"#, 400),
            ("{\"company_name\": \"" + String(repeating: "x", count: 1_100_000) + "\"}", 413),
        ]
    )
    func malformedBodies(text: String, status: Int) async throws {
        let owner = try await Client.owner()
        let answer = try await owner.send("POST", "/api/customers/", bytes: Array(text.utf8), type: "application/json")
        #expect(answer.status == status, "\(answer.text.prefix(200))")
        #expect(try await owner.get("/api/customers/").count == 0)
    }

    @Test func aBodyOfAnotherKindIsNotRead() async throws {
        let owner = try await Client.owner()
        for type in ["text/plain", "application/xml", "multipart/form-data; boundary=x"] {
            let answer = try await owner.send("POST", "/api/customers/", bytes: Array(#"{"company_name": "A"}"#.utf8), type: type)
            #expect(answer.status == 415, "\(type)")
        }
        let invalid = Array(#"{"company_name": ""#.utf8) + [0xff, 0xfe] + Array(#""}"#.utf8)
        #expect(try await owner.send("POST", "/api/customers/", bytes: invalid, type: "application/json").status == 400)
        #expect(try await owner.get("/api/customers/").count == 0)
    }

    @Test func pagesThatAreNone() async throws {
        let owner = try await Client.owner()
        for (query, status) in [
            ("page=2", 404), ("page=0", 400), ("page=-1", 400), ("page=1000000000000000000", 404), ("page=9223372036854775808", 400),
            ("page=x", 400), ("page_size=0", 400), ("page_size=101", 400), ("page_size=1000000000", 400), ("limit=-1", 400),
            ("offset=-1", 400), ("limit=5&page=1", 400), ("page=1&page=1", 400), ("search=%ff", 400), ("search=%00", 400),
        ] {
            #expect(try await owner.get("/api/customers/?" + query).status == status, "\(query)")
        }
    }
}
