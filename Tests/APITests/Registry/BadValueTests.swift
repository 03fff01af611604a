import JSON
import Testing
import TestSupport

@testable import API
@testable import CRM

/// A value that a field cannot hold is refused with the field's name, and nothing is written.
@Suite struct BadValueTests {
    @Test(arguments: Canonical.shapes) func badValuesAreRefusedByName(_ shape: Shape) async throws {
        let bed = try await TestBed(shape)
        for field in shape.resource.writable {
            for text in BadValues.texts(field) {
                for answer in try await bed.send(field.name, Array(text.utf8)) {
                    #expect(answer.status == 400, "\(field.name): \(text.prefix(60)): \(answer.text.prefix(200))")
                    #expect(answer[field.name].arrayValue?.count == 1, "\(field.name): \(text.prefix(60)): \(answer.text.prefix(200))")
                }
            }
        }
        try await bed.expectUnchanged()
    }

    @Test(arguments: Canonical.shapes) func malformedTextIsRefusedWithItsPlace(_ shape: Shape) async throws {
        let bed = try await TestBed(shape)
        for field in shape.resource.writable {
            for bytes in BadValues.malformed {
                for answer in try await bed.send(field.name, bytes) {
                    #expect(answer.status == 400, "\(field.name): \(bytes)")
                    let detail = answer["detail"].stringValue ?? ""
                    #expect(detail.contains("\"\(field.name)\"") && detail.contains(" at byte "), "\(bytes): \(answer.text)")
                }
            }
        }
        try await bed.expectUnchanged()
    }

    @Test(arguments: Canonical.shapes) func idsThatCannotBeAreNotFound(_ shape: Shape) async throws {
        let bed = try await TestBed(shape)
        let body = JSON.object(bed.world.body(shape.resource, 1))
        let ids = [
            "0", "-1", "1.5", "1e3", "9223372036854775807", "9223372036854775808", "99999999999999999999", "abc", "+1", "%31%00", "0x1",
            "%D9%A1", "1;",
        ]
        for id in ids {
            for (method, body) in [("GET", nil), ("PUT", body), ("PATCH", body), ("DELETE", nil)] {
                let answer = try await bed.world.owner.send(method, "\(shape.path)\(id)/", body)
                #expect(answer.status == (id.contains("%00") ? 400 : 404), "\(method) \(id): \(answer.text)")
            }
        }
        for ids: JSON in [["1"], [JSONNumber(1.5).map(JSON.number) ?? nil], [0], [-1], [nil], [[]], "1", 1, [], ["9223372036854775808"]] {
            for path in ["bulk_delete/", "bulk_update/"] {
                let body: JSON = path == "bulk_delete/" ? ["ids": ids] : ["ids": ids, "data": [:]]
                #expect(try await bed.world.owner.post(shape.path + path, body).status == 400, "\(path) \(ids.serialized)")
            }
        }
        try await bed.expectUnchanged()
    }

    @Test(arguments: Canonical.shapes) func badParametersAreRefusedByName(_ shape: Shape) async throws {
        let bed = try await TestBed(shape)
        for (name, parameter) in shape.parameters {
            for text in parameter.field.kind.badParameters(parameter.comparison) + ["%00", "%FF", "a%C3"] {
                let answer = try await bed.world.owner.get("\(shape.path)?\(name)=\(text)")
                #expect(answer.status == 400, "\(name)=\(text)")
                #expect(answer[name].arrayValue?.count == 1, "\(name)=\(text): \(answer.text)")
            }
        }
        #expect(
            try await bed.world.owner.get(shape.path + "?search=" + String(repeating: "a", count: 201))["search"].arrayValue?.count == 1
        )
        try await bed.expectUnchanged()
    }
}

/// A record, and a way to try one value in it.
private struct TestBed {
    let world: World
    let shape: Shape
    private let path: String
    private let before: [UInt8]
    private let count: Int64

    init(_ shape: Shape) async throws {
        self.shape = shape
        world = try await World()
        path = "\(shape.path)\(try await world.make(shape))/"
        before = try await world.owner.get(path).bytes
        count = try await world.count(shape)
    }

    /// A new record, and a change of the one that is there, with these bytes as the value of one field.
    func send(_ key: String, _ value: [UInt8]) async throws -> [Answer] {
        let rest = JSON.object(world.body(shape.resource, 1).without(key)).serialized.utf8.dropLast()
        let member = Array("\"\(key)\":".utf8) + value + Array("}".utf8)
        let whole = Array(rest) + (rest.count > 1 ? [UInt8(ascii: ",")] : []) + member
        return [
            try await world.owner.send("POST", shape.path, bytes: whole, type: "application/json"),
            try await world.owner.send("PATCH", path, bytes: [UInt8(ascii: "{")] + member, type: "application/json"),
        ]
    }

    func expectUnchanged() async throws {
        let after = try await world.owner.get(path)
        #expect(after.status == 200)
        #expect(after.bytes == before)
        #expect(try await world.count(shape) == count)
    }
}

extension Kind {
    /// Texts that no such parameter understands.
    fileprivate func badParameters(_ comparison: Filter.Operator) -> [String] {
        if comparison == .isNull { return ["maybe", "2", "null"] }
        return switch self {
        case .integer, .reference: ["abc", "1.5", "1e3", "9223372036854775808", "0x1", "%2B1", "%201"]
        case .decimal: ["abc", "1e400", "NaN", "1.2.3", "%2B1", ".5"]
        case .choice: ["nonsense", "%27%20OR%201%3D1"]
        case .boolean: ["maybe", "2"]
        case .date: ["2024-02-30", "2024", "yesterday", "2024-02-20T00:00:00Z"]
        case .timestamp: ["2024-02-30", "2024-02-20T25:00:00Z", "yesterday", "infinity"]
        case .text, .tags, .object, .value, .document: []
        }
    }
}
