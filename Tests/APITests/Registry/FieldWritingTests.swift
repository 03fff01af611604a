import JSON
import Testing
import TestSupport

@testable import API
@testable import CRM

/// A field that a role hides or protects is not written by its members, in whatever way they try; all else is.
@Suite struct FieldWritingTests {
    @Test(arguments: Canonical.shapes) func aRuledFieldIsNotWritten(_ shape: Shape) async throws {
        let office = try await FieldOffice(shape)
        let path = "\(shape.path)\(office.witnesses[0])/"
        let before = try await office.records()
        for field in office.fields {
            for access in ["hidden", "readonly"] {
                try await office.rule(field, access)
                try await Self.expectRefusals(office, field, access)
                let whole = try await office.me.get(path).json.objectValue ?? JSONObject()
                let more = try await office.me.put(path, .object(whole.with(field.name, office.office.world.value(field, 3))))
                // What is shown and cannot be written may be sent along.
                #expect(
                    access == "hidden" ? more.status == 400 && more.names(field.name) : more.status == 200,
                    "PUT \(field.name): \(more.text)"
                )
                let put = try await office.me.put(path, .object(whole))
                #expect(put.status == 200, "\(field.name): \(put.text)")
                for key in FieldOffice.keys(field) where access == "hidden" { #expect(put.json[key] == nil) }
            }
            #expect(Self.untimed(try await office.records()) == Self.untimed(before), "\(field.name)")
        }
    }

    private static func expectRefusals(_ office: FieldOffice, _ field: Field, _ access: String) async throws {
        let (shape, id) = (office.shape, office.witnesses[0])
        let value = office.office.world.value(field, 3)
        for key in (FieldOffice.keys(field) + shape.inputs.filter { $0.value.name == field.name }.keys).uniqued {
            let given = JSONObject([(key, value)])
            let item = office.office.world.minimum(shape.resource).without(field.name).with(key, value)
            var attempts: [(method: String, path: String, body: JSON)] = [("PATCH", "\(shape.path)\(id)/", .object(given))]
            if key == field.name {
                attempts += [
                    ("POST", shape.path, .object(item)), ("POST", shape.path + "bulk_create/", [.object(item)]),
                    ("POST", shape.path + "bulk_update/", ["ids": [.int(id)], "data": .object(given)]),
                    ("PATCH", shape.path + "bulk_update/", [.object(given.with("id", .int(id)))]),
                ]
            }
            for (method, path, body) in attempts {
                let refused = try await office.me.send(method, path, body)
                let names = refused.names(key) || refused.results.first?[path: "errors", key].arrayValue?.isEmpty == false
                #expect(refused.status == 400 && names, "\(method) \(path) \(key), \(access): \(refused.text)")
            }
        }
    }

    /// PUT changes the time of the change, and nothing else.
    private static func untimed(_ records: [JSON]) -> [JSON] {
        records.map { .object(($0.objectValue ?? JSONObject()).without("updated_at")) }
    }

    /// What somebody makes who may not say who owns it, or what its status is, has the owner and the status that it would have anyway.
    @Test(arguments: Canonical.shapes) func aHiddenFieldHasItsDefault(_ shape: Shape) async throws {
        let office = try await FieldOffice(shape)
        let least = JSON.object(office.office.world.minimum(shape.resource))
        try await office.rule(nil)
        // Of a customer or a lead, anything may be the name.
        let bodies = ["last_name": JSON.object(JSONObject([("first_name", "Least")])), "": least]
        var usual: [String: JSONObject] = [:]
        for (key, body) in bodies where key.isEmpty || least[key] != nil && least["first_name"] == nil {
            usual[key] = try await office.make(body)
        }
        for (number, field) in office.fields.enumerated() where !field.traits.contains(.required) {
            let kind = usual[field.name] == nil ? "" : field.name
            try await office.rule(field)
            let ruled = try await office.make(bodies[kind] ?? least, inBulk: number.isMultiple(of: 2))
            for (key, value) in usual[kind]?.members ?? [] where !["id", "created_at", "updated_at", "stage_history"].contains(key) {
                #expect(ruled[key] == value, "\(field.name): \(key)")
            }
            #expect(ruled["created_at"]?.stringValue != nil)
        }
    }
}

extension FieldOffice {
    /// A record that I make, as the organization's owner sees it. It is deleted at once.
    fileprivate func make(_ body: JSON, inBulk: Bool = false) async throws -> JSONObject {
        let answer = try await inBulk ? me.post(shape.path + "bulk_create/", [body]) : me.post(shape.path, body)
        guard answer.status == 201, let id = inBulk ? answer.ids.first : answer.id else { throw Unexpected(answer) }
        let record = try await owner.get("\(shape.path)\(id)/").json.objectValue ?? JSONObject()
        let deleted = try await me.delete("\(shape.path)\(id)/")
        guard deleted.status == 204 else { throw Unexpected(deleted) }
        return record
    }
}
