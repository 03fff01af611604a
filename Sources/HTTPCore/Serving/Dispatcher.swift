import HTTPTypes
import Logging
import NIOCore

/// What all connections share: the routes, the rules, and how answers are made.
final class Dispatcher: Sendable {
    typealias ErrorRenderer =
        @Sendable (APIError, _ path: String, _ accept: String?, _ requestID: String) -> (
            contentType: String, body: [UInt8]
        )

    let configuration: ServerConfiguration
    let routes: RouteTable
    let hosts: HostPolicy
    let cors: CORSPolicy
    let logger: Logger
    let clock: WallClock
    let draining: Draining
    private let errors: ErrorRenderer

    init(
        configuration: ServerConfiguration,
        routes: RouteTable,
        errors: @escaping ErrorRenderer,
        draining: Draining,
        clock: WallClock,
        logger: Logger
    ) {
        self.configuration = configuration
        self.routes = routes
        self.errors = errors
        self.draining = draining
        self.clock = clock
        self.logger = logger
        hosts = HostPolicy(configuration.allowedHosts)
        cors = CORSPolicy(origins: configuration.corsOrigins)
    }

    /// The answer to a request; nil when it was cancelled, because the client is gone or time is up.
    func answer(_ incoming: IncomingRequest, body: ByteBuffer) async -> APIResponse? {
        let exchange = incoming.exchange
        do {
            return try await route(incoming, body: body)
        } catch let error as APIError {
            return response(to: error, for: exchange)
        } catch {
            if Task.isCancelled { return nil }
            logger.error(
                "request failed",
                metadata: ["request_id": "\(exchange.id)", "path": "\(exchange.path)", "error": "\(String(reflecting: error))"]
            )
            return response(to: .internalError, for: exchange)
        }
    }

    /// The answer that an error is.
    func response(to error: APIError, for exchange: Exchange) -> APIResponse {
        let (contentType, body) = errors(error, exchange.path, exchange.accept, exchange.id)
        var headers = error.headers
        headers[.contentType] = contentType
        return APIResponse(status: HTTPResponse.Status(integerLiteral: error.status), headers: headers, body: .bytes(body))
    }

    private func route(_ incoming: IncomingRequest, body: ByteBuffer) async throws -> APIResponse {
        if incoming.exchange.allowedOrigin != nil, CORSPolicy.isPreflight(method: incoming.method, headers: incoming.headers) {
            guard case .methodNotAllowed(let methods) = incoming.match else { return CORSPolicy.preflight(methods: Self.allMethods) }
            return CORSPolicy.preflight(methods: methods)
        }
        switch incoming.match {
        case .found(let route, let parameters):
            let request = APIRequest(
                method: incoming.method,
                path: incoming.target.path,
                headers: incoming.headers,
                query: try Query(parsing: incoming.target.query),
                id: incoming.exchange.id,
                parameters: parameters.integers,
                textParameters: parameters.texts,
                body: body,
                remoteAddress: incoming.exchange.remoteAddress,
                origin: incoming.origin,
                baseLogger: logger
            )
            return try await route.handler(request)
        case .methodNotAllowed(let methods) where incoming.method == .options:
            return APIResponse(status: .noContent, headers: [.allow: methods.map(\.rawValue).joined(separator: ", ")])
        case .methodNotAllowed(let methods):
            throw APIError.methodNotAllowed(allow: methods)
        case .notFound:
            throw APIError.notFound
        }
    }

    private static let allMethods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]
}
