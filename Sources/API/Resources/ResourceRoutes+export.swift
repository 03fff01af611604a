import CRM
import HTTPCore
import HTTPTypes
import PostgreSQL
import RBAC

/// All records that match, as a file: streamed, so that memory does not grow with their number.
extension ResourceRoutes {
    /// `export/?format=csv|json` with the list's filters, search and ordering.
    @Sendable
    func export(_ request: APIRequest) async throws -> APIResponse {
        let (shape, authorization) = try await authorize(request, .export)
        let parameters = try ListParameters(request, shape, own: ["format"], paged: false)
        switch request.query["format"] ?? "csv" {
        case "csv":
            return download(shape, shape.exported, "csv", "text/csv; charset=utf-8", parameters, authorization, CSVExport())
        case "json": return download(shape, shape.list, "json", "application/json", parameters, authorization, JSONExport())
        default: throw APIError.field("format", "Choose one of: csv, json.")
        }
    }

    private func download(
        _ shape: Shape,
        _ selection: Selection,
        _ suffix: String,
        _ type: String,
        _ parameters: ListParameters,
        _ authorization: Authorization,
        _ format: some ExportFormat
    ) -> APIResponse {
        services.stream(
            selection,
            parameters.query,
            authorization,
            format,
            [.contentType: type, .contentDisposition: "attachment; filename=\"\(shape.resource.name).\(suffix)\""]
        )
    }
}

/// How exported records are written.
protocol ExportFormat: Sendable {
    func head(_ selection: Selection) -> [UInt8]
    func rows(_ rows: Rows, _ selection: Selection, isFirst: Bool) -> [UInt8]
    var tail: [UInt8] { get }
}
