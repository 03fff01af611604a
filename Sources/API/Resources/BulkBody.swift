import CRM
import HTTPCore
import JSON

/// The body of a bulk request: many items, as values for a resource's fields.
struct BulkBody {
    /// The resource as the caller sees it.
    let shape: Shape
    let json: JSON

    /// `[{…}, …]`, or the list under `items` or what the records are called.
    func creations() throws(APIError) -> [BodyParser.Result] { try parse(try objects(try list()), .create) }

    /// `{"ids": […], "data": {…}}`, or a list of objects, each with its `id`.
    func changes() throws(APIError) -> (ids: [Int64], bodies: [BodyParser.Result]) {
        var ids: [Int64] = []
        var bodies: [BodyParser.Result] = []
        if let object = json.objectValue, let given = object["ids"] {
            try object.refuse(except: ["ids", "data"])
            ids = try self.ids(given)
            guard let data = object["data"]?.objectValue else { throw .field("data", "An object of fields is required.") }
            let body = try BodyParser(shape: shape, mode: .patch).parse(data)
            bodies = ids.map { _ in body }
        } else {
            let items = try objects(try list())
            ids = try self.ids(.array(items.map { $0["id"] ?? .null }))
            bodies = try parse(items, .patch, extra: ["id"])
        }
        if let empty = bodies.firstIndex(where: \.draft.isEmpty) {
            throw .items([(empty, .badRequest("There is nothing to change."))])
        }
        return (ids, bodies)
    }

    /// `{"ids": […]}` or a list of ids.
    func deletions() throws(APIError) -> [Int64] {
        if let object = json.objectValue { try object.refuse(except: ["ids"]) }
        return try ids(json["ids"] ?? json)
    }

    private func list() throws(APIError) -> [JSON] {
        let names = ["items", shape.plural, shape.resource.name]
        if let object = json.objectValue { try object.refuse(except: names) }
        let name = names.first { json[$0] != nil } ?? (shape.manner.hasOneBulkPath ? shape.plural : "items")
        guard let items = json.arrayValue ?? json[name]?.arrayValue else { throw .field(name, "A list of objects is required.") }
        try bound(items.count, name)
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
    private func parse(_ items: [JSONObject], _ mode: BodyParser.Mode, extra: [String] = []) throws(APIError) -> [BodyParser.Result] {
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
}
