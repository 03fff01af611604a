import HTTPCore
import HTTPTypes
import JSON
import Logging
import NIOCore
import ServiceLifecycle

/// A server on a free port of this machine, for the length of one test.
struct RunningServer {
    let port: Int
    let log: RecordedLog
    private let group: ServiceGroup

    /// Runs a server with these routes while `body` talks to it.
    static func run<T: Sendable>(
        _ routes: [Route] = [],
        configure: (inout ServerConfiguration) -> Void = { _ in },
        readiness: @escaping @Sendable () async -> Bool = { true },
        logLevel: Logger.Level = .info,
        _ body: @Sendable (RunningServer) async throws -> T
    ) async throws -> T {
        var configuration = ServerConfiguration(port: 0)
        configure(&configuration)
        let log = RecordedLog()
        var logger = Logger(label: "test") { _ in log.handler }
        logger.logLevel = logLevel
        let (ports, bound) = AsyncStream.makeStream(of: Int.self)
        let service = HTTPService(
            configuration: configuration,
            routes: try RouteTable(routes),
            errors: { error, path, accept, id in ("application/json", render(error, path, accept, id)) },
            readiness: readiness,
            logger: logger,
            onBound: { bound.yield($0) }
        )
        let group = ServiceGroup(
            configuration: .init(services: [service], logger: Logger(label: "group") { _ in SwiftLogNoOpLogHandler() })
        )
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { bound.finish() }
                try await group.run()
            }
            var iterator = ports.makeAsyncIterator()
            guard let port = await iterator.next() else { throw NeverBound() }
            let result = try await body(RunningServer(port: port, log: log, group: group))
            await group.triggerGracefulShutdown()
            return result
        }
    }

    /// Begins a graceful shutdown.
    func shutDown() async {
        await group.triggerGracefulShutdown()
    }

    private static func render(_ error: APIError, _ path: String, _ accept: String?, _ id: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.value([
            "code": .string(error.code), "message": .string(error.message), "path": .string(path),
            "accept": accept.map(JSON.string) ?? .null, "request_id": .string(id),
            "fields": .array(error.fields.map { .string($0.name) }),
        ])
        return writer.bytes
    }

    private struct NeverBound: Error {}
}

extension Route {
    /// Answers every request to the template with the text.
    static func text(_ method: HTTPRequest.Method, _ template: String, _ text: String) -> Route {
        Route(method, template) { _ in .text(.ok, text, type: "text/plain") }
    }

    /// Answers with the number of bytes in the body.
    static func length(_ template: String, bodyLimit: Int? = nil) -> Route {
        Route(.post, template, bodyLimit: bodyLimit) { .text(.ok, "\($0.body.readableBytes)", type: "text/plain") }
    }
}
