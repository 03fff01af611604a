import JSON
import PostgreSQL
import Testing
import TestSupport

@testable import API
@testable import CRM

/// What was written is what is read, in every field of every resource.
@Suite struct RoundTripTests {
    @Test(arguments: Canonical.shapes) func whatIsPostedIsWhatIsRead(_ shape: Shape) async throws {
        let world = try await World()
        for variant in 0...1 {
            let body = world.body(shape.resource, variant)
            let made = try await world.owner.post(shape.path, .object(body))
            try #require(made.status == 201, "\(made.text)")
            let path = "\(shape.path)\(made.id)/"
            #expect(made.headers["location"] == path)
            let read = try await world.owner.get(path)
            for (key, value) in made.json.objectValue?.members ?? [] { #expect(read[key] == value, "\(key)") }
            for field in shape.resource.writable where body[field.name] != nil && field.isShown {
                #expect(read[field.name] == body[field.name], "\(field.name)")
                if let relation = field.relation { #expect(read[relation.key]["id"] == body[field.name], "\(relation.key)") }
            }
        }
    }

    @Test(arguments: Canonical.shapes) func patchChangesOneFieldAlone(_ shape: Shape) async throws {
        let world = try await World()
        let path = "\(shape.path)\(try await world.make(shape))/"
        // What follows from another field by a rule of the domain.
        let consequences = [
            "stage_id": ["probability", "stage_history", "weighted_value"], "probability": ["weighted_value"], "amount": ["weighted_value"],
            "company_id": ["company_name"], "company_name": ["company", "company_id"],
            "status": ["completed", "completed_at", "is_overdue"], "completed": ["status", "completed_at", "is_overdue"],
            "due_date": ["is_overdue"], "website": ["domain"], "email": ["domain"], "secret": ["has_secret"],
        ]
        // Backwards, so that an end date moves before its beginning does.
        for field in shape.resource.writable.reversed() where field.items.isEmpty {
            let before = try await world.owner.get(path)
            let value = world.value(field, 1)
            let patched = try await world.owner.patch(path, .object(JSONObject([(field.name, value)])))
            #expect(patched.status == 200, "\(field.name): \(patched.text)")
            let after = try await world.owner.get(path)
            for (key, value) in patched.json.objectValue?.members ?? [] { #expect(after[key] == value, "\(field.name): \(key)") }
            #expect(after[field.name] == (field.isShown ? value : .null), "\(field.name)")
            let allowed = [field.name, field.relation?.key ?? "", "name", "updated_at"] + (consequences[field.name] ?? [])
            let changed = (after.json.objectValue?.keys ?? []).filter { after[$0] != before[$0] && !allowed.contains($0) }
            #expect(changed.isEmpty, "\(field.name)")
        }
    }

    @Test(arguments: Canonical.shapes) func nullClearsWhatMayBeNull(_ shape: Shape) async throws {
        let world = try await World()
        let path = "\(shape.path)\(try await world.make(shape))/"
        // A lead without a name of its own goes by that of the person.
        for field in shape.resource.writable where field.isNullable && field.expression == nil {
            let cleared = try await world.owner.patch(path, .object(JSONObject([(field.name, nil)])))
            #expect(cleared.status == 200, "\(field.name): \(cleared.text)")
            let read = try await world.owner.get(path)
            #expect(read[field.name].isNull, "\(field.name)")
            if let relation = field.relation { #expect(read[relation.key].isNull) }
            let restored = try await world.owner.patch(path, .object(JSONObject([(field.name, world.value(field, 0))])))
            #expect(restored.status == 200)
        }
    }

    @Test(arguments: Canonical.shapes) func whatIsNotGivenIsTheStandard(_ shape: Shape) async throws {
        let world = try await World()
        let id = try await world.owner.make(shape.path, .object(world.minimum(shape.resource)))
        let read = try await world.owner.get("\(shape.path)\(id)/")
        for field in shape.resource.writable {
            if let standard = field.standard {
                #expect(read[field.name] == standard.json(scale: 2), "\(field.name)")
            } else if field.traits.contains(.callerByDefault) {
                #expect(read[field.name].int64Value == world.owner.userID)
            }
        }
    }
}

extension Value {
    /// As answers write it.
    fileprivate func json(scale: Int) -> JSON? {
        switch self {
        case .null: nil
        case .integer(let value): .int(value)
        case .decimal(let value): JSONNumber("\(value.text).\(String(repeating: "0", count: scale))").map(JSON.number)
        case .text(let text), .json(let text): (try? JSONReader.parse(text)) ?? .string(text)
        case .boolean(let value): .bool(value)
        case .date(let date): .string(date.text)
        case .timestamp(let instant): .string(instant.rfc3339)
        case .tags(let tags): tags.json
        }
    }
}
