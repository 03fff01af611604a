import JSON
import TestSupport
import Testing

/// Document "V1", Contacts.
@Suite struct V1ContactTests {
    private static let contact = #"""
        {
          "id": 1, "first_name": "John", "last_name": "Doe", "email": "john.doe@example.com", "phone": "+1-555-123-4567",
          "company": "Acme Corp", "job_title": "CEO", "status": "active", "tags": ["enterprise", "decision-maker"],
          "custom_fields": {"industry": "Technology"}, "owner": {"id": 5, "name": "Jane Smith"},
          "created_at": "2024-01-15T10:30:00Z", "updated_at": "2024-12-01T14:22:00Z"
        }
        """#
    private static let page = #"{"count": 45, "next": null, "previous": null, "results": [\#(contact)]}"#
    private static let john: JSON = [
        "first_name": "John", "last_name": "Doe", "email": "john.doe@example.com", "phone": "+1-555-123-4567", "company": "Acme Corp",
        "job_title": "CEO", "tags": ["enterprise"], "custom_fields": ["industry": "Technology"],
    ]

    @Test func theDocumentsExamples() async throws {
        let owner = try await Client.owner()
        let made = try await owner.post("/api/v1/contacts/", Self.john)
        try V1Envelope.expect(made, 201, data: Self.contact)
        let path = "/api/v1/contacts/\(made["data", "id"].int64Value ?? 0)/"
        #expect(made.headers["location"] == path)
        for (key, value) in Self.john.objectValue?.members ?? [] { #expect(made["data", key] == value, "\(key)") }
        #expect(made["data", "owner"] == ["id": .id(owner.userID), "name": "Test User"])
        try Contract.expect(
            try await owner.get("/api/v1/contacts/?search=john&status=active&ordering=-created_at"),
            matches: Self.page
        )
        try V1Envelope.expect(try await owner.get(path), data: Self.contact)
        let patched = try await owner.patch(path, ["job_title": "CTO"])
        try V1Envelope.expect(patched, data: Self.contact)
        #expect(patched["data", "job_title"] == "CTO" && patched["data", "email"] == "john.doe@example.com")
        // What was read can be sent back.
        #expect(try await owner.put(path, patched["data"]).status == 200)
        #expect(try await owner.delete(path).status == 204)
        #expect(try await owner.get(path).status == 404)
        #expect(try await owner.get("/api/v1/contacts/").count == 0)
    }

    @Test func bulkOperations() async throws {
        let owner = try await Client.owner()
        let path = "/api/v1/contacts/bulk/"
        let body: JSON = [
            "contacts": [
                ["first_name": "John", "last_name": "Doe", "email": "john@example.com"],
                ["first_name": "Jane", "last_name": "Smith", "email": "jane@example.com"],
            ]
        ]
        let made = try await owner.post(path, body)
        #expect(made.status == 201 && made["status"] == "success" && made["data", "count"] == 2, "\(made.text)")
        let ids = made["data", "results"].arrayValue?.compactMap { $0["id"]?.int64Value } ?? []
        #expect(made["data", "results"][1]?["record"]?["last_name"] == "Smith")
        let changed = try await owner.patch(path, ["ids": .ids(ids), "data": ["status": "inactive"]])
        #expect(changed.status == 200 && changed["data", "results"].arrayValue?.count == 2, "\(changed.text)")
        #expect(try await owner.get("/api/v1/contacts/?status=inactive").count == 2)
        #expect(try await owner.get("/api/v1/contacts/?status=active").count == 0)
        // All or nothing.
        #expect(try await owner.delete(path, ["ids": .ids(ids + [987_654_321])]).status == 404)
        #expect(try await owner.get("/api/v1/contacts/").count == 2)
        let deleted = try await owner.delete(path, ["ids": .ids(ids)])
        #expect(deleted.status == 200 && deleted["data", "count"] == 2, "\(deleted.text)")
        #expect(try await owner.get("/api/v1/contacts/").count == 0)
        #expect(try await owner.post(path, ["people": []]).details("people") != nil)
        #expect(try await owner.post(path, ["contacts": []]).details("contacts") != nil)
        #expect(try await owner.get(path).status == 405)
    }

    /// "409: Conflict (duplicate resource)"
    @Test func anEmailThatIsTakenIsAConflict() async throws {
        let owner = try await Client.owner()
        _ = try await owner.v1("contacts", Self.john)
        let other = try await owner.v1("contacts", ["first_name": "Jane"])
        let refusals = [
            try await owner.post("/api/v1/contacts/", ["first_name": "J", "email": "JOHN.DOE@example.com"]),
            try await owner.patch("/api/v1/contacts/\(other.id)/", ["email": "john.doe@example.com"]),
        ]
        for refused in refusals {
            #expect(refused.status == 409 && refused["error", "code"] == "DUPLICATE", "\(refused.text)")
            #expect(refused.details("email") == "Another contact has this email already.")
        }
        let bulk = try await owner.post(
            "/api/v1/contacts/bulk/",
            ["contacts": [["first_name": "A"], ["first_name": "B", "email": "john.doe@example.com"]]]
        )
        #expect(bulk.status == 409 && bulk["error", "results"][0]?["status"] == 409, "\(bulk.text)")
        #expect(bulk["error", "results"][0]?["index"] == 1)
        #expect(try await owner.get("/api/v1/contacts/").count == 2)
        // A deleted contact frees its email.
        let john = try await owner.get("/api/v1/contacts/?email=john.doe@example.com").only
        #expect(try await owner.delete("/api/v1/contacts/\(john.id)/").status == 204)
        #expect(try await owner.patch("/api/v1/contacts/\(other.id)/", ["email": "john.doe@example.com"]).status == 200)
    }

    @Test func filters() async throws {
        let owner = try await Client.owner()
        _ = try await owner.v1("contacts", ["first_name": "A", "tags": ["x", "y"], "company": "Acme"])
        _ = try await owner.v1("contacts", ["first_name": "B", "tags": ["y"], "status": "inactive"])
        _ = try await owner.v1("contacts", ["first_name": "C", "email": "c@acme.example"])
        func names(_ query: String) async throws -> [String] {
            try await owner.get("/api/v1/contacts/?ordering=first_name&\(query)").results.compactMap { $0["first_name"]?.stringValue }
        }
        #expect(try await names("tags=x,y") == ["A", "B"])
        #expect(try await names("tags__all=x,y") == ["A"])
        #expect(try await names("status=inactive") == ["B"])
        #expect(try await names("search=acme") == ["A", "C"])
        #expect(try await names("created_after=2020-01-01&created_before=2020-12-31") == [])
        #expect(try await names("created_after=2020-01-01").count == 3)
        #expect(try await names("page_size=2&page=2") == ["C"])
        for query in ["stauts=active", "status=gone", "ordering=password", "page_size=101", "created_after=soon"] {
            let refused = try await owner.get("/api/v1/contacts/?\(query)")
            #expect(refused.status == 400 && refused["error", "code"] == "VALIDATION_ERROR", "\(query): \(refused.text)")
        }
        let refused = try await owner.post("/api/v1/contacts/", ["first_name": "A", "email": "nobody"])
        #expect(refused.status == 400 && refused.details("email") == "Enter a valid email address.")
    }

    @Test func whoIsElsewhereSeesAndChangesNothing() async throws {
        let (owner, stranger) = (try await Client.owner(), try await Client.owner())
        let path = "/api/v1/contacts/\(try await owner.v1("contacts", Self.john).id)/"
        let before = try await owner.get(path)
        #expect(try await stranger.get(path).status == 404)
        #expect(try await stranger.patch(path, ["job_title": "X"]).status == 404)
        #expect(try await stranger.delete(path).status == 404)
        #expect(try await owner.patch(path, ["owner": .id(stranger.userID)]).status == 422)
        let viewer = try await owner.colleague("viewer")
        #expect(try await viewer.get(path)["data"] == before["data"])
        #expect(try await viewer.patch(path, ["job_title": "X"]).status == 403)
        #expect(try await owner.get(path)["data"] == before["data"])
    }
}
