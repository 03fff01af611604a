import JSON
import TestSupport
import Testing

/// A browser app reads a record, changes one field and puts the whole back: whatever the record's state, that works and
/// changes that field alone.
@Suite struct RoundTripStories {
    @Test(
        "What is shown can be put back",
        arguments: [
            ("customers", #"{"first_name": "A", "tags": ["x"], "custom_fields": {"a": 1.50}}"#, [""]),
            ("customers", #"{"company_name": "A"}"#, ["deactivate/"]), ("leads", #"{"company_name": "A", "value": "1.50"}"#, [""]),
            ("leads", #"{"first_name": "A"}"#, ["qualify/"]), ("leads", #"{"first_name": "A"}"#, ["disqualify/"]),
            ("leads", #"{"first_name": "A", "last_name": "B"}"#, ["convert/"]), ("deals", #"{"name": "A", "probability": 7}"#, [""]),
            ("deals", #"{"name": "A"}"#, ["mark_won/"]), ("deals", #"{"name": "A"}"#, ["mark_lost/"]),
            ("deals", #"{"name": "A"}"#, ["mark_won/", "reopen/"]), ("pipelines", #"{"name": "A"}"#, [""]),
            ("pipelines", #"{"name": "A"}"#, ["set_default/"]), ("employees", #"{"first_name": "A", "last_name": "B"}"#, [""]),
            ("employees", #"{"first_name": "A", "last_name": "B"}"#, ["terminate/"]), ("vendors", #"{"name": "A", "rating": 3}"#, [""]),
        ]
    )
    func roundTrip(resource: String, body: String, verbs: [String]) async throws {
        let owner = try await Client.owner()
        let id = try await owner.make("/api/\(resource)/", try JSONReader.parse(body))
        let path = "/api/\(resource)/\(id)/"
        for verb in verbs where !verb.isEmpty {
            let done = try await owner.post(path + verb)
            #expect(done.status == 200, "\(done.text)")
        }
        try await putBack(
            owner,
            path,
            changing: ["customers", "leads"].contains(resource) ? "phone" : resource == "pipelines" ? "description" : "notes"
        )
    }

    @Test func stages() async throws {
        let owner = try await Client.owner()
        for stage in try await owner.defaultPipeline().stages {
            try await putBack(owner, "/api/pipeline-stages/\(stage)/", changing: "description")
        }
    }

    private func putBack(_ client: Client, _ path: String, changing field: String) async throws {
        let before = try await client.get(path)
        guard var record = before.json.objectValue else { throw Unexpected(before) }
        let same = try await client.put(path, .object(record))
        #expect(same.status == 200, "\(path): \(same.text)")
        record[field] = "555 0100"
        let changed = try await client.put(path, .object(record))
        #expect(changed.status == 200, "\(path): \(changed.text)")
        guard var after = try await client.get(path).json.objectValue else { throw Unexpected(changed) }
        #expect(after[field] == "555 0100")
        for key in [field, "updated_at"] { (after[key], record[key]) = (nil, nil) }
        #expect(after == record)
    }
}
