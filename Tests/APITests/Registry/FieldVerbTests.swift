import JSON
import Testing
import TestSupport

@testable import API
@testable import CRM

/// Verbs write fields too, and answer with records.
@Suite struct FieldVerbTests {
    /// What a verb writes because the client says so.
    static let writes: [(collection: String, verb: String, body: JSON, field: String)] = [
        ("/api/customers/", "activate/", [:], "status"), ("/api/customers/", "deactivate/", [:], "status"),
        ("/api/leads/", "qualify/", [:], "status"), ("/api/leads/", "disqualify/", ["reason": "x"], "disqualified_reason"),
        ("/api/deals/", "move_stage/", [:], "stage_id"), ("/api/deals/", "mark_won/", ["amount": 5], "amount"),
        ("/api/deals/", "mark_won/", ["close_date": "2024-01-01"], "actual_close_date"),
        ("/api/deals/", "mark_lost/", ["lost_reason": "x"], "lost_reason"),
        ("/api/deals/", "mark_lost/", ["close_date": "2024-01-01"], "actual_close_date"),
        ("/api/pipelines/", "set_default/", [:], "is_default"), ("/api/pipeline-stages/", "reorder/", ["position": 0], "position"),
        ("/api/employees/", "terminate/", ["end_date": "2030-01-01"], "end_date"),
        ("/api/employees/", "terminate/", ["reason": "x"], "termination_reason"),
    ]

    @Test(arguments: Canonical.shapes.filter { shape in writes.contains { $0.collection == shape.path } })
    func aVerbWritesNoRuledField(_ shape: Shape) async throws {
        let office = try await FieldOffice(shape)
        let cases = Self.writes.filter { $0.collection == shape.path }.flatMap { [($0, "hidden"), ($0, "readonly")] }
        for ((collection, verb, body, name), access) in cases {
            let field = try #require(shape.resource.field(name))
            let path = "\(collection)\(try await office.owner.make(collection, .object(office.office.world.minimum(shape.resource))))/"
            let stage = JSON.int(office.office.world.targets["pipeline_stages"]?[2] ?? 0)
            let given: JSON = name == "stage_id" ? ["stage_id": stage] : body
            try await office.rule(field, access)
            let before = try await office.owner.get(path)
            let refused = try await office.me.post(path + verb, given)
            let isNamed = refused.status == 403 && refused["field"] == .string(name) || refused.status == 400
            #expect(isNamed, "\(verb) \(name): \(refused.text)")
            #expect(try await office.owner.get(path).bytes == before.bytes, "\(verb) \(name)")
            try await office.rule(nil)
            #expect(try await office.me.post(path + verb, given).status == 200, "\(verb) \(name)")
            if verb == "set_default/", let first = office.office.world.targets["pipelines"]?.first {
                #expect(try await office.owner.post("/api/pipelines/\(first)/set_default/").status == 200)
            }
        }
    }

    /// What a verb answers lacks what is hidden; where the verb writes just that, it is refused.
    @Test(arguments: Canonical.shapes) func aVerbAnswersNoHiddenField(_ shape: Shape) async throws {
        let office = try await FieldOffice(shape)
        let verbs = office.office.recordRoutes.filter { $0.name.hasPrefix("POST") }
        if verbs.isEmpty { return }
        for field in office.fields {
            try await office.rule(field)
            let id = try await office.owner.make(shape.path, .object(office.office.body(Belonging(owner: office.me.userID))))
            for (name, _) in verbs {
                let answer = try await office.office.call(name, id, by: office.me, showing: .null)
                let record = name == "POST convert/" ? answer["lead"] : answer.json
                for key in FieldOffice.keys(field) { #expect(record[key] == nil, "\(name) \(key): \(answer.text)") }
                #expect(
                    answer.status == 200 || answer.status == 403 && answer["field"] == .string(field.name),
                    "\(name) \(field.name): \(answer.text)"
                )
            }
            if let first = office.office.world.targets["pipelines"]?.first, shape.resource.name == "pipelines" {
                #expect(try await office.owner.post("/api/pipelines/\(first)/set_default/").status == 200)
            }
            #expect(try await office.owner.delete("\(shape.path)\(id)/").status == 204)
        }
    }

    /// The customer that a lead becomes does not tell what was hidden of the lead.
    @Test func aConversionTellsNothingHidden() async throws {
        let office = try await FieldOffice(TenantDoor.leads)
        for field in office.resource.writable {
            guard case .text(let maximum, let format) = field.kind, maximum > 10 else { continue }
            let secret = "zq-\(field.name.prefix(4))"
            var body: JSONObject = JSONObject([("last_name", "Least")])
            body[field.name] = .string(format.around(secret))
            let id = try await office.owner.make("/api/leads/", .object(body))
            try await office.rule(field)
            let answer = try await office.me.post("/api/leads/\(id)/convert/")
            #expect(answer.status == 200 || answer.status == 403, "\(field.name): \(answer.text)")
            #expect(!answer.text.contains(secret), "\(field.name): \(answer.text)")
        }
    }
}

extension TextFormat {
    /// A text of this format with a word in it.
    fileprivate func around(_ word: String) -> String {
        switch self {
        case .email: "\(word)@example.org"
        case .url: "https://example.org/\(word)"
        case .phone: "555"
        default: word
        }
    }
}
