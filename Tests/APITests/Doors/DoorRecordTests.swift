import JSON
import TestSupport
import Testing

@testable import API
@testable import CRM

/// Under every door's keys, what was written is what is read, and what cannot be is refused by its key.
@Suite struct DoorRecordTests {
    @Test(arguments: DoorShapes.all) func whatIsPostedIsWhatIsRead(_ shape: Shape) async throws {
        let world = try await World()
        for variant in 0...1 {
            let body = world.body(at: shape, variant)
            let made = try await world.owner.post(shape.path, .object(body))
            try #require(made.status == 201, "\(made.text)")
            let id = try #require(shape.record(made)["id"]?.int64Value)
            #expect(made.headers["location"] == "\(shape.path)\(id)/")
            let read = shape.record(try await world.owner.get("\(shape.path)\(id)/"))
            for key in shape.givenKeys where key.uses.contains(.detail) && !key.field.traits.contains(.writeOnly) {
                let shown = read[key.name] ?? .null
                #expect((shown["id"] ?? shown) == body[key.name], "\(key.name)")
            }
            let item = try await world.owner.get("\(shape.path)?id=\(id)").results.first
            #expect(item?.objectValue?.keys == shape.listKeys)
        }
    }

    @Test(arguments: DoorShapes.all) func whatWasReadCanBeSentBack(_ shape: Shape) async throws {
        let world = try await World()
        let path = "\(shape.path)\(try await world.make(at: shape, 1))/"
        let before = shape.record(try await world.owner.get(path))
        let put = try await world.owner.put(path, before)
        #expect(put.status == 200, "\(put.text)")
        let after = shape.record(try await world.owner.get(path))
        #expect((after.objectValue?.keys ?? []).filter { after[$0] != before[$0] && $0 != "updated_at" } == [])
    }

    @Test(arguments: DoorShapes.all) func whatTheDoorDemandsIsMissed(_ shape: Shape) async throws {
        let world = try await World()
        let path = "\(shape.path)\(try await world.make(at: shape))/"
        let before = try await world.owner.get(path)
        let count = try await world.count(at: shape)
        for key in shape.required {
            let body = JSON.object(world.body(at: shape, 1).without(key.name))
            let posted = try await world.owner.post(shape.path, body)
            #expect(posted.status == 400 && posted.refuses(key.name), "\(key.name): \(posted.text)")
            if shape.manner.putsPartially { continue }
            let put = try await world.owner.put(path, body)
            #expect(put.status == 400 && put.refuses(key.name), "\(key.name): \(put.text)")
        }
        #expect(shape.record(try await world.owner.get(path)) == shape.record(before))
        #expect(try await world.count(at: shape) == count)
    }

    @Test(arguments: DoorShapes.all) func badValuesAreRefusedByTheirKey(_ shape: Shape) async throws {
        let world = try await World()
        let path = "\(shape.path)\(try await world.make(at: shape))/"
        let before = shape.record(try await world.owner.get(path))
        let count = try await world.count(at: shape)
        for key in shape.givenKeys {
            let texts = key.badTexts
            for text in texts {
                let member = Array("\"\(key.name)\":\(text)}".utf8)
                let rest = JSON.object(world.body(at: shape, 1).without(key.name)).serialized.utf8.dropLast()
                let whole = Array(rest) + (rest.count > 1 ? [UInt8(ascii: ",")] : []) + member
                for answer in [
                    try await world.owner.send("POST", shape.path, bytes: whole, type: "application/json"),
                    try await world.owner.send("PATCH", path, bytes: [UInt8(ascii: "{")] + member, type: "application/json"),
                ] {
                    #expect(answer.status == 400 && answer.refuses(key.name), "\(key.name): \(text.prefix(60)): \(answer.text.prefix(200))")
                }
            }
        }
        #expect(shape.record(try await world.owner.get(path)) == before)
        #expect(try await world.count(at: shape) == count)
    }

    @Test(arguments: DoorShapes.all) func whatTheDoorDoesNotKnowIsRefused(_ shape: Shape) async throws {
        let world = try await World()
        let path = "\(shape.path)\(try await world.make(at: shape))/"
        let before = shape.record(try await world.owner.get(path))
        let smuggled: [(String, JSON)] = [
            ("organization_id", 1), ("organization", 1), ("is_system", true), ("password_hash", "x"), ("is_staff", true),
            ("deleted_at", nil), ("id", 1), ("created_at", "2001-01-01T00:00:00Z"), ("firstname", "x"), ("Organization_Id", 1),
        ]
        for (key, value) in smuggled where shape.inputs[key] == nil {
            for refused in [
                try await world.owner.post(shape.path, .object(world.body(at: shape, 1).with(key, value))),
                try await world.owner.patch(path, .object(JSONObject([(key, value)]))),
            ] { #expect(refused.status == 400 && refused.refuses(key), "\(key): \(refused.text)") }
        }
        for parameter in ["password=x", "organization_id=1", "creatd_after=2024-01-01", "deleted_at=2024-01-01"] {
            let refused = try await world.owner.get("\(shape.path)?\(parameter)")
            #expect(refused.status == 400 && refused.refuses(String(parameter.prefix { $0 != "=" })), "\(refused.text)")
        }
        for ordering in ["password", "organization_id", "deleted_at", "id;drop"] {
            #expect(try await world.owner.get("\(shape.path)?ordering=\(ordering.queryEncoded)").refuses("ordering"), "\(ordering)")
        }
        #expect(shape.record(try await world.owner.get(path)) == before)
    }
}

extension Key {
    /// What a client may send under this key and may not expect to be taken.
    fileprivate var badTexts: [String] {
        switch form {
        case .spelled(let spelling):
            // The domain's own words are none of the door's, unless it spells them so.
            let foreign = spelling.words.map(\.domain).filter { spelling.domain($0) == nil }.map { "\"\($0)\"" }
            return foreign + [#""nonsense""#, "5", "true", "[]", #"{"a": 1}"#]
        case .fraction: return ["1.5", "-0.1", "0.555", "65", "1e-1", #""0.5""#, "true", "[]"]
        default:
            let long = maximum.map { ["\"\(String(repeating: "é", count: $0 + 1))\""] } ?? []
            return BadValues.texts(field) + long
        }
    }
}
