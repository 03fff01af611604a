import PostgreSQL
import RBAC

/// The reports of documents "Classic" and "Mini". Each counts what the caller may see; of what is hidden from them nothing is said.
extension Engine {
    /// `{"lead": 10, "prospect": 5, "customer": 20}`
    public func contactsByStage(_ authorization: Authorization) async throws -> JSONText {
        try await report(Contacts.byStage, ListQuery(), authorization)
    }

    /// How many contacts were made in each month: `{"2025-03": 5}`. A month without any is left out.
    /// - Parameter year: from 1 to 9999; nil for all years.
    /// - Throws: `CRMError.lacking` where it is hidden from the caller when contacts were made.
    public func contactsByMonth(year: Int64?, _ authorization: Authorization) async throws -> JSONText {
        guard authorization.resource.field(Common.createdAt.name) != nil else {
            throw authorization.permission.map { CRMError.lacking($0, field: Common.createdAt.name) } ?? CRMError.notFound
        }
        let isOfYear: SQL =
            year.map { " AND t.created_at >= make_date(\($0)::integer, 1, 1) AND t.created_at < make_date(\($0 + 1)::integer, 1, 1)" } ?? ""
        return try await report(
            """
            SELECT coalesce(json_object_agg(month, n ORDER BY month), '{}')
            FROM (SELECT to_char(t.created_at, 'YYYY-MM') AS month, count(*) AS n
                FROM contacts t\(ListQuery().predicate(authorization))\(isOfYear) GROUP BY 1) counted
            """,
            authorization
        )
    }

    /// The statistics of clients and of what was done with them (document "Mini", Get CRM Statistics).
    public func clientStatistics(_ authorization: Authorization) async throws -> JSONText {
        let interactions = authorization.principal.reading(Activities.interactions)
        let people = Contacts.counts.filter { $0.isShown(to: authorization) }
        let funnel = Contacts.funnel.filter { $0.isShown(to: authorization) }
        let logged = Contacts.interactionCounts.filter { $0.isShown(to: interactions) }
        let (clients, log) = (Statistics.Source(ListQuery(), authorization), Statistics.Source(ListQuery(), interactions))
        let members = clients.members(people) + log.members(logged) + clients.members(funnel)
        return try await report(clients.document(members, over: people + funnel), authorization)
    }
}

extension Contacts {
    /// Each stage under its own name.
    fileprivate static let byStage = Statistics(entries: Statistics.Entry.each("lifecycle_stage", ["lead", "prospect", "customer"]))

    private static func stage(_ stage: String) -> String { Statistics.Entry.rows(where: "lifecycle_stage = '\(stage)'") }

    fileprivate static let counts: [Statistics.Entry] = [
        .init("total_clients", Statistics.Entry.rows()),
        .init(
            "clients_by_stage",
            of: ["lifecycle_stage"],
            """
            json_build_object('lead', \(stage("lead")), 'in_progress', \(stage("prospect")), 'active', \(stage("customer")))
            """
        ),
        .recent("recent_clients_30_days", of: ["created_at"], "t.created_at >= now() - interval '30 days'"),
        .init("clients_by_staff", of: ["assigned_to_id"]) { source in
            """
            (SELECT coalesce(json_object_agg(u.username, n ORDER BY n DESC, u.username), '{}')
                FROM (\(source.tally(of: "assigned_to_id"))) c (assigned_to_id, n) JOIN users u ON u.id = c.assigned_to_id)
            """
        },
    ]

    fileprivate static let interactionCounts: [Statistics.Entry] = [
        .recent("total_interactions", of: [], "true"),
        .recent("recent_interactions_30_days", of: ["created_at"], "t.created_at >= now() - interval '30 days'"),
    ]

    /// A step of a funnel counts those that came at least that far: whoever is active was a lead once. That is the same at every door, and
    /// what makes it a funnel: the document's example shows the numbers of the stages again, of which no step follows from another.
    fileprivate static let funnel: [Statistics.Entry] = [
        .init(
            "conversion_rate_percentage",
            of: ["lifecycle_stage"],
            "coalesce(round(100.0 * sum(rows) FILTER (WHERE lifecycle_stage = 'customer') / nullif(sum(rows), 0), 1), 0.0)"
        ),
        .init(
            "funnel",
            of: ["lifecycle_stage"],
            """
            json_build_object('lead', \(Statistics.Entry.rows()),
                'in_progress', \(Statistics.Entry.rows(where: "lifecycle_stage IN ('prospect', 'customer')")), 'active', \(stage("customer")))
            """
        ),
    ]
}
