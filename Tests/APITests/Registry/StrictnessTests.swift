import JSON
import Testing
import TestSupport

@testable import API
@testable import CRM

/// What is misspelt or not to be written is refused and named, never passed over in silence.
@Suite struct StrictnessTests {
    @Test(arguments: Canonical.shapes) func unknownParameterIsNamedWithItsNearest(_ shape: Shape) async throws {
        let world = try await World()
        let id = try await world.make(shape)
        let views = world.views(shape) + ["\(shape.path)\(id)/"]
        for view in views {
            let refused = try await world.owner.get(view + "?colour_of_the_sky=blue")
            #expect(refused.status == 400, "\(view)")
            #expect(refused["colour_of_the_sky"].arrayValue?.count == 1, "\(refused.text)")
        }
        let misspelt = [("created_aftr", "created_after"), ("serch", "search"), ("pagesize", "page_size"), ("orderng", "ordering")]
        for (name, nearest) in misspelt {
            let refused = try await world.owner.get("\(shape.path)?\(name)=1")
            #expect(refused.status == 400)
            #expect(refused[name][0]?.stringValue?.contains("\"\(nearest)\"") == true, "\(refused.text)")
        }
        for name in ["organization_id", "deleted_at", "password_hash", "custom_fields", "owner__password_hash"] {
            #expect(try await world.owner.get("\(shape.path)?\(name)=1").status == 400, "\(name)")
        }
    }

    @Test(arguments: Canonical.shapes) func parameterGivenTwiceIsRefused(_ shape: Shape) async throws {
        let world = try await World()
        let filter = try #require(shape.resource.writable.first { $0.isFilterable }).name
        let queries = ["page=1&page=1", "search=a&search=b", "ordering=id&ordering=-id", "\(filter)__ne=a&\(filter)__ne=b"]
        for query in queries {
            let refused = try await world.owner.get("\(shape.path)?\(query)")
            #expect(refused.status == 400, "\(query)")
            #expect(refused[String(query.prefix { $0 != "=" })].arrayValue?.count == 1, "\(refused.text)")
        }
        #expect(try await world.owner.get(shape.path + "export/?format=csv&format=json").status == 400)
        #expect(try await world.owner.get(shape.path + "export/?format=xml").status == 400)
    }

    @Test(arguments: Canonical.shapes) func unknownAndReadOnlyFieldsAreRefused(_ shape: Shape) async throws {
        let world = try await World()
        let path = "\(shape.path)\(try await world.make(shape))/"
        let before = try await world.owner.get(path)
        let count = try await world.count(shape)
        let readOnly = shape.resource.fields.filter { !$0.isWritable }.flatMap { [$0.name] + ($0.relation.map { [$0.key] } ?? []) }
        #expect(readOnly.contains("id") && readOnly.contains("created_at"))
        for key in readOnly.filter({ shape.inputs[$0] == nil }) {
            for (method, path, rest) in [("POST", shape.path, world.body(shape.resource, 1)), ("PATCH", path, JSONObject())] {
                let refused = try await world.owner.send(method, path, .object(rest.with(key, before[key])))
                #expect(refused.status == 400, "\(method) \(key)")
                #expect(refused[key] == ["This field is read-only."], "\(refused.text)")
            }
            let kept = try await world.owner.put(path, .object((before.json.objectValue ?? JSONObject()).with(key, "anything")))
            #expect(kept.status == 200, "\(kept.text)")
            #expect(key == "updated_at" || kept[key] == before[key] || kept.json[key] == nil, "\(key)")
        }
        let misspelt = (shape.resource.writable.first?.name ?? "") + "x"
        for (method, path) in [("POST", shape.path), ("PUT", path), ("PATCH", path)] {
            let refused = try await world.owner.send(method, path, .object(world.body(shape.resource, 1).with(misspelt, 1)))
            #expect(refused.status == 400)
            #expect(refused[misspelt][0]?.stringValue?.contains("\"\(misspelt.dropLast())\"") == true, "\(refused.text)")
        }
        #expect(try await world.count(shape) == count)
        for field in shape.resource.writable { #expect(try await world.owner.get(path)[field.name] == before[field.name]) }
    }
}
