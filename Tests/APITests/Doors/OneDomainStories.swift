import JSON
import TestSupport
import Testing

/// Five doors, one domain: what is done at one of them is done at all.
@Suite struct OneDomainStories {
    /// A person as each door takes and shows one.
    private static let contacts: [(path: String, phone: String, stage: (key: String, word: String)?)] = [
        ("/contacts/", "phone_number", ("category", "prospect")), ("/api/contacts/", "phone_number", ("category", "prospect")),
        ("/api/crm/contacts/", "phone", nil), ("/api/clients/", "phone", ("stage", "IN_PROGRESS")), ("/api/v1/contacts/", "phone", nil),
    ]

    @Test(arguments: contacts.indices) func aContactIsTheSamePersonEverywhere(_ place: Int) async throws {
        let owner = try await Client.owner()
        let door = Self.contacts[place]
        var body = JSONObject([("first_name", "Ann"), ("last_name", "Lee"), ("email", "ann@lee.example"), ("company", "Lee Ltd")])
        body[door.phone] = "555 0100"
        if let (key, word) = door.stage { body[key] = .string(word) }
        if !["/api/clients/", "/api/v1/contacts/"].contains(door.path) { body["company"] = nil }
        let made = try await owner.post(door.path, .object(body))
        #expect(made.status == 201, "\(made.text)")
        let id = (made["data"]["id"] ?? made["id"]).int64Value ?? 0
        for other in Self.contacts {
            let seen = try await owner.get("\(other.path)\(id)/")
            let record = seen["data"].isNull ? seen.json : seen["data"]
            #expect(record["first_name"] == "Ann" && record["email"] == "ann@lee.example", "\(other.path): \(seen.text)")
            #expect(record[other.phone] == "555 0100", "\(other.path)")
            if door.stage != nil, let (key, word) = other.stage { #expect(record[key] == .string(word), "\(other.path)") }
            #expect(try await owner.get(other.path).ids == [id])
            // The address is taken, at each door in its own way.
            let again = try await owner.post(other.path, .object(body.renamed(door.phone, other.phone, door.stage?.key, other.stage)))
            #expect(again.status == (other.path.hasPrefix("/api/v1/") ? 409 : 400), "\(other.path): \(again.text)")
            #expect(again.refuses("email"), "\(other.path): \(again.text)")
        }
        for (number, other) in Self.contacts.enumerated() {
            let name = JSON.string("Ann\(number)")
            #expect(try await owner.patch("\(other.path)\(id)/", ["first_name": name]).status == 200, "\(other.path)")
            #expect(try await owner.get("/contacts/\(id)/")["first_name"] == name)
        }
        #expect(try await owner.delete("\(door.path)\(id)/").status == 204)
        for other in Self.contacts { #expect(try await owner.get("\(other.path)\(id)/").status == 404, "\(other.path)") }
        // Who is gone holds no address.
        #expect(try await owner.post(door.path, .object(body)).status == 201)
    }

    @Test func aCompanyIsAnAccount() async throws {
        let owner = try await Client.owner()
        let company = try await owner.make("/companies/", ["name": "Acme", "website": "https://acme.example"])
        let account = try await owner.get("/api/crm/accounts/\(company)/")
        #expect(account["name"] == "Acme" && account["website"] == "https://acme.example" && account["account_type"] == "Prospect")
        let contact = try await owner.make("/contacts/", ["first_name": "Ann", "last_name": "Lee", "company": .id(company)])
        #expect(try await owner.get("/api/crm/contacts/\(contact)/")["account"] == ["id": .id(company), "name": "Acme"])
        #expect(try await owner.get("/api/clients/\(contact)/")["company"] == "Acme")
        // A name that is a company's is that company, whichever door says it.
        let named = try await owner.post("/api/v1/contacts/", ["first_name": "Bob", "last_name": "Ray", "company": "ACME"])
        let bob = named["data"]["id"]?.int64Value ?? 0
        #expect(try await owner.get("/contacts/\(bob)/")["company"] == .id(company), "\(named.text)")
        #expect(try await owner.patch("/api/crm/accounts/\(company)/", ["name": "Acme Two"]).status == 200)
        #expect(try await owner.get("/api/clients/\(contact)/")["company"] == "Acme Two")
        #expect(try await owner.delete("/companies/\(company)/").status == 204)
        #expect(try await owner.get("/api/crm/accounts/\(company)/").status == 404)
        #expect(try await owner.get("/api/crm/contacts/\(contact)/")["account"].isNull)
        #expect(try await owner.get("/api/clients/\(contact)/")["company"] == "Acme Two")
    }

    private static let wins = [
        ("/api/deals/", "mark_won/"), ("/api/deals/deals/", "mark-won/"), ("/api/v1/opportunities/", "close-won/"),
    ]
    private static let losses = [
        ("/api/deals/", "mark_lost/"), ("/api/deals/deals/", "mark-lost/"), ("/api/v1/opportunities/", "close-lost/"),
    ]

    @Test(arguments: wins.indices) func aDealWonAtOneDoorIsWonAtAll(_ place: Int) async throws {
        let owner = try await Client.owner()
        for (ends, tenant, suite, v1) in [(Self.wins, "won", "Won", "won"), (Self.losses, "lost", "Lost", "lost")] {
            let name = JSON.string("Deal \(tenant)")
            let made = try await owner.post(ends[place].0, deal(name, place == 2))
            let id = (made["data"]["id"] ?? made["id"]).int64Value ?? 0
            #expect(made.status == 201, "\(made.text)")
            for (path, _) in ends { #expect(try await owner.get(path + "?search=\(tenant)").ids == [id], "\(path)") }
            #expect(try await owner.post("\(ends[place].0)\(id)/\(ends[place].1)").status == 200)
            #expect(try await owner.get("/api/deals/\(id)/")["status"] == .string(tenant))
            #expect(try await owner.get("/api/deals/deals/\(id)/")["status"] == .string(suite))
            #expect(try await owner.get("/api/v1/opportunities/?status=\(v1)").ids == [id])
            // A closed deal takes no move, win or loss at any door.
            for (path, verb) in Self.wins + Self.losses {
                let again = try await owner.post("\(path)\(id)/\(verb)")
                #expect(again.status == 409, "\(path)\(verb): \(again.text)")
            }
            // One thing happened, once.
            let history = try await owner.get("/api/deals/\(id)/")["stage_history"].arrayValue ?? []
            #expect(history.map { $0["event"] } == ["created", .string(tenant)])
        }
    }

    @Test func aTaskIsDoneEverywhere() async throws {
        let owner = try await Client.owner()
        let contact = try await owner.make("/contacts/", ["first_name": "Ann", "last_name": "Lee"])
        let classic = try await owner.make("/activities/", ["activity_type": "task", "subject": "One", "contact": .id(contact)])
        let suite = try await owner.make("/api/activities/tasks/", ["title": "Two", "priority": "High"])
        let made = try await owner.post(
            "/api/v1/tasks/",
            ["title": "Three", "type": "call", "related_to_type": "contact", "related_to_id": .id(contact)]
        )
        let v1 = (made["data"]["id"] ?? made["id"]).int64Value ?? 0
        let ids = [classic, suite, v1]
        for path in ["/tasks/", "/api/activities/tasks/", "/api/v1/tasks/"] {
            #expect(try await owner.get(path + "?ordering=id").ids == ids, "\(path)")
        }
        #expect(try await owner.get("/activities/?contact=\(contact)&ordering=id").ids == [classic, v1])
        #expect(try await owner.post("/api/activities/tasks/\(classic)/complete/", ["notes": "Done."]).status == 200)
        #expect(try await owner.post("/api/v1/tasks/\(suite)/complete/", ["outcome": "positive"]).status == 200)
        #expect(try await owner.patch("/activities/\(v1)/", ["completed": true]).status == 200)
        #expect(try await owner.get("/tasks/?completed=true&ordering=id").ids == ids)
        #expect(try await owner.get("/api/activities/tasks/?status=Completed&ordering=id").ids == ids)
        #expect(try await owner.get("/api/v1/tasks/?status=completed&ordering=id").ids == ids)
        for id in ids {
            for path in ["/api/activities/tasks/\(id)/complete/", "/api/v1/tasks/\(id)/complete/"] {
                #expect(try await owner.post(path, [:]).status == 409, "\(path)")
            }
        }
    }

    @Test func anInteractionIsAnActivity() async throws {
        let owner = try await Client.owner()
        let client = try await owner.make("/api/clients/", ["first_name": "Ann", "last_name": "Lee", "email": "ann@lee.example"])
        let call = try await owner.make(
            "/api/interactions/",
            ["client": .id(client), "interaction_type": "CALL", "subject": "Hello", "description": "Spoke."]
        )
        let activity = try await owner.get("/activities/\(call)/")
        #expect(activity["activity_type"] == "call" && activity["details"] == "Spoke." && activity["contact"] == .id(client))
        let seen = try await owner.get("/api/activities/activities/\(call)/")
        #expect(seen["activity_type"] == "Call" && seen["subject"] == "Hello", "\(seen.text)")
        let note = try await owner.make(
            "/contacts/\(client)/activities/",
            ["activity_type": "note", "subject": "Remember", "details": "Likes tea."]
        )
        #expect(try await owner.get("/api/interactions/?client=\(client)&ordering=id").ids == [call, note])
        let shown = try await owner.get("/api/clients/\(client)/")["interactions"].arrayValue ?? []
        #expect(Set(shown.compactMap { $0["id"]?.int64Value }) == [call, note])
        #expect(try await owner.delete("/api/interactions/\(call)/").status == 204)
        #expect(try await owner.get("/activities/\(call)/").status == 404)
    }

    @Test(arguments: ["/api/leads/", "/api/crm/leads/", "/api/v1/leads/"])
    func aLeadIsConvertedOnceWhicheverDoorDoesIt(_ path: String) async throws {
        let owner = try await Client.owner()
        let lead = try await owner.make(
            "/api/leads/",
            ["first_name": "Ann", "last_name": "Lee", "company_name": "Lee Ltd", "email": "ann@lee.example"]
        )
        let other = try await owner.make("/api/leads/", ["first_name": "Bob", "email": "bob@ray.example"])
        #expect(try await owner.post("/api/leads/\(other)/disqualify/", ["reason": "Budget"]).status == 200)
        #expect(try await owner.get("/api/crm/leads/?status=Lost").ids == [other])
        #expect(try await owner.get("/api/v1/leads/?status=lost").ids == [other])
        let converted = try await owner.post("\(path)\(lead)/convert/", [:])
        #expect((200...201).contains(converted.status), "\(converted.text)")
        #expect(try await owner.get("/api/leads/?status=converted").ids == [lead])
        #expect(try await owner.get("/api/crm/leads/?status=Converted").ids == [lead])
        #expect(try await owner.get("/api/v1/leads/?status=converted").ids == [lead])
        for path in ["/api/leads/", "/api/crm/leads/", "/api/v1/leads/"] {
            #expect(try await owner.post("\(path)\(lead)/convert/", [:]).status == 409, "\(path)")
        }
    }
}

extension JSONObject {
    /// A person's body for another door.
    fileprivate func renamed(_ phone: String, _ otherPhone: String, _ stage: String?, _ other: (key: String, word: String)?) -> JSONObject {
        var body = self
        if let stage { body[stage] = nil }
        body["company"] = nil
        body[phone] = nil
        body[otherPhone] = self[phone]
        if let other { body[other.key] = .string(other.word) }
        return body
    }
}

/// A deal's body; V1 has another name for the amount.
private func deal(_ name: JSON, _ isV1: Bool) -> JSON { isV1 ? ["name": name, "value": 500] : ["name": name, "amount": 500] }
