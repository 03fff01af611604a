import JSON
import PostgreSQL
import TestSupport
import Testing

/// `/api/invitations/`: how somebody joins an organization.
@Suite struct InvitationStories {
    private let path = "/api/invitations/"

    @Test func whoHasNoAccountMakesOneByAccepting() async throws {
        let office = try await PostOffice.shared
        let owner = try await Client.owner("Ann & Co", on: office.server)
        let email = newEmail()
        let made = try await owner.post(path, ["email": .string(email.uppercased()), "role": "sales"])
        #expect(made.status == 201, "\(made.text)")
        #expect(made["status"] == "pending" && made["roles"].arrayValue?.map { $0["name"] } == ["Sales"])
        #expect(made["invited_by", "id"].int64Value == owner.userID && made.headers["location"] == "/api/invitations/\(made.id)/")
        #expect(try await owner.get(owner.members("members/")).count == 1)
        let letter = try await office.letter(to: made["email"].stringValue ?? "", about: "invites you")
        #expect(letter.subject == "Test User invites you to Ann & Co")
        #expect(letter.text.contains("https://app.example.com/accept-invitation#token=\(letter.token)\r\n"))
        #expect(letter.token.count == 43)

        let joined = try await owner.accept(letter.token, [("last_name", "Lee")])
        #expect(joined.status == 201, "\(joined.text)")
        #expect(joined["email_verified"] == true && joined["role"] == "sales")
        #expect(joined["organizations"].arrayValue?.compactMap { $0["id"]?.int64Value } == [owner.organizationID])
        var guest = Client(office.server)
        guest.token = joined["tokens", "access"].stringValue
        #expect(try await guest.get("/api/leads/").status == 200)
        let kept = try await owner.get("\(path)\(made.id)/")
        #expect(kept["status"] == "accepted" && kept["accepted_by", "name"] == "Ann Lee")
        #expect(try await owner.recorded() == ["invitation.accepted", "member.added", "invitation.created"])
        let log = try await owner.get("/api/audit-log/")
        #expect(!log.text.contains(letter.token) && log.results[0][path: "actor", "id"].int64Value == joined.id)
        #expect(log.results[1][path: "actor", "id"].int64Value == owner.userID)
        // The token is used up, and was never stored.
        #expect(try await owner.accept(letter.token).names("token"))
        let login = try await Client(office.server).post(
            "/api/auth/login/",
            ["email": .string(email), "password": "correct horse battery"]
        )
        #expect(login.status == 200 && login["user", "organization", "id"].int64Value == owner.organizationID)
    }

    @Test func whoHasAnAccountShowsThatItIsTheirs() async throws {
        let office = try await PostOffice.shared
        let owner = try await Client.owner(on: office.server)
        let (guest, other) = (try await Client.owner(on: office.server), try await Client.owner(on: office.server))
        let (_, token) = try await office.invite(guest.email, by: owner)
        let accept = path + "accept/"
        let anonymous = try await Client(office.server).post(accept, ["token": .string(token)])
        #expect(anonymous.status == 401 && anonymous["code"] == "LOGIN_REQUIRED", "\(anonymous.text)")
        #expect(try await owner.accept(token).names("first_name"))
        let wrong = try await Client(office.server).post(accept, ["token": .string(token), "password": "wrong horse battery"])
        #expect(wrong.status == 401)
        #expect(try await other.post(accept, ["token": .string(token)]).status == 403)
        #expect(try await owner.post(accept, ["token": .string(token)]).status == 403)
        #expect(try await owner.get(owner.members("members/")).count == 1)

        let joined = try await Client(office.server).post(accept, ["token": .string(token), "password": .string(guest.password)])
        #expect(joined.status == 200, "\(joined.text)")
        #expect(joined["organization", "id"].int64Value == owner.organizationID && joined["id"].int64Value == guest.userID)
        var inside = Client(office.server)
        inside.token = joined["tokens", "access"].stringValue
        #expect(try await inside.get("/api/users/me/")["organization", "id"].int64Value == owner.organizationID)

        let (_, second) = try await office.invite(other.email, by: owner)
        let loggedIn = try await other.post(accept, ["token": .string(second)])
        #expect(loggedIn.status == 200 && loggedIn["tokens"].isNull, "\(loggedIn.text)")
        #expect(try await owner.get(owner.members("members/")).count == 3)
    }

    @Test func whatIsNotValidIsAlwaysAnsweredAlike() async throws {
        let office = try await PostOffice.shared
        let owner = try await Client.owner(on: office.server)
        let (used, revoked, expired, resent) = (newEmail(), newEmail(), newEmail(), newEmail())
        var tokens = [String(repeating: "a", count: 43), "x"]
        let first = try await office.invite(used, by: owner)
        #expect(try await owner.accept(first.token).status == 201)
        tokens.append(first.token)
        let second = try await office.invite(revoked, by: owner)
        #expect(try await owner.delete("\(path)\(second.id)/").status == 204)
        #expect(try await owner.get("\(path)\(second.id)/")["status"] == "revoked")
        #expect(try await owner.delete("\(path)\(second.id)/").status == 409)
        tokens.append(second.token)
        let third = try await office.invite(expired, by: owner)
        for table: SQL in ["mailed_tokens", "invitations"] {
            _ = try await office.server.owner.query("UPDATE \(table) SET expires_at = now() WHERE email = \(expired)")
        }
        #expect(try await owner.get("\(path)?status=expired").ids == [third.id])
        tokens.append(third.token)
        let fourth = try await office.invite(resent, by: owner)
        #expect(try await owner.post("\(path)\(fourth.id)/resend/").status == 409)
        try await office.age(resent, by: "2 minutes")
        #expect(try await owner.post("\(path)\(fourth.id)/resend/").status == 200)
        tokens.append(fourth.token)
        let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
            for token in tokens { group.addTask { try await owner.accept(token) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(answers.map(\.bytes)).count == 1 && answers.allSatisfy { $0.status == 400 && $0.names("token") })
        let again = try await office.letter(to: resent, about: "invites you", after: 1)
        #expect(try await owner.accept(again.token).status == 201)
        #expect(try await owner.post("\(path)\(fourth.id)/resend/").status == 409)
        // Who let an invitation expire is invited anew.
        #expect(try await owner.post(path, ["email": .string(expired)]).status == 201)
    }

    @Test func ofManyAcceptancesAtOnceOneDoes() async throws {
        let office = try await PostOffice.shared
        let owner = try await Client.owner(on: office.server)
        let (_, token) = try await office.invite(newEmail(), by: owner)
        let answers = try await concurrently(10) { _ in try await owner.accept(token) }
        #expect(answers.map(\.status).sorted() == [201] + Array(repeating: 400, count: 9), "\(answers.map(\.text))")
        let guest = try await Client.owner(on: office.server)
        let (_, second) = try await office.invite(guest.email, by: owner)
        let logged = try await concurrently(10) { _ in try await guest.post("/api/invitations/accept/", ["token": .string(second)]) }
        #expect(logged.map(\.status).sorted() == [200] + Array(repeating: 400, count: 9), "\(logged.map(\.text))")
        #expect(try await owner.get(owner.members("members/")).count == 3)
    }

    @Test func aRegistrationWithAnInvitationFoundsNothing() async throws {
        let office = try await PostOffice.shared
        let owner = try await Client.owner(on: office.server)
        let email = newEmail()
        let (_, token) = try await office.invite(email, "viewer", by: owner)
        var body = JSONObject([("email", .string(newEmail())), ("password", "correct horse battery"), ("invitation", .string(token))])
        let client = Client(office.server)
        #expect(try await client.post("/api/users/", .object(body)).names("email"))
        body["email"] = .string(email)
        body["organization_name"] = "Mine"
        #expect(try await client.post("/api/users/", .object(body)).names("organization_name"))
        body["organization_name"] = nil
        let joined = try await client.post("/api/users/", .object(body))
        #expect(joined.status == 201 && joined["email_verified"] == true, "\(joined.text)")
        #expect(joined["organizations"].arrayValue?.compactMap { $0["id"]?.int64Value } == [owner.organizationID])
        #expect(try await client.post("/api/users/", .object(body)).names("invitation"))
    }

    @Test func whatIsNotAcceptableIsNamed() async throws {
        let office = try await PostOffice.shared
        let owner = try await Client.owner(on: office.server)
        let stranger = try await Client.owner(on: office.server)
        let foreign = try await stranger.role("Sales")
        for (status, field, body): (Int, String, JSON) in [
            (400, "email", [:]), (400, "email", ["email": "nobody"]), (400, "email", ["email": "a@b.example\r\nBcc: c@d.example"]),
            (400, "emial", ["emial": "a@b.example"]),
            (422, "role", ["email": "a@b.example", "role": "emperor"]),
            (422, "role_id", ["email": "a@b.example", "role_id": .id(foreign)]),
            (400, "roles", ["email": "a@b.example", "roles": []]), (400, "role", ["email": "a@b.example", "role": [1]]),
        ] {
            let answer = try await owner.post(path, body)
            #expect(answer.status == status && answer.names(field), "\(body.serialized): \(answer.text)")
        }
        #expect(try await owner.get(path + "?colour=red").status == 400)
        #expect(try await owner.get(path).count == 0)
        let email = newEmail()
        let (_, token) = try await office.invite(email, by: owner)
        #expect(try await owner.post(path, ["email": .string(email.uppercased())]).status == 409)
        for (field, more) in [("password", ("password", "short")), ("username", ("username", "a@b.example")), ("role", ("role", "owner"))]
            as [(String, (String, JSON))]
        {
            let refused = try await owner.accept(token, [more])
            #expect(refused.status == 400 && refused.names(field), "\(refused.text)")
        }
        let taken = try await owner.accept(token, [("username", .string(owner.email))])
        #expect(taken.status == 400 && taken.names("username"))
        #expect(try await owner.accept(token).status == 201)
    }
}
