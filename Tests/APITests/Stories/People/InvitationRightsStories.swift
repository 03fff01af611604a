import JSON
import PostgreSQL
import TestSupport
import Testing

/// What an inviter may give, when they invite and when somebody accepts; and what they learn of others by it.
@Suite struct InvitationRightsStories {
    private let path = "/api/invitations/"

    private func colleague(_ role: String, of owner: Client, _ office: PostOffice) async throws -> Client {
        let member = try await Client(office.server).registered("Own")
        let (_, token) = try await office.invite(member.email, role, by: owner)
        let joined = try await member.post(path + "accept/", ["token": .string(token)])
        guard joined.status == 200 else { throw Unexpected(joined) }
        var inside = member
        inside.organizationID = owner.organizationID
        inside.headers.append(("X-Organization-Id", String(owner.organizationID)))
        return inside
    }

    @Test func nobodyGivesMoreThanTheyHave() async throws {
        let office = try await PostOffice.shared
        let owner = try await Client.owner(on: office.server)
        let admin = try await colleague("admin", of: owner, office)
        let viewer = try await colleague("viewer", of: owner, office)
        let refused = try await admin.post(path, ["email": .string(newEmail()), "role": "owner"])
        #expect(refused.status == 403 && refused["required_permission"] == "organizations:delete")
        let own = try await owner.make(path, ["email": .string(newEmail()), "role": "owner"])
        for answer in [
            try await admin.delete("\(path)\(own)/"), try await viewer.get(path), try await viewer.get("\(path)\(own)/"),
            try await viewer.post(path, ["email": .string(newEmail())]), try await viewer.delete("\(path)\(own)/"),
            try await viewer.post("\(path)\(own)/resend/"),
        ] { #expect(answer.status == 403, "\(answer.text)") }
        #expect(try await owner.get("\(path)\(own)/")["status"] == "pending")
        #expect(try await admin.post(path, ["email": .string(newEmail()), "roles": ["admin", "sales"]]).status == 201)
    }

    @Test("Rights that the inviter has lost are not given", arguments: ["demoted", "removed", "role changed", "role gone"])
    func lost(_ what: String) async throws {
        let office = try await PostOffice.shared
        let owner = try await Client.owner(on: office.server)
        let admin = try await colleague("admin", of: owner, office)
        let helper = try await owner.makeRole("Helper", ["leads:read"])
        let email = newEmail()
        let (id, token) = try await office.invite(email, "Helper", by: admin)
        let member = owner.members("members/\(admin.userID)/")
        switch what {
        case "demoted": #expect(try await owner.patch(member, ["role": "viewer"]).status == 200)
        case "removed": #expect(try await owner.delete(member).status == 204)
        case "role changed":
            #expect(try await owner.patch("/api/roles/\(helper)/", ["permissions": ["organizations:delete"]]).status == 200)
        default: #expect(try await owner.delete("/api/roles/\(helper)/").status == 204)
        }
        let refused = try await owner.accept(token)
        #expect(refused.status == 409, "\(refused.text)")
        #expect(try await office.server.owner.query("SELECT FROM users WHERE email = \(email)").isEmpty)
        #expect(try await owner.get("\(path)\(id)/")["status"] == "pending")
        if what == "role gone" { return }
        // Somebody who may gives it anew, in their own name.
        try await office.age(email, by: "2 minutes")
        #expect(try await owner.post("\(path)\(id)/resend/").status == 200)
        let again = try await office.letter(to: email, about: "invites you", after: 1)
        #expect(try await owner.accept(again.token).status == 201)
    }

    @Test func anOrganizationSendsSoManyMailsInADay() async throws {
        let office = try await PostOffice.shared
        let owner = try await Client.owner(on: office.server)
        let id = try await owner.make(path, ["email": .string(newEmail())])
        _ = try await office.server.owner.query(
            """
            INSERT INTO audit_log (organization_id, action, actor_id)
            SELECT \(owner.organizationID), 'invitation.created', \(owner.userID) FROM generate_series(1, 998)
            """
        )
        #expect(try await owner.post(path, ["email": .string(newEmail())]).status == 201)
        for answer in [try await owner.post(path, ["email": .string(newEmail())]), try await owner.post("\(path)\(id)/resend/")] {
            #expect(answer.status == 409 && answer.text.contains("in a day"), "\(answer.text)")
        }
        _ = try await office.server.owner.query(
            "UPDATE audit_log SET created_at = created_at - interval '1 day' WHERE organization_id = \(owner.organizationID)"
        )
        #expect(try await owner.post(path, ["email": .string(newEmail())]).status == 201)
    }

    @Test func anEmailIsAnsweredAlikeWithAnAccountAndWithout() async throws {
        let office = try await PostOffice.shared
        let owner = try await Client.owner(on: office.server)
        let stranger = try await Client.owner(on: office.server)
        var shapes: Set<String> = []
        for body: JSON in [["email": .string(stranger.email)], ["email": .string(newEmail())]] {
            let answer = try await owner.post(owner.members("add_member/"), body)
            #expect(answer.status == 201 && answer["status"] == "pending", "\(answer.text)")
            var shape = try #require(answer.json.objectValue)
            for key in ["id", "email", "created_at", "updated_at", "expires_at"] { shape[key] = .null }
            shapes.insert(JSON.object(shape).serialized)
        }
        #expect(shapes.count == 1, "\(shapes)")
        #expect(try await owner.get(owner.members("members/")).count == 1)
        #expect(try await owner.post(owner.members("add_member/"), ["email": .string(owner.email)]).status == 409)
        let letter = try await office.letter(to: stranger.email, about: "invites you")
        #expect(try await stranger.post(path + "accept/", ["token": .string(letter.token)]).status == 200)
        #expect(try await owner.get(owner.members("members/")).count == 2)
    }

    @Test func whoIsNamedByANumberShowsTheirEmailThemselves() async throws {
        let office = try await PostOffice.shared
        let owner = try await Client.owner(on: office.server)
        let stranger = try await Client.owner(on: office.server)
        // An open invitation to the same address does not tell that both are one.
        #expect(try await owner.post(path, ["email": .string(stranger.email)]).status == 201)
        let answer = try await owner.post(owner.members("add_member/"), ["user_id": .id(stranger.userID), "role": "sales"])
        #expect(answer.status == 201 && answer["email"].isNull && answer["user_id"].int64Value == stranger.userID, "\(answer.text)")
        for hidden in ["?search=\(stranger.email)", "?email__icontains=u", "?email__isnull=true"] {
            let list = try await owner.get(path + hidden)
            #expect(list.status == 200 && list.results.allSatisfy { $0["user_id"]?.isNull == true || $0["email"]?.isNull == true })
        }
        #expect(!(try await owner.get("/api/audit-log/?action=invitation.created&ordering=-id&page_size=1")).text.contains(stranger.email))
        #expect(try await owner.post(owner.members("add_member/"), ["user_id": 9_000_000_000]).status == 422)
        let token = try await office.letter(to: stranger.email, about: "invites you", after: 1).token
        #expect(try await stranger.post(path + "accept/", ["token": .string(token)]).status == 200)
        #expect(try await owner.get("\(path)\(answer.id)/")["email"].stringValue == stranger.email)
        // A former member is known, and back at once.
        #expect(try await owner.delete(owner.members("members/\(stranger.userID)/")).status == 204)
        let back = try await owner.post(owner.members("add_member/"), ["user_id": .id(stranger.userID)])
        #expect(back.status == 201 && back.id == stranger.userID, "\(back.text)")
    }
}
