import JSON
import PostgreSQL
import TestSupport
import Testing

/// Document "Suite", Token Endpoints and User Profile.
@Suite struct SuiteAccountTests {
    static let login = #"""
        {
            "access": "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9...",
            "refresh": "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9...",
            "user": {"id": 1, "email": "user@example.com", "first_name": "John", "last_name": "Doe"}
        }
        """#
    static let registration = #"""
        {
            "email": "newuser@example.com", "first_name": "Jane", "last_name": "Smith", "password": "password123",
            "password2": "password123", "company_name": "New Company"
        }
        """#
    static let profile = #"""
        {
            "id": 1, "email": "user@example.com", "first_name": "John", "last_name": "Doe",
            "companies": [{"id": 1, "name": "Company Name", "role": "admin"}]
        }
        """#

    /// The document's example, for somebody of their own.
    private func registration(_ email: String) throws -> JSON {
        try JSONReader.parse(Self.registration.replacing("newuser@example.com", with: email))
    }

    @Test func theDocumentsExamples() async throws {
        var client = Client(try await TestServer.shared)
        let email = newEmail()
        let registered = try await client.post("/api/auth/register/", try registration(email))
        try Contract.expect(registered, 201, matches: Self.login, open: [""])
        #expect(registered["company", "name"] == "New Company" && registered["company", "role"] == "owner")

        // The one path that two documents have shows what both of them do.
        let login = try await client.post("/api/auth/login/", ["email": .string(email), "password": "password123"])
        try Contract.expect(login, matches: Self.login, open: ["", "user"])
        #expect(login["tokens", "access"] == login["access"] && login["tokens", "refresh"] == login["refresh"])

        client.token = login["access"].stringValue
        let profile = try await client.get("/api/core/profile/")
        try Contract.expect(profile, matches: Self.profile)
        #expect(profile["companies"].arrayValue == [registered["company"]])

        let refreshed = try await client.post("/api/auth/refresh/", ["refresh": login["refresh"]])
        try Contract.expect(refreshed, matches: MiniAccountTests.token, open: [""])
        #expect(refreshed["refresh"] != login["refresh"])
    }

    /// The document's Python example posts a form.
    @Test func formsRegisterAndLogIn() async throws {
        let client = Client(try await TestServer.shared)
        let email = newEmail().replacing("@", with: "%40")
        func post(_ path: String, _ form: String) async throws -> Answer {
            try await client.send("POST", path, bytes: Array(form.utf8), type: "application/x-www-form-urlencoded")
        }
        let password = "correct+horse+b%C3%A4ttery"
        let registered = try await post(
            "/api/auth/register/",
            "email=\(email)&first_name=J%C3%BCrg&last_name=&password=\(password)&password2=\(password)&company_name=A%26B"
        )
        #expect(registered.status == 201, "\(registered.text)")
        #expect(registered["user", "first_name"] == "Jürg" && registered["company", "name"] == "A&B")
        for (path, name) in [
            ("/api/auth/login/", "email"), ("/api/token/", "username"), ("/api/v1/auth/token/", "email"), ("/users/login/", "username"),
        ] {
            let answer = try await post(path, "\(name)=\(email)&password=\(password)")
            #expect(answer.status == 200, "\(path): \(answer.text)")
            #expect((answer["access"].stringValue ?? answer["key"].stringValue)?.isEmpty == false)
        }
    }

    @Test(
        "What is not acceptable is named, in the door's shape",
        arguments: [
            ("email", #""newuser@example.com""#, #""nobody""#),
            ("password2", #""password2": "password123""#, #""password2": "x""#),
            ("password2", #""password2": "password123", "#, ""), ("password", #""password": "password123", "#, ""),
            ("company_name", #""New Company""#, "5"), ("username", #""company_name""#, #""username": "jane", "company_name""#),
            ("organization", #""company_name""#, #""organization""#),
        ]
    )
    func refusals(field: String, part: String, replacement: String) async throws {
        let email = newEmail()
        let text = try registration(email).serialized.replacing(#"":"#, with: #"": "#).replacing(#","#, with: ", ")
        let changed = text.replacing(part.replacing("newuser@example.com", with: email), with: replacement)
        #expect(changed != text, "\(text)")
        let server = try await TestServer.shared
        let answer = try await Client(server).post("/api/auth/register/", try JSONReader.parse(changed))
        #expect(answer.status == 400)
        #expect(answer["error", "type"] == "ValidationError")
        #expect(answer["error", "details"].objectValue?.keys == [field], "\(answer.text)")
        #expect(try await server.owner.query("SELECT FROM users WHERE email = \(email)").isEmpty)
    }
}
