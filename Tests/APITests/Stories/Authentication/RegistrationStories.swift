import JSON
import PostgreSQL
import TestSupport
import Testing

/// `POST /api/users/`: a registration makes a user, an organization of theirs, and logs them in.
@Suite struct RegistrationStories {
    private let path = "/api/users/"

    @Test func aNewUserOwnsANewOrganizationReadyForWork() async throws {
        var user = Client(try await TestServer.shared)
        let email = newEmail()
        let answer = try await user.post(
            path,
            ["email": .string(email.uppercased()), "password": "correct horse", "first_name": "Ann", "organization_name": "Ann & Co"]
        )
        #expect(answer.status == 201, "\(answer.text)")
        #expect(answer["username"] == answer["email"])
        #expect(answer["role"] == "owner")
        #expect(answer["organization", "name"] == "Ann & Co")
        user.token = answer["tokens", "access"].stringValue
        #expect(try await user.get("/api/organizations/").results.map { $0["role"] } == ["owner"])
        let pipeline = try await user.defaultPipeline()
        #expect(pipeline.stages.count == 5)
        #expect(try await user.make("/api/deals/", ["name": "First"]) > 0)
    }

    @Test func withoutANameTheOrganizationIsNamedAfterTheUser() async throws {
        let answer = try await Client(try await TestServer.shared).post(
            path,
            ["email": .string(newEmail()), "password": "correct horse", "first_name": "Ann"]
        )
        #expect(answer["organization", "name"] == "Ann's organization")
    }

    @Test(
        "What is not acceptable is named, and no user is made",
        arguments: [
            ("email", #"{"password": "correct horse"}"#), ("email", #"{"email": "no address", "password": "correct horse"}"#),
            ("email", #"{"email": 5, "password": "correct horse"}"#), ("email", #"{"email": null, "password": "correct horse"}"#),
            ("password", #"{"email": "{email}"}"#), ("password", #"{"email": "{email}", "password": "short"}"#),
            ("password", #"{"email": "{email}", "password": "{email}"}"#),
            ("password2", #"{"email": "{email}", "password": "correct horse", "password2": "correct house"}"#),
            ("username", #"{"email": "{email}", "password": "correct horse", "username": "somebody@example.com"}"#),
            ("first_name", #"{"email": "{email}", "password": "correct horse", "first_name": ["A"]}"#),
            ("is_staff", #"{"email": "{email}", "password": "correct horse", "is_staff": true}"#),
            ("role", #"{"email": "{email}", "password": "correct horse", "role": "admin"}"#),
            ("organization_name", #"{"email": "{email}", "password": "correct horse", "organization_name": "a\u0007b"}"#),
        ]
    )
    func refusals(field: String, body: String) async throws {
        let server = try await TestServer.shared
        let email = newEmail()
        let answer = try await Client(server).post(path, try JSONReader.parse(body.replacing("{email}", with: email)))
        #expect(answer.status == 400)
        #expect(answer.names(field), "\(answer.text)")
        #expect(try await server.owner.query("SELECT FROM users WHERE email = \(email)").isEmpty)
    }

    @Test func anEmailIsTakenOnceAlsoByTwentyAtOnce() async throws {
        let server = try await TestServer.shared
        let email = newEmail()
        let answers = try await concurrently(20) { index in
            let spelled = index.isMultiple(of: 2) ? email : email.uppercased()
            return try await Client(server).post(path, ["email": .string(spelled), "password": "correct horse"])
        }
        #expect(answers.filter { $0.status == 201 }.count == 1)
        for answer in answers where answer.status != 201 {
            #expect(answer.status == 400)
            #expect(answer.names("email"), "\(answer.text)")
        }
    }

    @Test func anEmailInTwoNormalFormsIsOne() async throws {
        let server = try await TestServer.shared
        let tail = newEmail()
        let composed = try await Client(server).post(path, ["email": .string("caf\u{e9}" + tail), "password": "correct horse"])
        let decomposed = try await Client(server).post(path, ["email": .string("cafe\u{301}" + tail), "password": "correct horse"])
        #expect(composed.status == 201)
        #expect(decomposed.status == 400)
        let login = try await Client(server).post(
            "/api/auth/login/",
            ["email": .string("cafe\u{301}" + tail), "password": "correct horse"]
        )
        #expect(login.status == 200)
        let owner = try await Client.owner()
        #expect(try await owner.post(owner.members("add_member/"), ["email": .string("cafe\u{301}" + tail)]).status == 201)
    }
}
