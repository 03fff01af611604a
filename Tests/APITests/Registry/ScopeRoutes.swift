import HTTPCore
import JSON
import TestSupport

@testable import API
@testable import CRM

/// What the routes of records take, besides the right to read: one line for each, in an order in which all of them can be called
/// on the same record.
enum ScopedRoute {
    static let ofRecords: [(name: String, action: String)] = [
        ("PATCH", "update"), ("PUT", "update"), ("POST activate/", "update"), ("POST deactivate/", "update"), ("POST qualify/", "update"),
        ("POST disqualify/", "update"), ("POST reorder/", "update"), ("POST set_default/", "update"), ("POST move_stage/", "update"),
        ("POST mark_won/", "close"), ("POST reopen/", "close"), ("POST mark_lost/", "close"), ("POST terminate/", "close"),
        ("POST convert/", "convert"), ("DELETE", "delete"),
    ]

    static let inBulk: [(name: String, action: String)] = [
        ("POST bulk_update/", "update"), ("PATCH bulk_update/", "update"), ("POST bulk_delete/", "delete"),
        ("DELETE bulk_delete/", "delete"),
    ]

    /// Routes that show or make records, each with a test of its own.
    static let others = ["GET", "GET {id}/", "POST", "POST bulk_create/", "GET export/", "GET stats/", "GET departments/"]

    /// Every route under the resource's path that no test here would call.
    static func unknown(_ office: ScopeOffice) -> [String] {
        let known = ofRecords.map { $0.name.hasPrefix("POST") ? $0.name.replacing("POST ", with: "POST {id}/") : $0.name + " {id}/" }
        return office.world.routes(office.shape)
            .map { "\($0.method) \($0.template.dropFirst(office.shape.path.count))".trimmingSuffix(" ") }
            .filter { !known.contains($0) && !inBulk.map(\.name).contains($0) && !others.contains($0) }
    }
}

extension ScopeOffice {
    /// The routes of one record that this resource has, with what they take.
    var recordRoutes: [(name: String, action: String)] {
        let names = world.routes(shape).map { "\($0.method) \($0.template.dropFirst((shape.path + "{id}/").count))".trimmingSuffix(" ") }
        return ScopedRoute.ofRecords.filter { names.contains($0.name) }
    }

    /// Calls a route of one record so that it would do something.
    func call(_ name: String, _ id: Int64, by client: Client, showing record: JSON) async throws -> Answer {
        let parts = name.split(separator: " ").map { String($0) }
        let body: JSON? =
            switch name {
            case "PUT": record
            case "PATCH": .object(change)
            case "POST reorder/": ["position": 0]
            case "POST move_stage/": ["stage_id": .int(world.targets["pipeline_stages"]?[1] ?? 0)]
            default: nil
            }
        return try await client.send(parts[0], "\(shape.path)\(id)/\(parts.count > 1 ? parts[1] : "")", body)
    }

    /// Calls a bulk route with these ids, in one of the ways in which they can be given.
    func callInBulk(_ name: String, _ ids: [Int64], by client: Client) async throws -> Answer {
        let parts = name.split(separator: " ").map { String($0) }
        let list = JSON.array(ids.map(JSON.int))
        let body: JSON =
            switch name {
            case "POST bulk_update/": ["ids": list, "data": .object(change)]
            case "PATCH bulk_update/": .array(ids.map { .object(change.with("id", .int($0))) })
            case "POST bulk_delete/": ["ids": list]
            default: list
            }
        return try await client.send(parts[0], shape.path + parts[1], body)
    }
}

extension String {
    func trimmingSuffix(_ suffix: String) -> String { hasSuffix(suffix) ? String(dropLast(suffix.count)) : self }
}
