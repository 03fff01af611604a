import CRM
import HTTPCore
import HTTPTypes
import RBAC

extension Services {
    /// All records that match, written as they are read: memory does not grow with their number. Before each portion it is asked again
    /// whether the caller may still see them.
    func stream(
        _ selection: Selection,
        _ query: ListQuery,
        _ authorization: Authorization,
        _ format: some ExportFormat,
        _ headers: HTTPFields
    ) -> APIResponse {
        APIResponse(
            headers: headers,
            body: .stream { body in
                var isFirst = true
                try await body.write(format.head(selection))
                try await engine.export(selection, query, authorization) { rows in
                    guard try await access.stands(authorization) else {
                        throw APIError.forbidden(required: authorization.permission?.codename)
                    }
                    try await body.write(format.rows(rows, selection, isFirst: isFirst))
                    isFirst = false
                }
                try await body.write(format.tail)
            }
        )
    }
}
