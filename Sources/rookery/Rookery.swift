import ArgumentParser

/// The command: one binary that serves, migrates and fills.
@main
struct Rookery: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rookery",
        abstract: "A CRM server for many organizations, on PostgreSQL.",
        discussion: "Settings come from the environment and from .env; .env.example explains each.",
        subcommands: [Serve.self, Migrate.self, DemoCommand.self, Keys.self, Users.self, Verify.self, Health.self],
        defaultSubcommand: Serve.self
    )
}
