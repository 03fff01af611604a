import CRM
import HTTPCore
import HTTPTypes
import JSON
import RBAC

/// Many records in one request: all or nothing, and a result per item.
extension ResourceRoutes {
    var bulk: [Route] {
        [
            Route(.post, shape.path + "bulk_create/", bulkCreate),
            Route(.post, shape.path + "bulk_update/", bulkUpdate),
            Route(.patch, shape.path + "bulk_update/", bulkUpdate),
            Route(.post, shape.path + "bulk_delete/", bulkDelete),
            Route(.delete, shape.path + "bulk_delete/", bulkDelete),
        ]
    }

    /// `[{…}, …]`, or the list under `items` or the resource's name.
    @Sendable
    private func bulkCreate(_ request: APIRequest) async throws -> APIResponse {
        let json = try request.json()
        return try await inBulk(request, .create) { shape, authorization in
            let bodies = try parse(try objects(try list(in: json)), shape, .create)
            let records = try await naming(bodies) {
                try await services.engine.write(shape.list, bodies.map { (nil, $0.draft) }, authorization)
            }
            return try answer(.created, records)
        }
    }

    /// `{"ids": […], "data": {…}}`, or a list of objects, each with its `id`.
    @Sendable
    private func bulkUpdate(_ request: APIRequest) async throws -> APIResponse {
        let json = try request.json()
        return try await inBulk(request, .update) { shape, authorization in
            let (ids, bodies) = try changes(in: json, shape)
            let records = try await naming(bodies) {
                try await services.engine.write(shape.list, zip(ids, bodies).map { ($0, $1.draft) }, authorization)
            }
            return try answer(.ok, records)
        }
    }

    private func changes(in json: JSON, _ shape: Shape) throws -> (ids: [Int64], bodies: [BodyParser.Result]) {
        var ids: [Int64] = []
        var bodies: [BodyParser.Result] = []
        if let object = json.objectValue, let given = object["ids"] {
            try object.refuse(except: ["ids", "data"])
            ids = try self.ids(given)
            guard let data = object["data"]?.objectValue else { throw APIError.field("data", "An object of fields is required.") }
            let body = try BodyParser(shape: shape, mode: .patch).parse(data)
            bodies = ids.map { _ in body }
        } else {
            let items = try objects(try list(in: json))
            ids = try self.ids(.array(items.map { $0["id"] ?? .null }))
            bodies = try parse(items, shape, .patch, extra: ["id"])
        }
        if let empty = bodies.firstIndex(where: \.draft.isEmpty) {
            throw APIError.items([(empty, .badRequest("There is nothing to change."))])
        }
        return (ids, bodies)
    }

    /// `{"ids": […]}` or a list of ids.
    @Sendable
    private func bulkDelete(_ request: APIRequest) async throws -> APIResponse {
        let json = try request.json()
        let ids = try await inBulk(request, .delete) { _, authorization in
            if let object = json.objectValue { try object.refuse(except: ["ids"]) }
            let ids = try self.ids(json["ids"] ?? json)
            try await services.engine.delete(ids, authorization)
            return ids
        }
        var writer = JSONWriter(capacity: 64 + ids.count * 48)
        writer.beginResults(count: ids.count)
        for (index, id) in ids.enumerated() { writer.result(index, status: 204, id: id) { _ in } }
        writer.endResults()
        return .json(.ok, writer)
    }

    /// Doing it to many takes the right to do it to one, and the right to do it in bulk. Where access changed before it was done, it
    /// was undone, and is begun again with what the caller may do now.
    private func inBulk<T>(
        _ request: APIRequest,
        _ action: Action,
        _ body: (Shape, Authorization) async throws -> T
    ) async throws -> T {
        for _ in 1...3 {
            let principal = try await services.principal(request)
            let authorization = try principal.authorize(action, shape.resource, inBulk: true)
            do {
                return try await body(shape.seen(by: principal), authorization)
            } catch is AccessChanged {
                continue
            }
        }
        throw APIError.conflict("Access to the organization is changing. Try again.")
    }

    private func list(in json: JSON) throws(APIError) -> [JSON] {
        let name = shape.resource.name
        if let object = json.objectValue { try object.refuse(except: ["items", name]) }
        guard let items = json.arrayValue ?? json["items"]?.arrayValue ?? json[name]?.arrayValue else {
            throw .field("items", "A list of objects is required.")
        }
        try bound(items.count, "items")
        return items
    }

    private func bound(_ count: Int, _ name: String) throws(APIError) {
        if count == 0 { throw .field(name, "This list may not be empty.") }
        if count > Engine.bulkLimit { throw .field(name, "At most \(Engine.bulkLimit) items are allowed.") }
    }

    private func objects(_ items: [JSON]) throws(APIError) -> [JSONObject] {
        var objects: [JSONObject] = []
        for (index, item) in items.enumerated() {
            guard let object = item.objectValue else { throw .items([(index, .badRequest("An object is required."))]) }
            objects.append(object)
        }
        return objects
    }

    private func ids(_ json: JSON) throws(APIError) -> [Int64] {
        guard let items = json.arrayValue else { throw .field("ids", "A list of ids is required.") }
        try bound(items.count, "ids")
        var ids: [Int64] = []
        var seen: Set<Int64> = []
        for (index, item) in items.enumerated() {
            guard let id = item.int64Value, id > 0 else { throw .items([(index, .field("id", "A valid id is required."))]) }
            guard seen.insert(id).inserted else { throw .items([(index, .field("id", "This id is given twice."))]) }
            ids.append(id)
        }
        return ids
    }

    /// Parses all items, so that every mistake is told at once.
    private func parse(_ items: [JSONObject], _ shape: Shape, _ mode: BodyParser.Mode, extra: [String] = []) throws(APIError) -> [BodyParser
        .Result]
    {
        let parser = BodyParser(shape: shape, mode: mode)
        var bodies: [BodyParser.Result] = []
        var refusals: [(Int, APIError)] = []
        for (index, item) in items.enumerated() {
            do throws(APIError) {
                bodies.append(try parser.parse(item, extra: extra))
            } catch {
                refusals.append((index, error))
            }
        }
        if !refusals.isEmpty { throw .items(refusals) }
        return bodies
    }

    /// Says the domain's refusals in the keys of the item that they are about.
    private func naming<T>(_ bodies: [BodyParser.Result], _ body: () async throws -> T) async throws -> T {
        do {
            return try await body()
        } catch CRMError.item(let index, let error) {
            throw APIError(.item(index, error), keys: bodies[index].keys)
        }
    }

    private func answer(_ status: HTTPResponse.Status, _ records: [Record]) throws -> APIResponse {
        var writer = JSONWriter(capacity: 64 + records.count * 832)
        writer.beginResults(count: records.count)
        for (index, record) in records.enumerated() {
            writer.result(index, status: status.code, id: try record.id) { writer in
                writer.key("record")
                writer.record(record.row, record.selection)
            }
        }
        writer.endResults()
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
