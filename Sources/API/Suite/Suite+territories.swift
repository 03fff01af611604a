import CRM
import HTTPCore
import HTTPTypes
import JSON
import RBAC

/// Document "Suite", Territories Endpoints.
extension SuiteDoor {
    static let territories = Shape(
        Territories.resource,
        path: "/api/territories/territories/",
        manner: manner,
        keys: [
            Key("id", Common.id), Key("name", Territories.name), Key("description", Territories.description),
            Key("is_active", Territories.isActive), Key("created_at", Common.createdAt),
            Key("updated_at", Common.updatedAt, .value, .unlisted),
        ]
    )

    var territoryActions: [Route] { [Route(.post, "/api/territories/territories/{id}/assign-accounts/", assignAccounts)] }

    /// `{"account_ids"}`: all of these accounts belong to the territory from now on, or none where one of them may not. Answers the
    /// territory and the accounts.
    @Sendable
    private func assignAccounts(_ request: APIRequest) async throws -> APIResponse {
        let principal = try await services.principal(request)
        let authorization = try principal.authorize(.assign, Territories.resource)
        let changing = try principal.authorize(.update, Companies.resource)
        let ids = try Self.accountIDs(try request.object())
        let territory = try await services.engine.assign(
            companies: ids,
            to: try request.recordID,
            showing: Self.territories.written(for: authorization),
            authorization,
            changing: changing
        )
        var writer = JSONWriter(capacity: 256 + ids.count * 12)
        writer.beginObject()
        writer.key("territory")
        writer.record(territory.row, territory.selection)
        writer.key("account_ids")
        writer.value(.array(ids.map(JSON.int)))
        writer.endObject()
        return .json(.ok, writer)
    }

    private static func accountIDs(_ body: JSONObject) throws(APIError) -> [Int64] {
        try body.refuse(except: ["account_ids"])
        guard let list = body["account_ids"], !list.isNull else { throw .field("account_ids", "This field is required.") }
        guard let items = list.arrayValue else { throw .field("account_ids", "A list of ids is required.") }
        if items.isEmpty { throw .field("account_ids", "This list may not be empty.") }
        if items.count > Engine.bulkLimit { throw .field("account_ids", "At most \(Engine.bulkLimit) ids are allowed.") }
        var ids: [Int64] = []
        var seen: Set<Int64> = []
        for item in items {
            guard let id = item.int64Value, id > 0 else { throw .field("account_ids", "A valid id is required.") }
            if seen.insert(id).inserted { ids.append(id) }
        }
        return ids
    }
}
