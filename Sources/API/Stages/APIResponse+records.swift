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

    /// Records as a bare array.
    static func records(_ rows: Rows, _ selection: Selection) -> APIResponse {
        var writer = JSONWriter(capacity: 64 + rows.count * 768)
        writer.beginArray()
        for row in rows { writer.record(row, selection) }
        writer.endArray()
        return .json(.ok, writer)
    }

    /// A single record in the manner of a door.
    static func record(
        _ record: Record,
        in manner: Shape.Manner,
        _ request: APIRequest,
        status: HTTPResponse.Status = .ok
    ) -> APIResponse {
        manner.isWrapped ? .wrapped(request, status: status) { $0.record(record.row, record.selection) } : .record(record, status: status)
    }

    /// `{"status": "success", "data": …, "meta": {…}}` (document "V1", Success Response).
    static func wrapped(
        _ request: APIRequest,
        status: HTTPResponse.Status = .ok,
        _ data: (inout JSONWriter) throws -> Void
    ) rethrows -> APIResponse {
        var writer = JSONWriter(capacity: 1280)
        writer.beginObject()
        writer.key("status")
        writer.string("success")
        writer.key("data")
        try data(&writer)
        writer.key("meta")
        writer.value(ErrorBodies.meta(request.id))
        writer.endObject()
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
