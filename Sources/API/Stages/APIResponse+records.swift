import CRM
import HTTPCore
import HTTPTypes
import JSON
import PostgreSQL

extension APIResponse {
    static func record(_ record: Record, status: HTTPResponse.Status = .ok) -> APIResponse {
        var writer = JSONWriter(capacity: 1024)
        writer.record(record.row, record.selection)
        return .json(status, writer)
    }

    /// A document that the database wrote.
    static func document(_ document: JSONText, status: HTTPResponse.Status = .ok) -> APIResponse {
        var writer = JSONWriter(capacity: document.text.utf8.count)
        writer.raw(Array(document.text.utf8))
        return .json(status, writer)
    }

    static func detail(_ message: String) -> APIResponse { .json(.ok, ["detail": .string(message)]) }
}
