import HTTPCore
import JSON
import PostgreSQL
import Testing
import TestSupport

@testable import API
@testable import CRM

/// An organization that has something for every foreign key to point at.
struct World: Sendable {
    let owner: Client
    /// Two rows of every table that a foreign key may name, by table.
    let targets: [String: [Int64]]

    init(_ fence: Fence = .up) async throws { try await self.init(on: fence.server) }

    init(on server: TestServer) async throws {
        let owner = try await Client.owner(on: server)
        let colleague = try await owner.colleague("sales")
        let pipeline = try #require(try await owner.get("/api/pipelines/").results.first)
        var targets: [String: [Int64]] = ["memberships": [owner.userID, colleague.userID]]
        targets["pipelines"] = [try #require(pipeline["id"]?.int64Value)]
        targets["pipeline_stages"] = pipeline["stages"]?.arrayValue?.compactMap { $0["id"]?.int64Value }
        for (table, least) in Self.further { targets[table] = try await owner.make(table, least) }
        for name in ["Ann", "Bob"] {
            targets["customers", default: []].append(try await owner.make("/api/customers/", ["first_name": .string(name)]))
            targets["leads", default: []].append(try await owner.make("/api/leads/", ["first_name": .string(name)]))
            let employee = try await owner.make("/api/employees/", ["first_name": .string(name), "last_name": "Lee"])
            targets["employees", default: []].append(employee)
        }
        self.owner = owner
        self.targets = targets
    }

    /// The tables beyond, with what makes a record.
    private static let further: KeyValuePairs<String, [JSON]> = [
        "territories": [["name": "North"], ["name": "South"]], "companies": [["name": "Acme"], ["name": "Bolt"]],
        "contacts": [["first_name": "Ann"], ["first_name": "Bob"]], "deals": [["name": "First"], ["name": "Second"]],
        "products": [["name": "Anvil"], ["name": "Bellows"]], "product_categories": [["name": "Tools"], ["name": "Spares"]],
    ]

    /// Makes a record with a value in every field.
    func make(_ shape: Shape, _ variant: Int = 0) async throws -> Int64 {
        try await owner.make(shape.path, .object(body(shape.resource, variant)))
    }

    /// How many records the organization has.
    func count(_ shape: Shape) async throws -> Int64 { try await owner.get(shape.path + "?page_size=1").count }

    /// What the server answers under a path.
    func routes(_ shape: Shape) -> [Route] {
        // Suite's deals are below Tenant's.
        let below = DoorShapes.all.map(\.path).filter { $0.hasPrefix(shape.path) && $0 != shape.path }
        return owner.server.routes.routes.filter { route in
            route.template.hasPrefix(shape.path) && !below.contains { route.template.hasPrefix($0) }
        }
    }

    /// The paths under which records are shown together: the list, the export, reports.
    func views(_ shape: Shape) -> [String] {
        routes(shape).map(\.template).filter { !$0.contains("{id}") && !$0.contains("/bulk_") }.uniqued
    }

    /// An id that nothing has.
    static let missing: Int64 = 987_654_321_987
}

/// Whether the database keeps organizations apart too, or the engine has to by itself.
enum Fence: CaseIterable {
    case up
    /// A server that connects as the owner of its database, whom row security does not bind.
    case down

    var server: TestServer {
        get async throws {
            switch self {
            case .up: try await TestServer.shared
            case .down: try await Self.unfenced.value
            }
        }
    }

    private static let unfenced = Task { try await TestServer.start("unfenced") { database, _ in database.role = nil } }
}

extension Client {
    fileprivate func make(_ table: String, _ records: [JSON]) async throws -> [Int64] {
        guard let shape = Canonical.shapes.first(where: { $0.resource.name == table }) else { return [] }
        let made = try await post(shape.path + "bulk_create/", .array(records))
        guard made.status == 201 else { throw Unexpected(made) }
        return made.ids
    }
}

extension Shape: CustomTestStringConvertible {
    /// The resource's name.
    public var testDescription: String { resource.name }
}

extension Resource: CustomTestStringConvertible {
    /// The resource's name.
    public var testDescription: String { name }
}

extension [String] {
    /// Each once, in order.
    var uniqued: [String] { reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
}
