import CRM
import HTTPCore
import HTTPTypes
import JSON
import RBAC

/// The routes that every resource of a door has. Each handler is the five stages in order: parse, authenticate, authorize
/// and scope, SQL, render. From the authorization on, the shape is the one that the caller sees.
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
        let (shape, authorization) = try await authorize(request, .read)
        let parameters = try ListParameters(request, shape, own: Self.include)
        let selection = try Self.selection(shape.list, request, authorization)
        return try parameters.answer(try await services.engine.list(selection, parameters.query, authorization), request)
    }

    @Sendable
    func get(_ request: APIRequest) async throws -> APIResponse {
        let (shape, authorization) = try await authorize(request, .read)
        try request.refuseParameters(except: Self.include)
        let selection = try Self.selection(shape.detail, request, authorization)
        return .record(try await services.engine.get(selection, try request.recordID, authorization), in: shape.manner, request)
    }

    @Sendable
    func create(_ request: APIRequest) async throws -> APIResponse {
        let (shape, authorization) = try await authorize(request, .create)
        let body = try BodyParser(shape: shape, mode: .create).parse(try request.object())
        let record = try await body.naming { try await services.engine.create(shape.written, body.draft, authorization) }
        var response = APIResponse.record(record, in: shape.manner, request, status: .created)
        response.headers[.location] = "\(shape.path)\(try record.id)/"
        return response
    }

    func update(_ request: APIRequest, _ mode: BodyParser.Mode) async throws -> APIResponse {
        let (shape, authorization) = try await authorize(request, .update)
        let body = try BodyParser(shape: shape, mode: mode).parse(try request.object())
        let record = try await body.naming {
            try await services.engine.update(shape.written, try request.recordID, body.draft, authorization)
        }
        return .record(record, in: shape.manner, request)
    }

    @Sendable
    func delete(_ request: APIRequest) async throws -> APIResponse {
        let (_, authorization) = try await authorize(request, .delete)
        try await services.engine.delete(try request.recordID, authorization)
        return .noContent
    }

    @Sendable
    func statistics(_ request: APIRequest) async throws -> APIResponse {
        let (shape, authorization) = try await authorize(request, .read)
        let parameters = try ListParameters(request, shape, paged: false)
        guard let document = try await services.engine.statistics(parameters.query, authorization) else { throw APIError.notFound }
        return .document(document)
    }

    func authorize(_ request: APIRequest, _ action: Action) async throws -> (Shape, Authorization) {
        let principal = try await services.principal(request)
        return (shape.seen(by: principal), try principal.authorize(action, shape.resource))
    }

    static let include = ["include"]

    /// `?include=can` tells of each record what the caller may do with it.
    static func selection(_ selection: Selection, _ request: APIRequest, _ authorization: Authorization) throws(APIError) -> Selection {
        switch request.query["include"] {
        case nil, "": return selection
        case "can": return selection.telling(authorization.principal)
        default: throw .field("include", "Choose one of: can.")
        }
    }
}
