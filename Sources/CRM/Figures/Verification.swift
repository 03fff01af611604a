import PostgreSQL

/// Holds what is kept beside the records against the records themselves (`rookery verify`), on a database that others use.
public struct Verification: Sendable {
    private let database: Database

    /// Everything that is kept of what can be counted anew.
    private static let maintained =
        Figures.all.map(\.maintained) + Resource.textSearched.sorted().map { FrequentSearch.maintained(of: $0) }

    /// - Parameter database: connections that act as the server's role: they see one organization at a time.
    public init(database: Database) { self.database = database }

    /// What was found.
    public struct Summary: Sendable {
        /// How many organizations were looked at.
        public fileprivate(set) var organizations = 0
        /// How many figures differed.
        public fileprivate(set) var differences = 0
        /// How many still did after they were put right.
        public fileprivate(set) var remaining = 0
    }

    /// Compares all that is kept for all organizations.
    /// - Parameters:
    ///   - rebuilds: whether what differs is put right.
    ///   - report: hears of each difference.
    /// - Throws: `PostgresError`.
    public func run(rebuilds: Bool, report: (String) -> Void) async throws -> Summary {
        var summary = Summary()
        let last = try await database.query("SELECT coalesce(pg_sequence_last_value('organizations_id_seq'), 0)")[0].get(0, as: Int64.self)
        // Row security shows an organization only to those who name it.
        for organization in stride(from: Int64(1), through: last, by: 1) {
            guard let found = try await differences(in: organization) else { continue }
            summary.organizations += 1
            for (kept, line) in found {
                summary.differences += 1
                report("Organization \(organization), \(kept.name): \(line)")
            }
            guard rebuilds, !found.isEmpty else { continue }
            for kept in Self.maintained where found.contains(where: { $0.kept.name == kept.name }) {
                _ = try await database.batch(kept.mending(organization), settings: Self.settings(organization))
            }
            summary.remaining += try await differences(in: organization)?.count ?? 0
        }
        if !rebuilds { summary.remaining = summary.differences }
        return summary
    }

    /// - Returns: nil where there is no such organization.
    private func differences(in organization: Int64) async throws -> [(kept: Maintained, line: String)]? {
        let exists: SQL = "SELECT FROM organizations WHERE id = \(organization)"
        let comparisons = Self.maintained.map { $0.differences(organization) }
        let results = try await database.batch([exists] + comparisons, settings: Self.settings(organization))
        if results[0].isEmpty { return nil }
        return try zip(Self.maintained, results.dropFirst()).flatMap { kept, rows in
            try rows.map { (kept, "\(try $0.get(0, as: String.self)): \(try $0.get(1, as: String.self)) missing") }
        }
    }

    /// Counting may take its time.
    private static func settings(_ organization: Int64) -> LocalSettings {
        LocalSettings([("app.organization_id", String(organization)), ("statement_timeout", "0")])
    }
}

/// Something that is kept of an organization's records, and can be made of them anew.
struct Maintained: Sendable {
    /// For people.
    let name: String
    /// A statement of two columns for each difference: where it is, and how much is missing. It sees one snapshot.
    let differences: @Sendable (_ organization: Int64) -> SQL
    /// The statements, of one transaction, that put it right.
    let mending: @Sendable (_ organization: Int64) -> [SQL]
}
