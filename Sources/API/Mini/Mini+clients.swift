import CRM
import HTTPCore
import HTTPTypes
import JSON
import PostgreSQL
import RBAC

/// Document "Mini", Client Endpoints: a single client is shown with its interactions, of which the caller sees those that they may read.
extension MiniDoor {
    var clientRecords: [Route] {
        let records = ResourceRoutes(shape: Self.clients, services: services)
        let item = Self.clients.path + "{id}/"
        return [
            Route(.get, Self.clients.path, records.list),
            Route(.post, Self.clients.path, create),
            Route(.get, item, get),
            Route(.put, item) { try await update($0, .replace) },
            Route(.patch, item) { try await update($0, .patch) },
            Route(.delete, item, records.delete),
            Route(.get, Self.clients.path + "export/", records.export),
        ] + records.bulk
    }

    @Sendable
    private func create(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try await services.principal(request).authorize(.create, Contacts.resource)
        let shape = Self.clients.seen(by: authorization.principal)
        let body = try BodyParser(shape: shape, mode: .create).parse(try request.object())
        let record = try await body.naming { try await services.engine.create(shape.written, body.draft, authorization) }
        var response = Self.answer(record, nil, status: .created)
        response.headers[.location] = "\(shape.path)\(try record.id)/"
        return response
    }

    @Sendable
    private func get(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try await services.principal(request).authorize(.read, Contacts.resource)
        try request.refuseParameters(except: ResourceRoutes.include)
        let shape = Self.clients.seen(by: authorization.principal)
        let selection = try ResourceRoutes.selection(shape.detail, request, authorization)
        let children = Self.children(authorization)
        return Self.answer(try await services.engine.get(selection, try request.recordID, with: children, authorization), children)
    }

    private func update(_ request: APIRequest, _ mode: BodyParser.Mode) async throws -> APIResponse {
        let authorization = try await services.principal(request).authorize(.update, Contacts.resource)
        let shape = Self.clients.seen(by: authorization.principal)
        // What was read can be sent back as a whole.
        let body = try BodyParser(shape: shape, mode: mode).parse(try request.object(), extra: mode == .replace ? ["interactions"] : [])
        let children = Self.children(authorization)
        let family = try await body.naming {
            try await services.engine.update(shape.written, try request.recordID, body.draft, with: children, authorization)
        }
        return Self.answer(family, children)
    }

    static func children(_ authorization: Authorization) -> Children {
        Children(interactions.seen(by: authorization.principal).list, of: Activities.contact, authorization.principal)
    }

    static func answer(_ family: Family, _ children: Children) -> APIResponse {
        answer(family.record, (family.children, children.selection))
    }

    private static func answer(
        _ record: Record,
        _ interactions: (rows: Rows, selection: Selection)?,
        status: HTTPResponse.Status = .ok
    ) -> APIResponse {
        var writer = JSONWriter(capacity: 1024 + (interactions?.rows.count ?? 0) * 384)
        writer.beginObject()
        writer.members(record.row, record.selection)
        writer.key("interactions")
        writer.beginArray()
        if let interactions { for row in interactions.rows { writer.record(row, interactions.selection) } }
        writer.endArray()
        writer.endObject()
        return .json(status, writer)
    }
}
