import CRM
import HTTPCore
import HTTPTypes
import JSON
import RBAC

/// Many records in one request: all or nothing, and a result per item.
extension ResourceRoutes {
    var bulk: [Route] {
        if shape.manner.hasOneBulkPath {
            let path = shape.path + "bulk/"
            return [Route(.post, path, bulkCreate), Route(.patch, path, bulkUpdate), Route(.delete, path, bulkDelete)]
        }
        return [
            Route(.post, shape.path + "bulk_create/", bulkCreate),
            Route(.post, shape.path + "bulk_update/", bulkUpdate),
            Route(.patch, shape.path + "bulk_update/", bulkUpdate),
            Route(.post, shape.path + "bulk_delete/", bulkDelete),
            Route(.delete, shape.path + "bulk_delete/", bulkDelete),
        ]
    }

    @Sendable
    private func bulkCreate(_ request: APIRequest) async throws -> APIResponse {
        try await inBulk(request, .create) { body, authorization in
            let bodies = try body.creations()
            let records = try await naming(bodies) {
                try await services.engine.write(body.shape.list, bodies.map { (nil, $0.draft) }, authorization)
            }
            return try answer(.created, records, request)
        }
    }

    @Sendable
    private func bulkUpdate(_ request: APIRequest) async throws -> APIResponse {
        try await inBulk(request, .update) { body, authorization in
            let (ids, bodies) = try body.changes()
            let records = try await naming(bodies) {
                try await services.engine.write(body.shape.list, zip(ids, bodies).map { ($0, $1.draft) }, authorization)
            }
            return try answer(.ok, records, request)
        }
    }

    @Sendable
    private func bulkDelete(_ request: APIRequest) async throws -> APIResponse {
        let ids = try await inBulk(request, .delete) { body, authorization in
            let ids = try body.deletions()
            try await services.engine.delete(ids, authorization)
            return ids
        }
        return answer(.ok, request, capacity: 64 + ids.count * 48) { writer in
            writer.beginResults(count: ids.count)
            for (index, id) in ids.enumerated() { writer.result(index, status: 204, id: id) { _ in } }
            writer.endResults()
        }
    }

    /// Doing it to many takes the right to do it to one, and the right to do it in bulk. Where access changed before it was done, it
    /// was undone, and is begun again with what the caller may do now.
    private func inBulk<T>(
        _ request: APIRequest,
        _ action: Action,
        _ body: (BulkBody, Authorization) async throws -> T
    ) async throws -> T {
        for _ in 1...3 {
            let principal = try await services.principal(request)
            let authorization = try principal.authorize(action, shape.resource, inBulk: true)
            do {
                return try await body(BulkBody(shape: shape.seen(by: principal), json: try request.json()), authorization)
            } catch is AccessChanged {
                continue
            }
        }
        throw APIError.conflict("Access to the organization is changing. Try again.")
    }

    /// Says the domain's refusals in the keys of the item that they are about.
    private func naming<T>(_ bodies: [BodyParser.Result], _ body: () async throws -> T) async throws -> T {
        do {
            return try await body()
        } catch CRMError.item(let index, let error) {
            throw APIError(.item(index, error), keys: bodies[index].spoken)
        }
    }

    private func answer(_ status: HTTPResponse.Status, _ records: [Record], _ request: APIRequest) throws -> APIResponse {
        try answer(status, request, capacity: 64 + records.count * 832) { writer in
            writer.beginResults(count: records.count)
            for (index, record) in records.enumerated() {
                writer.result(index, status: status.code, id: try record.id) { writer in
                    writer.key("record")
                    writer.record(record.row, record.selection)
                }
            }
            writer.endResults()
        }
    }

    private func answer(
        _ status: HTTPResponse.Status,
        _ request: APIRequest,
        capacity: Int,
        _ results: (inout JSONWriter) throws -> Void
    ) rethrows -> APIResponse {
        if shape.manner.isWrapped { return try .wrapped(request, status: status, results) }
        var writer = JSONWriter(capacity: capacity)
        try results(&writer)
        return .json(status, writer)
    }
}

extension JSONWriter {
    fileprivate mutating func beginResults(count: Int) {
        beginObject()
        key("count")
        int(Int64(count))
        key("results")
        beginArray()
    }

    fileprivate mutating func result(_ index: Int, status: Int, id: Int64, _ more: (inout JSONWriter) -> Void) {
        beginObject()
        key("index")
        int(Int64(index))
        key("status")
        int(Int64(status))
        key("id")
        int(id)
        more(&self)
        endObject()
    }

    fileprivate mutating func endResults() {
        endArray()
        endObject()
    }
}
