import JSON
import TestSupport
import Testing

/// Document "Classic": the query parameters of its lists, tasks, and the activities of a contact.
@Suite struct ClassicListTests {
    /// Ann of Acme in Berlin, a customer who is assigned to somebody, with a task, a call and an event of another door's; Bob, with a call.
    private struct Shelf {
        let owner: Client
        let company: Int64
        let ann: Int64
        let bob: Int64

        init() async throws {
            owner = try await Client.owner()
            company = try await owner.make("/companies/", ["name": "Acme", "city": "Berlin", "country": "Germany"])
            _ = try await owner.make("/companies/", ["name": "Bolt", "city": "Paris", "country": "France"])
            ann = try await owner.make(
                "/contacts/",
                ["first_name": "Ann", "company": .id(company), "category": "customer", "assigned_to": .id(owner.userID)]
            )
            bob = try await owner.make("/contacts/", ["first_name": "Bob"])
            let activities: [JSON] = [
                [
                    "activity_type": "task", "subject": "Send offer", "contact": .id(ann), "priority": "high", "due_date": "2030-01-01",
                    "details": "by mail",
                ], ["activity_type": "call", "subject": "Call", "contact": .id(ann), "completed": true],
                ["activity_type": "event", "subject": "Fair", "contact": .id(ann), "starts_at": "2030-02-01T09:00:00Z"],
                ["activity_type": "call", "subject": "Call", "contact": .id(bob)],
            ]
            for activity in activities { _ = try await owner.make("/activities/", activity) }
        }

        func filled(_ path: String) -> String {
            path.replacing("{ann}", with: "\(ann)").replacing("{company}", with: "\(company)").replacing("{me}", with: "\(owner.userID)")
        }
    }

    @Test func theDocumentsParameters() async throws {
        let shelf = try await Shelf()
        let expected: [(path: String, count: Int64)] = [
            ("/contacts/?category=customer", 1), ("/contacts/?category=prospect", 0), ("/contacts/?company={company}", 1),
            ("/contacts/?assigned_to={me}", 1), ("/contacts/?search=ann", 1), ("/contacts/?search=acme", 1),
            ("/contacts/?ordering=-created_at&page=1&page_size=5", 2), ("/contacts/?created_after=2000-01-01", 2),
            ("/contacts/?created_before=2000-01-01", 0), ("/companies/?name=Acme", 1), ("/companies/?city=Paris", 1),
            ("/companies/?country=Germany&city=Paris", 0), ("/companies/?search=acm&ordering=name&page=1&page_size=1", 1),
            ("/activities/?activity_type=call", 2), ("/activities/?subject=Call", 2), ("/activities/?completed=true", 1),
            ("/activities/?completed=false", 3), ("/activities/?priority=high", 1), ("/activities/?assigned_to={me}", 4),
            ("/activities/?contact={ann}", 3), ("/activities/?due_date=2030-01-01", 1), ("/activities/?due_date_after=2030-01-02", 0),
            ("/activities/?search=offer", 1), ("/activities/?search=mail", 1), ("/activities/?ordering=due_date&limit=2&offset=1", 4),
            ("/tasks/", 1), ("/tasks/?priority=high&completed=false", 1), ("/tasks/?priority=low", 0), ("/tasks/?activity_type=call", 0),
            ("/tasks/?limit=1&offset=0&ordering=-due_date&search=offer", 1), ("/contacts/{ann}/activities/", 3),
            ("/contacts/{ann}/activities/?activity_type=call", 1), ("/contacts/{ann}/activities/?subject=Call&completed=true", 1),
            ("/contacts/{ann}/activities/?completed=false&ordering=-subject", 2),
        ]
        for (path, count) in expected {
            for root in ["", "/api"] {
                let answer = try await shelf.owner.get(root + shelf.filled(path))
                #expect(answer.status == 200 && answer.count == count, "\(root)\(path): \(answer.text.prefix(300))")
                #expect(answer["next"] != .null || answer["previous"] != .null || answer.results.count == Int(count), "\(path)")
            }
        }
        #expect(try await shelf.owner.get("/activities/?limit=2&offset=1").results.count == 2)
        #expect(try await shelf.owner.get("/contacts/?ordering=first_name").ids == [shelf.ann, shelf.bob])
    }

    @Test(
        "A parameter that is not known, or not well formed",
        arguments: [
            ("/contacts/?stage=lead", "stage"), ("/contacts/?category=LEAD", "category"), ("/contacts/?company=Acme", "company"),
            ("/contacts/?ordering=owner", "ordering"), ("/activities/?details=x", "details"),
            ("/activities/?completed=perhaps", "completed"),
            ("/activities/?limit=0", "limit"), ("/activities/?page=1&limit=2", "limit"), ("/tasks/?contact=x", "contact"),
            ("/reports/sales/?year=2025", "year"), ("/reports/contacts_created_by_month/?year=x", "year"),
            ("/reports/contacts_created_by_month/?year=0", "year"),
            ("/reports/contacts_created_by_month/?year=99999999999999999999", "year"),
            ("/reports/contacts_created_by_month/?month=1", "month"), ("/reports/recent_activities/?limit=0", "limit"),
            ("/reports/recent_activities/?limit=101", "limit"), ("/reports/recent_activities/?limit=1.5", "limit"),
            ("/?format=json", "format"),
        ]
    )
    func badParameters(path: String, field: String) async throws {
        let owner = try await Client.owner()
        for root in path.hasPrefix("/?") ? [""] : ["", "/api"] {
            let answer = try await owner.get(root + path)
            #expect(answer.status == 400 && answer.names(field), "\(answer.text)")
        }
    }

    @Test func activitiesOfAContact() async throws {
        let shelf = try await Shelf()
        for root in ["", "/api"] {
            let path = root + "/contacts/\(shelf.bob)/activities/"
            try Contract.expect(
                try await shelf.owner.get(path),
                matches: ClassicExample.list(of: ClassicExample.activity),
                nullable: ["results.details", "results.due_date"]
            )
            let made = try await shelf.owner.post(path, ClassicExample.newActivity)
            try Contract.expect(made, 201, matches: ClassicExample.activity)
            #expect(made["contact"] == .id(shelf.bob) && made.headers["location"] == root + "/activities/\(made.id)/")
            #expect(try await shelf.owner.get(root + "/activities/\(made.id)/").status == 200)
            let same = try await shelf.owner.post(path, ClassicExample.newActivity.with("contact", .id(shelf.bob)))
            #expect(same.status == 201)
            let other = try await shelf.owner.post(path, ClassicExample.newActivity.with("contact", .id(shelf.ann)))
            #expect(other.status == 400 && other.names("contact"), "\(other.text)")
            let bad = try await shelf.owner.post(path, ["subject": "A"])
            #expect(bad.status == 400 && bad.names("activity_type"))
        }
        #expect(try await shelf.owner.get("/contacts/\(shelf.bob)/activities/").count == 5)
    }

    /// Whatever is asked of the contact of another organization is answered as of one that is not there, and nothing is made.
    @Test func anotherOrganizationsContactIsNotThere() async throws {
        let shelf = try await Shelf()
        let stranger = try await Client.owner()
        for id in [shelf.ann, 987_654_321_987] {
            let path = "/contacts/\(id)/activities/"
            for answer in [try await stranger.get(path), try await stranger.post(path, ClassicExample.newActivity)] {
                #expect(answer.status == 404 && answer.json == ["detail": "Not found."], "\(answer.text)")
            }
        }
        for body in [
            ClassicExample.newActivity.with("contact", .id(shelf.ann)),
            ClassicExample.newActivity.with("assigned_to", .id(shelf.owner.userID)),
        ] {
            #expect(try await stranger.post("/activities/", body).status == 422)
        }
        #expect(try await stranger.post("/contacts/", ["first_name": "A", "company": .id(shelf.company)]).status == 422)
        for path in ["/contacts/\(shelf.ann)/", "/companies/\(shelf.company)/"] {
            #expect(try await stranger.get(path).status == 404)
            #expect(try await stranger.patch(path, [:]).status == 404)
            #expect(try await stranger.delete(path).status == 404)
        }
        for path in ["/contacts/", "/companies/", "/activities/", "/tasks/"] { #expect(try await stranger.get(path).count == 0) }
        #expect(try await shelf.owner.get("/activities/").count == 4)
    }
}
