import CRM
import HTTPCore
import HTTPTypes
import JSON
import RBAC

/// Document "Classic", Reports.
extension ClassicDoor {
    /// - Parameter root: what the paths begin with.
    func reports(_ root: String, _ records: ClassicRecords) -> [Route] {
        [
            Route(.get, root + "/reports/sales/", sales),
            Route(.get, root + "/reports/contacts_created_by_month/", contactsByMonth),
            Route(.get, root + "/reports/recent_activities/") { try await recentActivities($0, records) },
        ]
    }

    /// `{"lead": 10, "prospect": 5, "customer": 20}`
    @Sendable
    private func sales(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try await services.principal(request).authorize(.read, Contacts.resource)
        try request.refuseParameters()
        return .document(try await services.engine.contactsByStage(authorization))
    }

    /// `?year=2025` → `{"2025-03": 5}`
    @Sendable
    private func contactsByMonth(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try await services.principal(request).authorize(.read, Contacts.resource)
        try request.refuseParameters(except: ["year"])
        let year = try request.number("year", in: 1...9999)
        return .document(try await services.engine.contactsByMonth(year: year, authorization))
    }

    /// `?limit=5` → the newest activities as a bare list, 10 of them where no limit is given.
    private func recentActivities(_ request: APIRequest, _ records: ClassicRecords) async throws -> APIResponse {
        let authorization = try await services.principal(request).authorize(.read, Activities.resource)
        try request.refuseParameters(except: ["limit"])
        var query = ListQuery()
        query.limit = Int(try request.number("limit", in: 1...Int64(ListParameters.maximumPageSize)) ?? 10)
        let selection = records.activities.list(for: authorization)
        return .records(try await services.engine.rows(selection, query, authorization), selection)
    }
}
