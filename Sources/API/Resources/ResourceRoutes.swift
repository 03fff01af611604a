import CRM
import HTTPCore
import HTTPTypes
import JSON
import RBAC

/// The routes that every resource of a door has. Each handler is the five stages in order: parse, authenticate, authorize
/// and scope, SQL, render.
struct ResourceRoutes: Sendable {
    let shape: Shape
    let services: Services

    var all: [Route] {
        let item = shape.path + "{id}/"
        return [
            Route(.get, shape.path, list),
            Route(.post, shape.path, create),
            Route(.get, item, get),
            Route(.put, item) { try await update($0, .replace) },
            Route(.patch, item) { try await update($0, .patch) },
            Route(.delete, item, delete),
        ] + bulk + [Route(.get, shape.path + "export/", export)]
            + (Engine.hasStatistics(shape.resource) ? [Route(.get, shape.path + "stats/", statistics)] : [])
    }

    @Sendable
    func list(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try await authorize(request, .read)
        let parameters = try ListParameters(request, shape)
        return try parameters.answer(try await services.engine.list(shape.list, parameters.query, authorization), request)
    }

    @Sendable
    func get(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try await authorize(request, .read)
        try request.refuseParameters()
        return .record(try await services.engine.get(shape.detail, try request.recordID, authorization))
    }

    @Sendable
    func create(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try await authorize(request, .create)
        let body = try BodyParser(shape: shape, mode: .create).parse(try request.object())
        let record = try await body.naming { try await services.engine.create(shape.list, body.draft, authorization) }
        var response = APIResponse.record(record, status: .created)
        response.headers[.location] = "\(shape.path)\(try record.id)/"
        return response
    }

    func update(_ request: APIRequest, _ mode: BodyParser.Mode) async throws -> APIResponse {
        let authorization = try await authorize(request, .update)
        let body = try BodyParser(shape: shape, mode: mode).parse(try request.object())
        return .record(
            try await body.naming { try await services.engine.update(shape.list, try request.recordID, body.draft, authorization) }
        )
    }

    @Sendable
    func delete(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try await authorize(request, .delete)
        try await services.engine.delete(try request.recordID, authorization)
        return .noContent
    }

    @Sendable
    func statistics(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try await authorize(request, .read)
        let parameters = try ListParameters(request, shape, paged: false)
        guard let document = try await services.engine.statistics(parameters.query, authorization) else { throw APIError.notFound }
        return .document(document)
    }

    func authorize(_ request: APIRequest, _ action: Action) async throws -> Authorization {
        try await services.principal(request).authorize(action, shape.resource)
    }
}
