import JSON
import PostgreSQL
import RBAC
import TestSupport
import Testing

@testable import API
@testable import CRM

/// Every door's filters and orders mean what those of the domain mean, under other names.
@Suite struct DoorListTests {
    @Test(arguments: DoorShapes.all) func everyFilterFindsWhatItsFieldSays(_ shape: Shape) async throws {
        let stock = try await Stock(shape)
        for (name, parameter) in shape.parameters {
            let key = parameter.key
            guard let value = stock.records.lazy.compactMap({ shape.parameter(key, of: $0) }).first else { continue }
            let text = [.isNull].contains(parameter.comparison) ? "false" : value
            guard let (canonical, selected) = shape.canonical, let domain = try? key.text(text, parameter.comparison) else { continue }
            if selected.hasPrefix(key.field.name) { continue }
            let suffix = key.field.kind.filters.first { $0.comparison == parameter.comparison }?.suffix ?? ""
            let expected = try await stock.owner.get(
                "\(canonical.path)?page_size=100&ordering=id&\(selected)\(key.field.name)\(suffix)=\(domain.queryEncoded)"
            )
            let found = try await stock.owner.get("\(shape.path)?page_size=100&ordering=id&\(name)=\(text.queryEncoded)")
            #expect(
                found.status == 200 && found.ids == expected.ids,
                "\(name)=\(text): \(found.text.prefix(300)) \(expected.text.prefix(300))"
            )
        }
    }

    @Test(arguments: DoorShapes.all) func everyOrderIsThatOfItsField(_ shape: Shape) async throws {
        let stock = try await Stock(shape)
        guard let (canonical, selected) = shape.canonical else { return }
        for (name, field) in shape.orderings {
            let found = try await stock.owner.get("\(shape.path)?page_size=100&ordering=-\(name)")
            let expected = try await stock.owner.get("\(canonical.path)?page_size=100&\(selected)ordering=-\(field.name)")
            #expect(found.status == 200 && found.ids == expected.ids, "\(name)")
        }
    }

    @Test(arguments: DoorShapes.all) func pagesLeadThroughEveryRecordOnce(_ shape: Shape) async throws {
        let stock = try await Stock(shape)
        let all = try await stock.owner.get(shape.path + "?page_size=100")
        #expect(all.count == Int64(all.ids.count) && all.count >= 4)
        for window in ["page_size=3", "limit=3"] {
            var ids: [Int64] = []
            var link: String? = "\(shape.path)?\(window)&created_after=2001-01-01&created_before=2100-01-01"
            while let path = link, ids.count <= all.ids.count {
                let page = try await stock.owner.get(path)
                #expect(page.count == all.count, "\(page.text.prefix(200))")
                ids += page.ids
                link = page["next"].stringValue.map { String($0.dropFirst(stock.owner.server.origin.count)) }
            }
            #expect(ids == all.ids, "\(window)")
        }
        #expect(try await stock.owner.get(shape.path + "?page=1000").status == 404)
        #expect(try await stock.owner.get(shape.path + "?page_size=101").refuses("page_size"))
    }

    /// What a scope lets somebody see is the same at every door.
    @Test(arguments: DoorShapes.all) func aScopeHoldsHereToo(_ shape: Shape) async throws {
        let stock = try await Stock(shape)
        let reading = Permissions.catalog[shape.resource.name, .read]
        guard let (canonical, selected) = shape.canonical, let reading else { return }
        let role: JSON = ["name": "Own", "permissions": [["permission": .string(reading.codename), "scope": "own"]]]
        _ = try await stock.owner.make("/api/roles/", role)
        let member = try await stock.owner.colleague("Own")
        for key in ["owner_id", "assigned_to_id", "created_by_id"] where shape.resource.field(key)?.traits.contains(.owning) == true {
            _ = try await stock.owner.server.owner.query(
                "UPDATE \(identifier: shape.resource.name) SET \(identifier: key) = \(member.userID) WHERE id = \(stock.ids[1])"
            )
        }
        let found = try await member.get(shape.path + "?page_size=100&ordering=id")
        #expect(found.ids == [stock.ids[1]], "\(found.text)")
        #expect(found.ids == (try await member.get("\(canonical.path)?page_size=100&\(selected)ordering=id")).ids)
        #expect(try await member.get("\(shape.path)\(stock.ids[1])/").status == 200)
        #expect(try await member.get("\(shape.path)\(stock.ids[0])/").status == 404)
        #expect(try await member.patch("\(shape.path)\(stock.ids[1])/", .object(JSONObject())).status == 403)
        #expect(try await member.post(shape.path, .object(stock.world.body(at: shape, 5))).status == 403)
    }

    /// A hidden field is under none of a door's keys.
    @Test(arguments: DoorShapes.all) func aHiddenFieldIsNotThere(_ shape: Shape) async throws {
        let stock = try await Stock(shape)
        let all = Permissions.catalog.all.filter { [.read, .export].contains($0.action) }.map { JSON.string($0.codename) }
        let role = try await stock.owner.make("/api/roles/", ["name": "Changing", "permissions": .array(all)])
        let member = try await stock.owner.colleague("Changing")
        for field in shape.resource.fields where field.name != "id" && !field.traits.contains(.writeOnly) {
            let keys = shape.keys.filter { $0.field.name == field.name }
            if keys.isEmpty { continue }
            let hidden = JSON.object(JSONObject([("\(shape.resource.name).\(field.name)", "hidden")]))
            let ruled = try await stock.owner.patch("/api/roles/\(role)/", ["fields": hidden])
            #expect(ruled.status == 200, "\(ruled.text)")
            let list = try await member.get(shape.path + "?page_size=100")
            let single = try await member.get("\(shape.path)\(stock.ids[0])/")
            #expect(list.status == 200 && single.status == 200, "\(field.name): \(single.text)")
            for key in keys {
                // What shows the first of several relations shows the next.
                if case .first = key.form { continue }
                #expect(list.results.allSatisfy { $0[key.name] == nil } && shape.record(single)[key.name] == nil, "\(key.name)")
                #expect(try await member.get("\(shape.path)?\(key.name)=1").status == 400, "\(key.name)")
                #expect(try await member.get("\(shape.path)?ordering=\(key.name)").status == 400, "\(key.name)")
            }
        }
    }
}

/// Some records of a door.
private struct Stock {
    let world: World
    let ids: [Int64]
    let records: [JSON]
    var owner: Client { world.owner }

    init(_ shape: Shape) async throws {
        world = try await World()
        var ids: [Int64] = []
        for variant in 0..<4 { ids.append(try await world.make(at: shape, variant)) }
        self.ids = ids
        records = try await world.owner.get(shape.path + "?page_size=100&ordering=id").results
    }
}
