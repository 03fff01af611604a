import JSON
import TestSupport
import Testing

@testable import API
@testable import CRM

/// Every kind of record of document "Suite": its own requests, its own answers, and all that can be done with a record.
@Suite struct SuiteRecordTests {
    @Test(arguments: SuiteExample.all) func theDocumentsRequestIsAnsweredAsTheDocumentShows(_ example: SuiteExample) async throws {
        let office = try await SuiteOffice()
        let body = try example.body(office)
        let made = try await office.owner.post(example.path, body)
        try #require(made.status == 201, "\(made.text)")
        let list = try await office.owner.get(example.path)
        try Contract.expect(list, matches: example.list, nullable: example.nullable)
        let shown = try #require(list.results.first { $0["id"]?.int64Value == made.id }?.objectValue)
        // A single record has all that a list has of it, and what was sent.
        let read = try await office.owner.get("\(example.path)\(made.id)/")
        #expect(read.json == made.json)
        for (key, value) in shown.members { #expect(read[key] == value, "\(key)") }
        for (key, value) in body.objectValue?.members ?? [] where !["secret", "active", "type"].contains(key) {
            let kept = read[key]["id"] ?? read[key]
            #expect(kept == value || kept.digits.flatMap(Double.init) == value.digits.flatMap(Double.init) && value.digits != nil, "\(key)")
        }
    }

    @Test(arguments: SuiteExample.all) func aRecordIsReadChangedAndDeleted(_ example: SuiteExample) async throws {
        let office = try await SuiteOffice()
        let owner = office.owner
        let path = "\(example.path)\(try await owner.make(example.path, try example.body(office)))/"
        let before = try await owner.get(path)
        // What was read can be sent back, and changes nothing.
        let put = try await owner.put(path, before.json)
        #expect(put.status == 200, "\(put.text)")
        for (key, value) in before.json.objectValue?.members ?? [] where key != "updated_at" { #expect(put[key] == value, "\(key)") }
        let name = try #require(["name", "subject", "title", "key", "last_name"].first { before[$0].stringValue != nil })
        let patched = try await owner.patch(path, .object(JSONObject([(name, "Changed")])))
        #expect(patched.status == 200 && patched[name] == "Changed", "\(patched.text)")
        #expect(try await owner.get("\(example.path)?search=Changed").ids == [before.id])
        let empty = try await owner.put(path, [:])
        #expect(empty.status == 200 || empty["error", "details"].objectValue?.keys.isEmpty == false, "\(empty.text)")
        #expect(try await owner.delete(path).status == 204)
        let gone = try await owner.get(path)
        #expect(gone.status == 404 && gone["error", "status_code"] == 404)
        #expect(try await owner.delete(path).status == 404)
    }

    @Test(arguments: SuiteDoor.shapes) func everyListIsCutByDate(_ shape: Shape) async throws {
        let office = try await SuiteOffice()
        let example = try #require(SuiteExample.all.first { $0.path == shape.path })
        let id = try await office.owner.make(shape.path, try example.body(office))
        let all = try await office.owner.get(shape.path).count
        #expect(try await office.owner.get(shape.path + "?created_after=2024-01-01").count == all)
        #expect(try await office.owner.get(shape.path + "?created_before=2024-12-31").count == 0)
        #expect(try await office.owner.get(shape.path + "?created_before=9999-01-01&ordering=-created_at").ids.contains(id))
        let refused = try await office.owner.get(shape.path + "?created_aftr=2024-01-01")
        #expect(refused.status == 400 && refused["error", "details", "created_aftr"].arrayValue?.count == 1, "\(refused.text)")
    }

    @Test(arguments: SuiteExample.all) func anotherOrganizationsRecordIsNotThere(_ example: SuiteExample) async throws {
        let office = try await SuiteOffice()
        let stranger = try await Client.owner()
        let id = try await office.owner.make(example.path, try example.body(office))
        let before = try await office.owner.get("\(example.path)\(id)/")
        for (method, body) in [("GET", nil), ("PUT", before.json), ("PATCH", [:]), ("DELETE", nil)] {
            let answer = try await stranger.send(method, "\(example.path)\(id)/", body)
            #expect(answer.status == 404, "\(method): \(answer.text)")
        }
        #expect(!(try await stranger.get(example.path + "?page_size=100")).ids.contains(id))
        #expect(try await office.owner.get("\(example.path)\(id)/").json == before.json)
    }

    /// An id of another organization's is answered as one that nothing has.
    @Test(arguments: SuiteDoor.shapes) func anotherOrganizationsRecordCannotBeNamed(_ shape: Shape) async throws {
        let (office, other) = (try await SuiteOffice(), try await SuiteOffice())
        let example = try #require(SuiteExample.all.first { $0.path == shape.path })
        guard var body = try example.body(office).objectValue else { return }
        let count = try await office.owner.get(shape.path).count
        for (key, id) in other.ids where shape.inputs[key]?.field.relation != nil {
            for id in [id, World.missing] {
                let kept = body[key]
                body[key] = .id(id)
                let refused = try await office.owner.post(shape.path, .object(body))
                #expect(refused.status == 422, "\(key): \(refused.text)")
                #expect(refused["error", "details", key].arrayValue?.count == 1, "\(refused.text)")
                body[key] = kept
            }
        }
        #expect(try await office.owner.get(shape.path).count == count)
    }

    @Test(arguments: SuiteExample.all) func whatIsMisspeltIsRefusedByName(_ example: SuiteExample) async throws {
        let office = try await SuiteOffice()
        guard var body = try example.body(office).objectValue else { return }
        body["nonsense"] = 1
        let refused = try await office.owner.post(example.path, .object(body))
        #expect(refused.status == 400 && refused["error", "type"] == "ValidationError", "\(refused.text)")
        #expect(refused["error", "details", "nonsense"].arrayValue?.count == 1)
        #expect(try await office.owner.get(example.path + "?nonsense=1").status == 400)
        #expect(try await office.owner.get(example.path + "?ordering=secret").status == 400)
    }
}
