import JSON
import PostgreSQL
import TestSupport

@testable import API
@testable import CRM

/// An organization in which every field of a resource has a value somewhere, and every record is named by another one: what a member
/// from whom a field is hidden must not learn.
struct FieldOffice {
    let office: ScopeOffice
    /// Records of the resource with values in all fields, and some of which a single field is the name.
    let witnesses: [Int64]
    /// A pipeline to which a stage could be moved.
    let spare: [Int64]

    var shape: Shape { office.shape }
    var resource: Resource { office.shape.resource }
    var me: Client { office.me }
    var owner: Client { office.world.owner }

    /// The fields that a role can hide or protect.
    var fields: [Field] { resource.fields.filter { $0.name != "id" } }

    init(_ shape: Shape) async throws {
        let office = try await ScopeOffice(shape)
        let (world, owner) = (office.world, office.world.owner)
        spare = shape.resource.name == "pipeline_stages" ? [try await owner.make("/api/pipelines/", ["name": "Spare"])] : []
        var witnesses = [try await world.make(shape, 1)]
        for name in ["name", "first_name", "last_name", "company_name", "email"]
        where ["customers", "leads"].contains(shape.resource.name) {
            guard let field = shape.resource.field(name), field.isWritable else { continue }
            witnesses.append(try await owner.make(shape.path, .object(JSONObject([(name, world.value(field, 2))]))))
        }
        for (collection, verb, body) in Self.ends where collection == shape.path {
            let id = try await world.make(shape, 2)
            let answer = try await owner.post("\(shape.path)\(id)/\(verb)/", body)
            guard answer.status == 200 else { throw Unexpected(answer) }
            witnesses.append(id)
        }
        switch shape.resource.name {
        case "pipelines": witnesses += world.targets["pipelines"] ?? []
        case "pipeline_stages": witnesses += world.targets["pipeline_stages"]?.prefix(1) ?? []
        default: break
        }
        try await Self.fill(witnesses, office)
        self.office = office
        self.witnesses = witnesses
        try await nameThem()
    }

    /// What only other doors' verbs write.
    private static func fill(_ witnesses: [Int64], _ office: ScopeOffice) async throws {
        let database = office.world.owner.server.owner
        switch office.shape.resource.name {
        case "leads":
            for (column, table) in [("contact", "contacts"), ("company", "companies"), ("deal", "deals")] {
                _ = try await database.query(
                    """
                    UPDATE leads SET \(identifier: "converted_\(column)_id") = \(office.world.targets[table]?.first)
                    WHERE id = ANY(\(witnesses)) AND status = 'converted'
                    """
                )
            }
        case "deals":
            _ = try await database.query("UPDATE deals SET competitor_name = 'Rival' WHERE id = ANY(\(witnesses)) AND status = 'lost'")
        default: break
        }
    }

    /// Other records that name the witnesses: deals of customers, employees of managers.
    private func nameThem() async throws {
        for other in Canonical.shapes {
            for field in other.resource.writable where field.relation?.target.table == resource.name {
                let isPlace = ["pipelines", "pipeline_stages"].contains(resource.name)
                if isPlace, other.resource.name != "deals" { continue }
                // The first stage and the first pipeline are to be free for any change; a deal would hold them.
                for id in isPlace ? Array(witnesses.suffix(1)) : witnesses {
                    let body = office.world.minimum(other.resource).with(field.name, .int(id))
                    _ = try await owner.make(other.path, .object(body))
                }
            }
        }
        if resource.name != "customers" { return }
        for id in witnesses {
            let lead = try await owner.make("/api/leads/", ["first_name": "Converted"])
            _ = try await owner.server.owner.query("UPDATE leads SET converted_customer_id = \(id) WHERE id = \(lead)")
        }
    }

    private static let ends: [(collection: String, verb: String, body: JSON)] = [
        ("/api/leads/", "disqualify", ["reason": "Budget"]), ("/api/leads/", "convert", [:]),
        ("/api/deals/", "mark_lost", ["lost_reason": "Price", "close_date": "2024-03-01"]),
        ("/api/employees/", "terminate", ["reason": "Left", "end_date": "2030-01-01"]),
    ]

    /// Everything may be done with the resource, everything else may be read, and one field is ruled.
    func rule(_ field: Field?, _ access: String = "hidden") async throws {
        let all = office.actions.map { JSON.string("\(resource.name):\($0)") }
        let others = Canonical.shapes.map(\.resource.name).filter { $0 != resource.name }.map { JSON.string("\($0):read") }
        let making: [JSON] = resource.name == "leads" ? ["customers:create"] : []
        let fields = JSONObject(field.map { [("\(resource.name).\($0.name)", .string(access))] } ?? [])
        try await office.grant(all + others + making, fields: fields)
    }

    /// Under which keys records show a field.
    static func keys(_ field: Field) -> [String] { [field.name] + (field.relation.map { [$0.key] } ?? []) }

    /// All that shows anything of the resource, and what would find the words.
    func views(searching words: [String]) -> [String] {
        let path = shape.path
        var views = [
            "?page_size=100", "export/?format=csv", "export/?format=json", "\(witnesses[0])/", "\(witnesses[witnesses.count - 1])/",
        ]
        views += words.map { "?search=" + $0.queryEncoded }
        if Engine.hasStatistics(resource) { views += ["stats/"] + words.map { "stats/?search=" + $0.queryEncoded } }
        if resource.name == "employees" { views.append("departments/") }
        return views.map { path + $0 } + (Self.naming[resource.name] ?? [])
    }

    /// What else shows something of a resource: names within other records, and what is counted by it.
    private static let naming = [
        "customers": ["/api/deals/?page_size=100", "/api/leads/?page_size=100", "/api/deals/export/"],
        "leads": ["/api/deals/?page_size=100"],
        "pipelines": ["/api/deals/?page_size=100", "/api/pipeline-stages/?page_size=100", "/api/deals/stats/"],
        "pipeline_stages": ["/api/deals/?page_size=100", "/api/pipelines/?page_size=100", "/api/deals/stats/"],
    ]

    /// What these views answer, also where that is a refusal.
    func look(_ client: Client, _ views: [String]) async throws -> [String] {
        var answers: [String] = []
        for view in views {
            let answer = try await client.get(view)
            answers.append("\(answer.status) \(answer.text)")
        }
        return answers
    }
}
