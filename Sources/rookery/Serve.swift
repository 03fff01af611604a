import API
import ArgumentParser
import CRM
import Foundation
import HTTPCore
import JWT
import Logging
import Mail
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
        let serving = Serving(
            settings: settings,
            key: try settings.signingKey(),
            mailer: try settings.mailer(),
            people: try settings.people(),
            migrates: migrate,
            loadsDemo: demo
        )
        // Signals are heard from here on: one that comes while PostgreSQL starts stops it too.
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: serving, successTerminationBehavior: .gracefullyShutdownGroup)],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: settings.logger
            )
        )
        try await group.run()
    }
}

/// The server with all it needs, from the start of its database to the end of it.
private struct Serving: Service {
    let settings: Settings
    let key: SigningKey
    let mailer: Mailer
    let people: PeopleSettings
    let migrates: Bool
    let loadsDemo: Bool

    private var logger: Logger { settings.logger }

    func run() async throws {
        let storage = try await Storage(settings, logger: logger)
        do {
            try await serve(storage)
        } catch {
            await storage.stop()
            throw error
        }
        await storage.stop()
    }

    private func serve(_ storage: Storage) async throws {
        if Task.isShuttingDownGracefully { return }
        if migrates || storage.isPrivate {
            try await storage.migrate(logger)
        } else {
            try await storage.requireMigrated(logger)
        }
        let database = try await storage.open(settings, logger: logger)
        let hasher = PasswordHasher()
        if loadsDemo { try await DemoCommand.load(database, hasher, logger) }
        if Task.isShuttingDownGracefully { return await database.close() }

        let access = AccessControl(database: database, logger: logger)
        let mail = MailDelivery(database: database, mailer: mailer, settings: people, logger: logger, makeToken: MailedToken.random)
        if case .folder(let path) = mailer.route { logger.notice("EMAIL_HOST is not set: mail is written into \(path)") }
        let services = Services(
            database: database,
            access: access,
            tokens: TokenIssuer(keys: KeyRing(signing: key), issuer: "rookery", audience: "rookery"),
            hasher: hasher,
            lifetimes: TokenLifetimes(
                access: settings.accessLifetime,
                refresh: settings.refreshLifetime,
                session: settings.sessionLifetime
            ),
            limits: settings.throttlesLogins ? LoginLimits() : nil,
            allowsPrivateWebhooks: settings.allowsPrivateWebhooks,
            people: people,
            mail: mail
        )
        let http = HTTPService(
            configuration: settings.server,
            routes: try RouteTable(Doors(services: services, rotatesMiniRefresh: settings.rotatesMiniRefresh).routes),
            errors: ErrorBodies.render,
            readiness: { (try? await database.query("SELECT 1")) != nil },
            logger: logger,
            onBound: { port in announce(port: port) }
        )
        // Changes of access that other processes make are heard until the last request is answered.
        async let _ = access.listen()
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { await mail.run() }
            try await http.run()
            // What is being sent is sent, and written down, before the database is closed.
            group.cancelAll()
        }
        await database.close()
    }

    private func announce(port: Int) {
        let url = "http://\(settings.host):\(port)"
        var text = "\nRookery is up: \(url)/api/  (health: \(url)/api/core/health/)\n"
        if loadsDemo {
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
