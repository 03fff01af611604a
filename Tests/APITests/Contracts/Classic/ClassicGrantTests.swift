import JSON
import TestSupport
import Testing

/// Document "Classic", Granular Permissions: assigned users and managers modify contacts and activities, managers alone give them to
/// somebody else and put off what is due, and staff alone writes companies. All of it is what the roles grant.
@Suite struct ClassicGrantTests {
    private let contactsPath = "/contacts/"
    private let activitiesPath = "/activities/"

    @Test func whoIsAssignedModifiesAContact() async throws {
        let owner = try await Client.owner()
        let (sales, manager) = (try await owner.colleague("sales"), try await owner.colleague("manager"))
        let assigned = try await manager.make(contactsPath, ["first_name": "Ann", "assigned_to": .id(sales.userID)])
        let others = try await manager.make(contactsPath, ["first_name": "Bob"])
        let own = try await sales.make(contactsPath, ["first_name": "Cid"])

        for id in [assigned, own] {
            let changed = try await sales.put("/contacts/\(id)/", ["category": "customer"])
            #expect(changed.status == 200 && changed["category"] == "customer", "\(changed.text)")
        }
        let before = try await owner.get("/contacts/\(others)/")
        for answer in [
            try await sales.put("/contacts/\(others)/", ["category": "customer"]),
            try await sales.patch("/contacts/\(others)/", ["notes": "x"]),
            try await sales.delete("/contacts/\(others)/"),
        ] {
            #expect(answer.status == 403 && answer["scope"] == "own", "\(answer.text)")
        }
        #expect(try await owner.get("/contacts/\(others)/").bytes == before.bytes)
        #expect(try await manager.put("/contacts/\(own)/", ["category": "lead"]).status == 200)
    }

    @Test func managersAloneGiveToSomebodyElse() async throws {
        let owner = try await Client.owner()
        let (sales, manager) = (try await owner.colleague("sales"), try await owner.colleague("manager"))
        let contact = "/contacts/\(try await sales.make(contactsPath, ["first_name": "Ann", "assigned_to": .id(sales.userID)]))/"
        let activity = "/activities/\(try await sales.make(activitiesPath, ["activity_type": "call", "subject": "Call"]))/"
        for (path, permission) in [(contact, "contacts:assign"), (activity, "activities:assign")] {
            for other in [JSON.id(manager.userID), .null] {
                let refused = try await sales.put(path, ["assigned_to": other])
                #expect(refused.status == 403 && refused["required_permission"].stringValue == permission, "\(refused.text)")
            }
            #expect(try await sales.get(path)["assigned_to"] == .id(sales.userID))
            // To leave it as it is gives it to nobody.
            #expect(try await sales.put(path, ["assigned_to": .id(sales.userID)]).status == 200)
            let given = try await manager.put(path, ["assigned_to": .id(manager.userID)])
            #expect(given.status == 200 && given["assigned_to"] == .id(manager.userID), "\(given.text)")
        }
        let refused = try await sales.post(contactsPath, ["first_name": "Bob", "assigned_to": .id(manager.userID)])
        #expect(refused.status == 403 && refused["required_permission"] == "contacts:assign")
        #expect(try await owner.get(contactsPath).count == 1)
    }

    @Test func managersAloneExtendWhatIsDue() async throws {
        let owner = try await Client.owner()
        let (sales, manager) = (try await owner.colleague("sales"), try await owner.colleague("manager"))
        let body: JSON = ["activity_type": "task", "subject": "Offer", "due_date": "2030-06-10T12:00:00Z"]
        let path = "/activities/\(try await sales.make(activitiesPath, body))/"
        for later: JSON in ["2030-06-11T12:00:00Z", "2030-06-10T12:00:00.000001Z", .null] {
            let refused = try await sales.put(path, ["due_date": later])
            #expect(refused.status == 403 && refused["required_permission"] == "activities:extend", "\(refused.text)")
            // What stands beside it is not written either.
            #expect(try await sales.patch(path, ["due_date": later, "subject": "Later"]).status == 403)
        }
        #expect(try await sales.get(path)["due_date"] == "2030-06-10T12:00:00Z")
        #expect(try await sales.get(path)["subject"] == "Offer")
        #expect(try await sales.put(path, ["completed": true, "due_date": "2030-06-10T12:00:00Z"]).status == 200)
        #expect(try await sales.put(path, ["due_date": "2030-06-09T12:00:00Z"]).status == 200)
        let extended = try await manager.put(path, ["due_date": "2031-01-01T00:00:00Z"])
        #expect(extended.status == 200 && extended["due_date"] == "2031-01-01T00:00:00Z", "\(extended.text)")
        // What has no date yet may be given one by whoever it belongs to.
        let open = "/activities/\(try await sales.make(activitiesPath, ["activity_type": "task", "subject": "Call"]))/"
        #expect(try await sales.put(open, ["due_date": "2030-01-01T00:00:00Z"]).status == 200)
    }

    @Test func staffAloneWritesCompanies() async throws {
        let owner = try await Client.owner()
        let path = "/companies/\(try await owner.make("/companies/", ["name": "Acme"]))/"
        for role in ["sales", "viewer"] {
            let member = try await owner.colleague(role)
            #expect(try await member.get(path)["name"] == "Acme")
            let answers = [
                (try await member.post("/companies/", ["name": "Bolt"]), "companies:create"),
                (try await member.put(path, ["website": ""]), "companies:update"),
                (try await member.patch(path, ["name": "Bolt"]), "companies:update"), (try await member.delete(path), "companies:delete"),
            ]
            for (answer, permission) in answers {
                #expect(answer.status == 403 && answer["required_permission"].stringValue == permission, "\(role): \(answer.text)")
            }
        }
        #expect(try await owner.get("/companies/").results.compactMap { $0["name"]?.stringValue } == ["Acme"])
        let manager = try await owner.colleague("manager")
        #expect(try await manager.put(path, ["website": "https://acme.example/"])["name"] == "Acme")
        #expect(try await manager.delete(path).status == 204)
    }

    @Test func whoOnlyViewsChangesNothing() async throws {
        let owner = try await Client.owner()
        let viewer = try await owner.colleague("viewer")
        let contact = try await owner.make(contactsPath, ["first_name": "Ann", "assigned_to": .id(viewer.userID)])
        let activity = try await owner.make(activitiesPath, ["activity_type": "call", "subject": "Call", "contact": .id(contact)])
        for (path, body): (String, JSON) in [
            ("/contacts/\(contact)/", ["notes": "x"]), ("/activities/\(activity)/", ["completed": true]),
        ] {
            let before = try await owner.get(path)
            #expect(try await viewer.get(path).bytes == before.bytes)
            #expect(try await viewer.put(path, body).status == 403)
            #expect(try await viewer.patch(path, body).status == 403)
            #expect(try await viewer.delete(path).status == 403)
            #expect(try await owner.get(path).bytes == before.bytes)
        }
        #expect(try await viewer.post(contactsPath, ["first_name": "Bob"]).status == 403)
        #expect(try await viewer.post(activitiesPath, ClassicExample.newActivity).status == 403)
        #expect(try await viewer.post("/contacts/\(contact)/activities/", ClassicExample.newActivity).status == 403)
        #expect(try await viewer.get("/tasks/").status == 200)
    }
}
