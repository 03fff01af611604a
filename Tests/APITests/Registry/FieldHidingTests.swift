import JSON
import Testing
import TestSupport

@testable import API
@testable import CRM

/// A field that is hidden from somebody is not there for them.
@Suite struct FieldHidingTests {
    /// The value of a hidden field changes, and nothing that its member can look at does: no record, no name, no search, no number.
    @Test(arguments: Canonical.shapes) func nothingThatIsShownDependsOnAHiddenField(_ shape: Shape) async throws {
        let office = try await FieldOffice(shape)
        let columns = try await Table.columns(shape.resource.name)
        for (number, field) in office.fields.enumerated() {
            guard let secret = FieldSecret(field, office, number: number, columns: columns) else { continue }
            try await office.rule(field)
            #expect(try await secret.write(0, office) > 0, "No record has a value in \(field.name).")
            let views = office.views(searching: secret.words)
            let (shown, seen) = (try await office.look(office.me, views), try await office.records())
            #expect(try await secret.write(1, office) > 0)
            for (view, (before, after)) in zip(views, zip(shown, try await office.look(office.me, views))) {
                #expect(before == after, "\(field.name): \(view)")
            }
            // It was no empty promise: others see it, and find it.
            #expect(try await office.records() != seen, "\(field.name)")
            if field.traits.contains(.searched), let word = secret.words.last {
                #expect(try await office.owner.get("\(shape.path)?search=\(word)").count > 0, "\(field.name)")
                #expect(try await office.me.get("\(shape.path)?search=\(word)").count == 0, "\(field.name)")
            }
        }
    }

    @Test(arguments: Canonical.shapes) func aHiddenFieldIsNeitherShownNorAskedFor(_ shape: Shape) async throws {
        let office = try await FieldOffice(shape)
        let (me, path) = (office.me, shape.path)
        for field in office.fields {
            try await office.rule(field)
            let keys = FieldOffice.keys(field)
            let list = try await me.get(path + "?page_size=100&include=can")
            #expect(!list.results.isEmpty)
            let exported = try await me.get(path + "export/?format=json").json.arrayValue ?? []
            let single = try await office.look(me, at: Array(office.witnesses.prefix(1)))
            #expect(exported.count == list.results.count)
            for record in list.results + exported + single {
                for key in keys { #expect(record[key] == nil, "\(key): \(record.serialized)") }
            }
            let header = CSV.rows(try await me.get(path + "export/").text).first ?? []
            #expect(header.contains("id") && Set(header).isDisjoint(with: keys))

            for (name, parameter) in shape.parameters where parameter.field.name == field.name {
                let others = [path + "export/"] + (Engine.hasStatistics(shape.resource) ? [path + "stats/"] : [])
                for view in [path] + (name == field.name ? others : []) {
                    let refused = try await me.get("\(view)?\(name)=1")
                    #expect(refused.status == 400 && refused.names(name), "\(view)?\(name): \(refused.text)")
                }
            }
            for (name, ordered) in shape.orderings where ordered.name == field.name {
                let refused = try await me.get("\(path)?ordering=-\(name)")
                #expect(refused.status == 400 && refused.names("ordering"), "\(name): \(refused.text)")
            }
        }
    }

    /// What is protected is shown, filtered and ordered by as ever.
    @Test(arguments: Canonical.shapes) func aProtectedFieldIsSeen(_ shape: Shape) async throws {
        let office = try await FieldOffice(shape)
        let path = "\(shape.path)\(office.witnesses[0])/"
        let whole = try await office.owner.get(path)
        for field in office.fields {
            try await office.rule(field, "readonly")
            #expect(try await office.me.get(path).bytes == whole.bytes, "\(field.name)")
            if field.isOrderable { #expect(try await office.me.get("\(shape.path)?ordering=\(field.name)").status == 200) }
            if field.isFilterable { #expect(try await office.me.get("\(shape.path)?\(field.name)=").status == 200) }
        }
    }
}

extension FieldOffice {
    /// All records of the resource, as the organization's owner sees them.
    func records() async throws -> [JSON] {
        try await owner.get(shape.path + "?page_size=100").results + look(owner, at: Array(witnesses.prefix(1)))
    }

    /// These records, each by itself.
    func look(_ client: Client, at ids: [Int64]) async throws -> [JSON] {
        var records: [JSON] = []
        for id in ids {
            let answer = try await client.get("\(shape.path)\(id)/")
            guard answer.status == 200 else { throw Unexpected(answer) }
            records.append(answer.json)
        }
        return records
    }
}
