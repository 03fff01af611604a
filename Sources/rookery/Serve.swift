import API
import ArgumentParser
import CRM
import Foundation
import HTTPCore
import JWT
import Logging
import PostgreSQL
import ServiceLifecycle
import UnixSignals

/// `rookery serve`
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serve the API (the default).")

    @Flag(help: "Migrate the database first. A private PostgreSQL is always migrated.")
    var migrate = false

    @Flag(help: "Load the demo organization first, unless it is there.")
    var demo = false

    func run() async throws {
        let settings = try await Settings()
        let logger = settings.logger
        let key = try settings.signingKey()
        let storage = try await Storage(settings, logger: logger)
        do {
            try await serve(settings, storage, key, logger)
        } catch {
            await storage.stop()
            throw error
        }
        await storage.stop()
    }

    private func serve(_ settings: Settings, _ storage: Storage, _ key: SigningKey, _ logger: Logger) async throws {
        if migrate || storage.isPrivate {
            try await storage.migrate(logger)
        } else {
            try await storage.requireMigrated(logger)
        }
        let database = try await storage.open(settings, logger: logger)
        let hasher = PasswordHasher()
        if demo { try await DemoCommand.load(database, hasher, logger) }

        let access = AccessControl(database: database, logger: logger)
        let services = Services(
            database: database,
            access: access,
            tokens: TokenIssuer(keys: KeyRing(signing: key), issuer: "rookery", audience: "rookery"),
            hasher: hasher,
            lifetimes: TokenLifetimes(access: settings.accessLifetime, refresh: settings.refreshLifetime)
        )
        let http = HTTPService(
            configuration: settings.server,
            routes: try RouteTable(TenantDoor(services: services).routes),
            errors: ErrorBodies.render,
            readiness: { (try? await database.query("SELECT 1")) != nil },
            logger: logger,
            onBound: { port in announce(settings, port: port) }
        )
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: http), .init(service: AccessListener(access: access))],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        )
        try await group.run()
        await database.close()
    }

    private func announce(_ settings: Settings, port: Int) {
        let url = "http://\(settings.host):\(port)"
        var text = "\nRookery is up: \(url)/api/  (health: \(url)/api/core/health/)\n"
        if demo {
            text += """

                Log in as \(Demo.email) with password \(Demo.password), for example:

                  TOKEN=$(curl -s \(url)/api/auth/login/ -H 'Content-Type: application/json' \\
                    -d '{"email": "\(Demo.email)", "password": "\(Demo.password)"}' | sed 's/.*"access":"\\([^"]*\\)".*/\\1/'); \\
                  curl -s "\(url)/api/deals/?status=open&ordering=-amount&page_size=2" -H "Authorization: Bearer $TOKEN"


                """
        }
        // Not print: its buffer is not emptied when the output is a file.
        FileHandle.standardOutput.write(Data(text.utf8))
    }
}

/// Hears of changes of access that other processes make, as long as the server runs.
private struct AccessListener: Service {
    let access: AccessControl

    func run() async throws { await cancelWhenGracefulShutdown { await access.listen() } }
}

extension Settings {
    var server: ServerConfiguration {
        var server = ServerConfiguration(host: host, port: port)
        server.bodyLimit = bodyLimit
        server.requestDeadline = requestTimeout
        server.allowedHosts = allowedHosts
        server.corsOrigins = corsOrigins
        server.trustForwardedHeaders = trustsForwardedHeaders
        return server
    }
}
