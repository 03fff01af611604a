import JSON
import PostgreSQL
import RBAC
import Testing
import TestSupport

@testable import API
@testable import CRM

/// An organization with records of one resource that belong to several people, and a member whose only role changes from one moment
/// to the next.
struct ScopeOffice {
    let world: World
    let shape: Shape
    let me: Client
    /// In a team with me.
    let mate: Client
    /// In a team with my teammate, and in none with me.
    let other: Client
    let role: Int64
    /// What the organization has of the resource besides.
    private let furniture: [Int64]

    /// A word that stands in all records that are made here, and in no others.
    static let word = "Quorra"

    /// Which columns say whose a record is, by resource.
    static let ownerKeys = [
        "customers": ["owner_id"], "leads": ["owner_id", "assigned_to_id"], "deals": ["owner_id"], "vendors": ["owner_id"],
        "companies": ["owner_id"], "contacts": ["owner_id", "assigned_to_id"], "activities": ["created_by_id", "assigned_to_id"],
        "products": ["owner_id"], "product_categories": ["created_by_id"], "territories": ["created_by_id"],
        "system_settings": ["created_by_id"], "integrations": ["created_by_id"], "webhooks": ["created_by_id"],
        "pipelines": ["created_by_id"], "pipeline_stages": ["created_by_id"], "employees": ["user_id"],
    ]

    init(_ shape: Shape) async throws {
        world = try await World()
        self.shape = shape
        role = try await world.owner.make("/api/roles/", ["name": "Changing"])
        me = try await world.owner.colleague("Changing")
        mate = try await world.owner.colleague("viewer")
        other = try await world.owner.colleague("viewer")
        for (name, people) in [("Ours", [me, mate]), ("Theirs", [mate, other])] {
            let team = try await world.owner.make("/api/teams/", ["name": .string(name)])
            for person in people {
                #expect(try await world.owner.post("/api/teams/\(team)/add_member/", ["user_id": .int(person.userID)]).status == 200)
            }
        }
        furniture = try await world.owner.get(shape.path + "?page_size=100").ids
    }

    var viewpoint: Viewpoint { Viewpoint(me: me.userID, team: [me.userID, mate.userID]) }
    var keys: [String] { Self.ownerKeys[shape.resource.name] ?? [] }
    /// Whether clients say whose a record is, rather than the server.
    var isOwnerGiven: Bool { keys.first != "created_by_id" }

    /// What my role grants from now on, and which fields it rules.
    func grant(_ permissions: [JSON], fields: JSONObject = JSONObject()) async throws {
        let body: JSON = ["permissions": .array(permissions), "fields": .object(fields)]
        let answer = try await world.owner.patch("/api/roles/\(role)/", body)
        guard answer.status == 200 else { throw Unexpected(answer) }
    }

    /// Grants this on the resource, and of the others no more than to see what its records name.
    func grant(_ rights: Rights, _ actions: [String]) async throws {
        let others = Canonical.shapes.map(\.resource.name).filter { $0 != shape.resource.name }
        let making: [JSON] = shape.resource.name == "leads" ? ["customers:create"] : []
        try await grant(rights.grants(shape.resource.name, actions) + others.map { .string("\($0):read") } + making)
    }

    /// What the permissions of the resource know.
    var actions: [String] {
        Permissions.catalog.all.filter { $0.resource == shape.resource.name }.map(\.action.codename)
    }

    /// A change of one field that no record is known by.
    var change: JSONObject {
        JSONObject([(["notes", "description", "secret"].first { shape.resource.field($0) != nil } ?? "", "Changed")])
    }

    /// Those to whom a record may belong, and nobody.
    var belongings: [Belonging] {
        let people = [me.userID, mate.userID, other.userID, nil]
        if keys.count < 2 { return people.map { Belonging(owner: $0) } }
        return people.map { Belonging(owner: $0) } + [
            Belonging(assignee: me.userID), Belonging(owner: other.userID, assignee: mate.userID),
        ]
    }

    /// The least that makes a record which belongs to somebody.
    func body(_ belonging: Belonging, number: Int = 0) -> JSONObject {
        var body = world.minimum(shape.resource)
        let name = ["last_name", "name", "subject", "key"].first { body[$0] != nil } ?? "name"
        body[name] = .string("\(Self.word) \(number)")
        for money in ["amount", "estimated_value"] where shape.resource.field(money) != nil { body[money] = .int(1 << Int64(number)) }
        if shape.resource.field("department") != nil { body["department"] = .string("Department \(number)") }
        for (key, user) in zip(keys, [belonging.owner, belonging.assignee]) where key != "created_by_id" {
            body[key] = user.map(JSON.int) ?? .null
        }
        return body
    }

    /// Clears the shelves, and puts one record of each belonging there.
    /// - Returns: all of the resource's records, as their organization's owner sees them.
    func restock() async throws -> [JSON] {
        try await clear()
        let items = belongings.enumerated().map { JSON.object(body($0.element, number: $0.offset)) }
        let made = try await world.owner.post(shape.path + "bulk_create/", .array(items))
        guard made.status == 201 else { throw Unexpected(made) }
        if !isOwnerGiven {
            for (id, belonging) in zip(made.ids, belongings) {
                _ = try await world.owner.server.owner.query(
                    "UPDATE \(identifier: shape.resource.name) SET created_by_id = \(belonging.owner) WHERE id = \(id)"
                )
            }
        }
        return try await records()
    }

    func records() async throws -> [JSON] { try await world.owner.get(shape.path + "?page_size=100").results }

    func clear() async throws {
        let ids = try await records().compactMap { $0["id"]?.int64Value }.filter { !furniture.contains($0) }
        if ids.isEmpty { return }
        let cleared = try await world.owner.post(shape.path + "bulk_delete/", ["ids": .array(ids.map(JSON.int))])
        guard cleared.status == 200 else { throw Unexpected(cleared) }
    }

    /// Whose a record is, as its organization's owner sees it.
    func belonging(_ record: JSON) -> Belonging {
        Belonging(owner: record[keys[0]]?.int64Value, assignee: keys.count > 1 ? record[keys[1]]?.int64Value : nil)
    }

    /// The records that a right reaches.
    func within(_ reach: Reach, _ records: [JSON]) -> [JSON] { records.filter { viewpoint.reaches(belonging($0), reach) } }

    /// Those that were made here, and one that was there before.
    func tried(_ records: [JSON]) -> [JSON] {
        let made = made(records)
        return made + records.filter { !made.ids.contains($0["id"]?.int64Value ?? 0) }.prefix(1)
    }

    /// Those that were made here.
    func made(_ records: [JSON]) -> [JSON] { records.filter { $0.serialized.contains(Self.word) } }
}

extension [JSON] {
    /// The ids of records.
    var ids: [Int64] { compactMap { $0["id"]?.int64Value } }
}
