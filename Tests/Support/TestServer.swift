import API
import AsyncHTTPClient
import CRM
import Foundation
import HTTPCore
import JWT
import Logging
import Mail
import PostgreSQL

/// A whole server in this process, on a PostgreSQL of its own, listening on a free port of the loopback.
/// The tests of a process share one; each test has an organization of its own in it.
package final class TestServer: Sendable {
    package let origin: String
    /// As the server sees it: the role of the server, behind row security.
    package let database: Database
    /// As its owner sees it, for what only an owner may look at.
    package let owner: Database
    package let services: Services
    package let doors: Doors
    /// The routes that do something.
    package let routes: RouteTable
    /// The URL of its database, for its owner.
    package let databaseURL: String
    private let running: Task<Void, any Error>

    package static let secret = Array("0123456789abcdef0123456789abcdef0123456789abcdef".utf8)

    private static let starting = Task { try await TestServer.start() }

    /// The server that the tests of this process share.
    package static var shared: TestServer {
        get async throws { try await starting.value }
    }

    private static let cluster = Task { try await LocalCluster.ephemeral(logger: logger) }

    /// A migrated, empty database of its own on the process's PostgreSQL.
    package static func makeDatabase(_ name: String) async throws -> String {
        let url = try await cluster.value.createDatabase(name)
        _ = try await Migrations().apply(url: url, logger: logger)
        return url
    }

    package static var logger: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .error
        return logger
    }

    /// The usual ones but for addresses: all tests come from the same one.
    package static let limits = LoginLimits(address: .init(free: 1_000_000, forgottenHourly: 0, wait: 0, longestWait: 0))

    /// A server with its own database; `configure` may change how it uses it.
    package static func start(
        _ name: String = "shared",
        limits: LoginLimits? = limits,
        people: PeopleSettings = .open,
        mailer: Mailer? = nil,
        configure: (inout DatabaseConfiguration, inout ServerConfiguration) -> Void = { _, _ in }
    ) async throws -> TestServer {
        let url = try await makeDatabase(name)
        return try await start(on: url, limits: limits, people: people, mailer: mailer, configure: configure)
    }

    /// A further server on a database that another one uses.
    package static func start(
        on url: String,
        rotatesMiniRefresh: Bool = false,
        limits: LoginLimits? = limits,
        people: PeopleSettings = .open,
        mailer: Mailer? = nil,
        configure: (inout DatabaseConfiguration, inout ServerConfiguration) -> Void = { _, _ in }
    ) async throws -> TestServer {
        var configuration = DatabaseConfiguration(url: url)
        configuration.role = "rookery_server"
        var server = ServerConfiguration(host: "127.0.0.1", port: 0)
        configure(&configuration, &server)
        let database = Database(configuration, logger: logger)
        let access = AccessControl(database: database, logger: logger)
        let key = try SigningKey(id: nil, algorithm: .HS256, secret: secret)
        let mail = mailer.map {
            MailDelivery(database: database, mailer: $0, settings: people, logger: logger, makeToken: MailedToken.random)
        }
        let services = Services(
            database: database,
            access: access,
            tokens: TokenIssuer(keys: KeyRing(signing: key), issuer: "rookery", audience: "rookery"),
            hasher: PasswordHasher(parameters: .init(memoryKiB: 64, iterations: 1, parallelism: 1)),
            lifetimes: TokenLifetimes(),
            limits: limits,
            people: people,
            mail: mail
        )
        let doors = Doors(services: services, rotatesMiniRefresh: rotatesMiniRefresh)
        let (ports, bound) = AsyncStream<Int>.makeStream()
        let http = HTTPService(
            configuration: server,
            routes: try RouteTable(doors.routes + Canonical.routes(services)),
            errors: ErrorBodies.render,
            readiness: { (try? await database.query("SELECT 1")) != nil },
            logger: logger,
            onBound: { bound.yield($0) }
        )
        let running = Task {
            async let listening: Void = access.listen()
            async let sending: Void? = mail?.run()
            defer { bound.finish() }
            try await http.run()
            await listening
            _ = await sending
        }
        guard let port = await ports.first(where: { _ in true }) else {
            try await running.value
            throw CancellationError()
        }
        return TestServer(
            origin: "http://127.0.0.1:\(port)",
            database: database,
            owner: Database(DatabaseConfiguration(url: url), logger: logger),
            services: services,
            doors: doors,
            routes: try RouteTable(doors.served + Canonical.routes(services)),
            databaseURL: url,
            running: running
        )
    }

    private init(
        origin: String,
        database: Database,
        owner: Database,
        services: Services,
        doors: Doors,
        routes: RouteTable,
        databaseURL: String,
        running: Task<Void, any Error>
    ) {
        self.origin = origin
        self.database = database
        self.owner = owner
        self.services = services
        self.doors = doors
        self.routes = routes
        self.databaseURL = databaseURL
        self.running = running
    }

    package func stop() async {
        running.cancel()
        _ = try? await running.value
        await database.close()
        await owner.close()
    }
}
