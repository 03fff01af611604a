import JSON
import TestSupport
import Testing

/// Document "Classic", Authentication and User Management: at the root and below `/api/`.
@Suite struct ClassicAccountTests {
    static let key = #"{"key": "9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b"}"#
    static let loggedOut = #"{"message": "Successfully logged out."}"#
    static let changed = #"{"message": "Password updated successfully."}"#
    static let user = #"{"id": 1, "username": " ", "email": " ", "first_name": " ", "last_name": " "}"#

    private struct Visitor {
        let client: Client
        let root: String
        let name = "u\(newEmail().prefix(12))"
        let password = "correct horse battery"

        func register() async throws -> Answer {
            try await client.post(
                root + "/users/register/",
                [
                    "username": .string(name), "email": .string(name + "@example.com"), "first_name": "Ann", "last_name": "Lee",
                    "password": .string(password), "password2": .string(password),
                ]
            )
        }

        func login(_ login: String? = nil, password: String? = nil) async throws -> Answer {
            try await client.post(
                root + "/users/login/",
                ["username": .string(login ?? name), "password": .string(password ?? self.password)]
            )
        }

        func holder(of answer: Answer) -> Client {
            var client = client
            client.headers = [("Authorization", "Token \(answer["key"].stringValue ?? "")")]
            return client
        }
    }

    @Test("The document's examples", arguments: ["", "/api"])
    func examples(root: String) async throws {
        let visitor = Visitor(client: Client(try await TestServer.shared), root: root)
        let registered = try await visitor.register()
        try Contract.expect(registered, 201, matches: Self.user)
        #expect(registered["username"].stringValue == visitor.name && registered["first_name"] == "Ann")

        let login = try await visitor.login()
        try Contract.expect(login, matches: Self.key)
        let holder = visitor.holder(of: login)
        #expect(try await holder.get(root + "/users/profile/").status == 200)
        try Contract.expect(try await holder.post(root + "/users/logout/"), matches: Self.loggedOut)
        let after = try await holder.get(root + "/users/profile/")
        #expect(after.status == 401 && after.detail != nil)
        #expect(try await holder.post(root + "/users/logout/").status == 401)
    }

    @Test func aKeyIsTakenAtEveryDoorUntilItsLoginEnds() async throws {
        let visitor = Visitor(client: Client(try await TestServer.shared), root: "")
        let id = try await visitor.register().id
        let first = visitor.holder(of: try await visitor.login())
        let second = visitor.holder(of: try await visitor.login(visitor.name.uppercased() + "@EXAMPLE.com"))
        let paths = ["/users/profile/", "/api/users/profile/", "/api/core/profile/", "/api/me/", "/api/users/me/", "/api/customers/"]
        for holder in [first, second] {
            for path in paths { #expect(try await holder.get(path).status == 200, "\(path)") }
            #expect(try await holder.get("/api/me/").id == id)
        }
        #expect(try await first.post("/users/logout/").status == 200)
        for path in paths { #expect(try await first.get(path).status == 401, "\(path)") }
        #expect(try await second.get("/users/profile/").status == 200)
    }

    @Test func aChangeOfPasswordKeepsTheKeyThatMadeIt() async throws {
        let visitor = Visitor(client: Client(try await TestServer.shared), root: "")
        _ = try await visitor.register()
        let holder = visitor.holder(of: try await visitor.login())
        let other = visitor.holder(of: try await visitor.login())
        let bearer = try await visitor.client.post(
            "/api/token/",
            ["username": .string(visitor.name), "password": .string(visitor.password)]
        )
        let body: JSON = [
            "old_password": .string(visitor.password), "new_password1": "tr0ub4dor and 3", "new_password2": "tr0ub4dor and 3",
        ]
        try Contract.expect(try await holder.put("/users/password/change/", body), matches: Self.changed)
        #expect(try await holder.get("/users/profile/").status == 200)
        #expect(try await other.get("/users/profile/").status == 401)
        #expect(try await visitor.client.post("/api/token/refresh/", ["refresh": bearer["refresh"]]).status == 401)
        #expect(try await visitor.login().status == 401)
        #expect(try await visitor.login(password: "tr0ub4dor and 3").status == 200)
    }

    @Test(
        "What is not acceptable is named",
        arguments: [
            ("new_password2", #"{"old_password": "{old}", "new_password1": "tr0ub4dor and 3", "new_password2": "other"}"#),
            ("new_password2", #"{"old_password": "{old}", "new_password1": "tr0ub4dor and 3"}"#),
            ("new_password1", #"{"old_password": "{old}", "new_password1": "short", "new_password2": "short"}"#),
            ("new_password1", #"{"old_password": "{old}", "new_password2": "tr0ub4dor and 3"}"#),
            ("old_password", #"{"old_password": "wrong", "new_password1": "tr0ub4dor and 3", "new_password2": "tr0ub4dor and 3"}"#),
            ("new_password", #"{"old_password": "{old}", "new_password": "tr0ub4dor and 3"}"#),
        ]
    )
    func refusals(field: String, body: String) async throws {
        let user = try await Client.owner()
        let answer = try await user.put("/users/password/change/", try JSONReader.parse(body.replacing("{old}", with: user.password)))
        #expect(answer.status == 400)
        #expect(answer.names(field), "\(answer.text)")
        #expect(try await user.loggedIn().get("/api/me/").status == 200)
    }

    @Test(
        "What no registration is",
        arguments: [
            ("password2", #""password2": "correct horse battery""#, #""password2": "correct horse""#),
            ("password2", #""password2": "correct horse battery", "#, ""), ("email", #""ann{id}@example.com""#, #""ann""#),
            ("username", #""ann{id}""#, #""bob@example.com""#), ("company_name", #""first_name""#, #""company_name": "A", "first_name""#),
            ("is_staff", #""first_name""#, #""is_staff": true, "first_name""#),
        ]
    )
    func noRegistration(field: String, part: String, replacement: String) async throws {
        let id = "\(Int64.random(in: 1...Int64.max))"
        let whole = #"""
            {"username": "ann{id}", "email": "ann{id}@example.com", "password2": "correct horse battery", "first_name": "Ann",
                "last_name": "Lee", "password": "correct horse battery"}
            """#
        let text = whole.replacing(part, with: replacement)
        #expect(text != whole)
        let answer = try await Client(try await TestServer.shared).post(
            "/users/register/",
            try JSONReader.parse(text.replacing("{id}", with: id))
        )
        #expect(answer.status == 400)
        #expect(answer.names(field), "\(answer.text)")
    }

    @Test func aWrongPasswordIsTold() async throws {
        let visitor = Visitor(client: Client(try await TestServer.shared), root: "")
        _ = try await visitor.register()
        for (login, password) in [(visitor.name, "wrong"), ("nobody", visitor.password)] {
            let answer = try await visitor.login(login, password: password)
            #expect(answer.status == 401 && answer.json["key"] == nil)
            #expect(answer.detail == "No active account found with the given credentials.")
        }
    }
}
