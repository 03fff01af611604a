import JSON
import PostgreSQL
import TestSupport
import Testing

/// Document "Classic", Contacts, Companies, Activities and Tasks: at the root and below `/api/`.
@Suite struct ClassicRecordTests {
    @Test("The document's requests", arguments: ["", "/api"])
    func requests(root: String) async throws {
        let owner = try await Client.owner()
        let madeCompany = try await owner.post(root + "/companies/", ClassicExample.newCompany)
        try Contract.expect(madeCompany, 201, matches: ClassicExample.company)
        let company = root + "/companies/\(madeCompany.id)/"
        try Contract.expect(try await owner.get(company), matches: ClassicExample.company)
        try Contract.expect(try await owner.get(root + "/companies/"), matches: ClassicExample.list(of: ClassicExample.company))
        let moved = try await owner.put(company, ["website": "https://acme.example/new"])
        try Contract.expect(moved, matches: ClassicExample.company)
        #expect(moved["website"] == "https://acme.example/new" && moved["name"] == "Acme")

        let madeContact = try await owner.post(root + "/contacts/", ClassicExample.newContact(company: madeCompany.id))
        try Contract.expect(madeContact, 201, matches: ClassicExample.contact, nullable: ["assigned_to"])
        #expect(madeContact.headers["location"] == root + "/contacts/\(madeContact.id)/")
        let contact = root + "/contacts/\(madeContact.id)/"
        try Contract.expect(try await owner.get(contact), matches: ClassicExample.contact, nullable: ["assigned_to"])
        let put = try await owner.put(contact, ["email": "jd@example.com", "category": "customer"])
        #expect(put.status == 200 && put["email"] == "jd@example.com" && put["category"] == "customer", "\(put.text)")
        #expect(put["first_name"] == "John" && put["company"] == .id(madeCompany.id) && put["company_name"] == "Acme")
        #expect(try await owner.patch(contact, ["assigned_to": .id(owner.userID)])["assigned_to"] == .id(owner.userID))
        try Contract.expect(try await owner.get(root + "/contacts/"), matches: ClassicExample.list(of: ClassicExample.contact))

        let activities = root + "/activities/"
        let made = try await owner.post(activities, ClassicExample.newActivity.with("contact", .id(madeContact.id)))
        try Contract.expect(made, 201, matches: ClassicExample.activity)
        #expect(made["assigned_to"] == .id(owner.userID) && made["completed"] == false)
        try Contract.expect(
            try await owner.get(activities + "\(made.id)/"),
            matches: ClassicExample.activity,
            open: [""]
        )
        try Contract.expect(try await owner.get(activities), matches: ClassicExample.list(of: ClassicExample.activity))
        let done = try await owner.put(activities + "\(made.id)/", ["completed": true, "due_date": "2030-03-02T10:00:00Z"])
        #expect(done.status == 200 && done["completed"] == true && done["due_date"] == "2030-03-02T10:00:00Z", "\(done.text)")
        #expect(done["subject"] == "Call John")

        for path in [activities + "\(made.id)/", contact, company] {
            let gone = try await owner.delete(path)
            #expect(gone.status == 204 && gone.bytes.isEmpty)
            #expect(try await owner.get(path).status == 404)
            #expect(try await owner.delete(path).status == 404)
        }
    }

    @Test func contactsAndActivitiesAreKeptAndCompaniesAreNot() async throws {
        let owner = try await Client.owner()
        let company = try await owner.make("/companies/", ["name": "Acme"])
        let contact = try await owner.make("/contacts/", ["email": "ann@example.com", "company": .id(company)])
        let activity = try await owner.make("/activities/", ["activity_type": "note", "subject": "Hello", "contact": .id(contact)])
        #expect(try await owner.delete("/companies/\(company)/").status == 204)
        #expect(try await owner.server.owner.query("SELECT FROM companies WHERE id = \(company)").isEmpty)
        let left = try await owner.get("/contacts/\(contact)/")
        #expect(left["company"].isNull && left["company_name"] == "Acme")

        #expect(try await owner.delete("/activities/\(activity)/").status == 204)
        #expect(try await owner.delete("/contacts/\(contact)/").status == 204)
        #expect(try await owner.isDeleted("contacts", contact))
        #expect(try await owner.isDeleted("activities", activity))
        for path in ["/contacts/", "/activities/", "/tasks/", "/contacts/?search=ann"] { #expect(try await owner.get(path).count == 0) }
        #expect(try await owner.get("/contacts/\(contact)/activities/").status == 404)
        // What is deleted holds no email.
        #expect(try await owner.post("/contacts/", ["email": "ann@example.com"]).status == 201)
        let taken = try await owner.post("/contacts/", ["email": "ANN@example.com"])
        #expect(taken.status == 400 && taken.names("email"), "\(taken.text)")
    }

    @Test("A record comes back as it was sent, a PUT of it too", arguments: ["contacts", "companies", "activities"])
    func roundTrip(name: String) async throws {
        let owner = try await Client.owner()
        let company = try await owner.make("/companies/", ClassicExample.newCompany)
        let contact = try await owner.make("/contacts/", ClassicExample.newContact(company: company))
        let activity = try await owner.make("/activities/", ClassicExample.newActivity.with("contact", .id(contact)))
        let id = try #require(["contacts": contact, "companies": company, "activities": activity][name])
        let before = try await owner.get("/\(name)/\(id)/")
        let after = try await owner.put("/\(name)/\(id)/", before.json)
        #expect(after.status == 200, "\(after.text)")
        let again = try await owner.get("/\(name)/\(id)/")
        #expect(again.json.with("updated_at", .null) == before.json.with("updated_at", .null))
    }

    @Test(
        "What is not acceptable is named",
        arguments: [
            ("/contacts/", #"{}"#, 400, "first_name"), ("/contacts/", #"{"email": "x"}"#, 400, "email"),
            ("/contacts/", #"{"first_name": "A", "category": "LEAD"}"#, 400, "category"),
            ("/contacts/", #"{"first_name": "A", "phone": "1"}"#, 400, "phone"),
            ("/contacts/", #"{"first_name": "A", "created_by": 1}"#, 400, "created_by"),
            ("/contacts/", #"{"first_name": "A", "organization_id": 1}"#, 400, "organization_id"),
            ("/contacts/", #"{"first_name": "A", "company": "Acme"}"#, 400, "company"),
            ("/contacts/", #"{"first_name": "A", "company": 987654321987}"#, 422, "company"),
            ("/contacts/", #"{"first_name": "A", "assigned_to": 987654321987}"#, 422, "assigned_to"),
            ("/companies/", #"{}"#, 400, "name"), ("/companies/", #"{"name": "A", "website": "acme"}"#, 400, "website"),
            ("/activities/", #"{"subject": "A"}"#, 400, "activity_type"), ("/activities/", #"{"activity_type": "call"}"#, 400, "subject"),
            ("/activities/", #"{"activity_type": "fax", "subject": "A"}"#, 400, "activity_type"),
            ("/activities/", #"{"activity_type": "call", "subject": "A", "due_date": "soon"}"#, 400, "due_date"),
            ("/activities/", #"{"activity_type": "call", "subject": "A", "completed": "yes"}"#, 400, "completed"),
            ("/activities/", #"{"activity_type": "call", "subject": "A", "contact": 987654321987}"#, 422, "contact"),
            ("/activities/", #"{"activity_type": "event", "subject": "A"}"#, 400, "starts_at"),
        ]
    )
    func refusals(path: String, body: String, status: Int, field: String) async throws {
        let owner = try await Client.owner()
        let answer = try await owner.post(path, try JSONReader.parse(body))
        #expect(answer.status == status && answer.names(field), "\(answer.text)")
        #expect(try await owner.get(path).count == 0)
    }
}
