import PostgreSQL

/// A search of all records of a kind, without other conditions, the newest first, by somebody who sees all of them and all that is
/// searched. Where it finds much, the database keeps how many it finds, and which of them are the newest (`sql/0019_search.sql`).
struct FrequentSearch: Sendable {
    /// How many hits a search has at least that is remembered: fewer are found and counted through the index in a few milliseconds.
    static let threshold: Int64 = 100
    /// How many of the newest are put down at first.
    private static let firstHits: Int64 = 1000

    /// What it is remembered by.
    struct Identity: Hashable, Sendable {
        let organization: Int64
        let table: String
        let words: String
    }

    let identity: Identity
    private let words: SearchWords
    private let resource: Resource

    /// nil for any other search, which is counted.
    init?(_ query: ListQuery, _ authorization: Authorization) {
        let resource = authorization.resource
        guard let search = query.search, resource.isSearchedWhole, resource.selected == nil, authorization.rowFilter == nil,
            query.filters.isEmpty, query.ordering.isEmpty, resource.defaultOrdering.map(\.text.text) == Self.newestFirst
        else { return nil }
        let words = SearchWords(search)
        // A key of an index is not to be longer.
        guard !words.patterns.isEmpty, words.identity.utf8.count <= 500 else { return nil }
        self.words = words
        self.resource = resource
        identity = Identity(organization: authorization.principal.organizationID, table: resource.name, words: words.identity)
    }

    private static let newestFirst = ["t.created_at DESC", "t.id DESC"]

    /// "s is this search."
    private var isThis: SQL {
        "s.organization_id = \(identity.organization) AND s.resource = \(identity.table) AND s.words = lower(\(identity.words))"
    }

    /// "SELECT …" of how many hits there are: remembered, or else counted.
    var count: SQL {
        """
        SELECT coalesce(
            (SELECT s.base + coalesce((SELECT sum(d.rows) FROM search_deltas d
                WHERE d.organization_id = s.organization_id AND d.search_id = s.id), 0) FROM searches s WHERE \(isThis)),
            (SELECT count(*) FROM \(source) t WHERE \(hits)))::bigint
        """
    }

    /// "t is a hit."
    private var hits: SQL {
        ([resource.present(in: identity.organization)] + words.conditions(in: resource, usingIndex: false)).joined(separator: " AND ")
    }

    private var source: SQL { words.source(resource, in: identity.organization) }

    /// How far the remembered hits are looked through.
    static let reach = 500

    /// "SELECT t.* …": a window of the newest hits, of those that are remembered. It is the window of all hits where it is full, or where
    /// it ends with the last hit of all. Each is looked up by its key: a planner that joins otherwise goes through all records since.
    func newest(_ search: Int64, _ query: ListQuery) -> SQL {
        let floor: SQL = "FROM searches s WHERE s.organization_id = \(identity.organization) AND s.id = \(search)"
        return """
            SELECT DISTINCT ON (h.created_at, h.id) t.* FROM search_hits h CROSS JOIN LATERAL (
                SELECT t.* FROM \(literal: identity.table) t
                WHERE t.organization_id = h.organization_id AND t.id = h.id AND t.created_at = h.created_at OFFSET 0) t
            WHERE h.organization_id = \(identity.organization) AND h.search_id = \(search)
                AND (h.created_at, h.id) >= ((SELECT s.floor_at \(floor)), (SELECT s.floor_id \(floor)))
                AND \(hits)
            ORDER BY h.created_at DESC, h.id DESC\(query.cut)
            """
    }
}

/// The three steps by which a search comes to be remembered, each after the one before it has been committed.
extension FrequentSearch {
    /// From here on every write says how it changes the hits. A search that is known already is noted as used.
    var registration: [SQL] {
        [
            """
            INSERT INTO searches AS s (organization_id, resource, words, patterns)
            VALUES (\(identity.organization), \(identity.table), lower(\(identity.words)), \(words.lowered(words.patterns)))
            ON CONFLICT (organization_id, resource, words) DO UPDATE SET used_at = now() WHERE s.used_at < now() - interval '10 minutes'
            """,
            "SELECT forget_searches(\(identity.organization))",
        ]
    }

    /// Tells those who see one snapshot throughout that there is a search that they may not see. Before the horizon: who wrote until now
    /// has an id below that. It never goes back, but from what another cluster left, of which this one was restored.
    static let announcement: SQL = """
        SELECT setval('search_epoch', CASE WHEN e.last_value > x.id + 1000000 THEN x.id ELSE greatest(e.last_value, x.id) END)
        FROM search_epoch e, (SELECT pg_current_xact_id()::text::bigint AS id) x
        """

    /// Whoever writes and did not see the registration has a transaction id below the horizon. One above the next to be given out is of
    /// another cluster, from which this one was restored.
    var horizon: SQL {
        """
        UPDATE searches s SET horizon = pg_current_xact_id()
        WHERE \(isThis) AND s.base IS NULL AND (s.horizon IS NULL OR s.horizon > pg_current_xact_id())
        """
    }

    /// Counts, once all of those have ended, and puts down the newest hits: in one snapshot.
    var establishment: SQL {
        """
        WITH hits AS MATERIALIZED (
            SELECT t.created_at, t.id FROM \(source) t WHERE \(hits)
                AND EXISTS (SELECT FROM searches s WHERE \(isDue))
        ), newest AS MATERIALIZED (
            SELECT created_at, id FROM hits ORDER BY created_at DESC, id DESC LIMIT \(Self.firstHits)
        ), established AS (
            UPDATE searches s SET
                base = (SELECT count(*) FROM hits) - coalesce((SELECT sum(d.rows) FROM search_deltas d
                    WHERE d.organization_id = s.organization_id AND d.search_id = s.id), 0),
                floor_at = coalesce((SELECT created_at FROM newest ORDER BY created_at, id LIMIT 1), '-infinity'),
                floor_id = coalesce((SELECT id FROM newest ORDER BY created_at, id LIMIT 1), 0)
            WHERE \(isDue) RETURNING s.organization_id, s.id
        )
        INSERT INTO search_hits (organization_id, search_id, created_at, id)
        SELECT e.organization_id, e.id, n.created_at, n.id FROM established e, newest n ON CONFLICT DO NOTHING
        """
    }

    private var isDue: SQL { "\(isThis) AND s.base IS NULL AND s.horizon < pg_snapshot_xmin(pg_current_snapshot())" }

    /// "SELECT …" of the id under which it is remembered; no row while it is not.
    var remembered: SQL { "SELECT s.id FROM searches s WHERE \(isThis) AND s.base IS NOT NULL" }

    /// What is remembered has come to its end, and has to come to be anew.
    func forgetting(_ search: Int64) -> SQL {
        "DELETE FROM searches WHERE organization_id = \(identity.organization) AND id = \(search)"
    }
}
