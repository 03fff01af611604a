import PostgreSQL
import TestSupport

@testable import CRM

/// What the figures would be if they were made now: a plain computation over all organizations, which shares nothing with `verify`.
enum Recount {
    /// The figures that are not what a count says, as text.
    static func differences(_ database: Database) async throws -> [String] {
        var found: [String] = []
        for figures in Figures.all {
            for (first, second) in [(counted(figures), kept(figures)), (kept(figures), counted(figures))] {
                let rows = try await database.query("SELECT d::text FROM (\(first) EXCEPT ALL \(second)) d")
                found += try rows.map { "\(figures.table) \(try $0.get(0, as: String.self))" }
            }
        }
        return found
    }

    private static func counted(_ figures: Figures) -> SQL {
        let isSoftDeleted = Registry.resources.contains { $0.name == figures.resource && $0.isSoftDeleted }
        let sums = figures.sums.map { ", coalesce(sum(\($0.expression)), 0)::numeric" }.joined()
        return """
            SELECT organization_id, \(literal: groups(figures)), count(*)::numeric\(literal: sums) FROM \(literal: figures.resource)
            \(literal: isSoftDeleted ? "WHERE deleted_at IS NULL" : "") GROUP BY organization_id, \(literal: groups(figures))
            """
    }

    private static func kept(_ figures: Figures) -> SQL {
        let sums = figures.sums.map { ", coalesce(sum(\($0.name)), 0)::numeric" }.joined()
        return """
            SELECT organization_id, \(literal: groups(figures)), sum(rows)\(literal: sums) FROM \(literal: figures.table)
            GROUP BY organization_id, \(literal: groups(figures)) HAVING sum(rows) <> 0
            """
    }

    private static func groups(_ figures: Figures) -> String { figures.facets.sorted().joined(separator: ", ") }
}
