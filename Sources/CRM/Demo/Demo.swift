import PostgreSQL

/// A believable organization to try things out with, the same each time: a year of a ship chandler's business that ends today.
public enum Demo {
    /// The login of its owner. Everybody else's (`ada.larsen@rookery.example`) has the same password.
    public static let email = "demo@rookery.example"
    /// The password of every login in it.
    public static let password = "rookery-demo"

    /// Whether the demo is in this database.
    /// - Throws: `PostgresError`.
    public static func isLoaded(_ database: Database) async throws -> Bool {
        try await !database.query("SELECT FROM users WHERE lower(email) = \(email)").isEmpty
    }

    /// Fills the organization, in one transaction: a load that is cut short leaves nothing.
    /// - Parameter passwordHash: what the logins are checked against.
    /// - Throws: `PostgresError`; for a demo that is there already, of the unique key of the emails.
    public static func load(_ database: Database, passwordHash: String) async throws {
        let id = try await Organizations.reserveID(database)
        try await database.transaction(settings: .organization(id)) { transaction in
            let rows = try await transaction.query(users(of: id, passwordHash))
            let organization = Organization(id: id, users: try rows.map { try $0.get(0) })
            _ = try await transaction.batch(organization.statements)
        }
    }

    /// The organization that is being filled.
    struct Organization: Sendable {
        let id: Int64
        /// The ids of those members of the staff who have a login, in the staff's order.
        let users: [Int64]

        /// The statements that fill it once its users are made, each building on those before.
        var statements: [SQL] {
            founding + members + support + teams + [employees, managers, vendors, customers, leads] + pipelines + [deals, history]
        }
    }
}
