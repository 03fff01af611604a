import PostgreSQL

/// What happened to a deal: every stage that it entered, its wins, losses and reopenings.
extension Deals {
    package static let history = Column<JSONText>(
        "stage_history",
        sources: ["deals.stage_id", "deals.status", "pipeline_stages.name"],
        computed: """
            (SELECT coalesce(json_agg(json_build_object('id', h.id, 'event', h.event,
                'from_stage', CASE WHEN f.id IS NOT NULL THEN json_build_object('id', f.id, 'name', f.name) END,
                'to_stage', CASE WHEN s.id IS NOT NULL THEN json_build_object('id', s.id, 'name', s.name) END,
                'notes', h.notes, 'changed_by', CASE WHEN u.id IS NOT NULL THEN json_build_object('id', u.id, 'name', u.display_name) END,
                'changed_at', to_char(h.changed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) ORDER BY h.id), '[]')
            FROM deal_stage_history h
            LEFT JOIN pipeline_stages f ON f.organization_id = h.organization_id AND f.id = h.from_stage_id
            LEFT JOIN pipeline_stages s ON s.organization_id = h.organization_id AND s.id = h.to_stage_id
            LEFT JOIN users u ON u.id = h.changed_by_id
            WHERE h.organization_id = t.organization_id AND h.deal_id = t.id)
            """,
        .document,
        .detailOnly
    )

    /// Writes the event beside the deal; `before` is the deal as it was, which this statement still sees.
    static func history(_ event: String, from: SQL, notes: String?, _ authorization: Authorization) -> SQL {
        let changed: SQL = event == "moved" ? "WHERE before.stage_id <> written.stage_id" : ""
        return """
            INSERT INTO deal_stage_history (organization_id, deal_id, event, from_stage_id, to_stage_id, notes, changed_by_id)
            SELECT written.organization_id, written.id, \(event), \(from), written.stage_id, \(notes), \(authorization.principal.userID)
            FROM written LEFT JOIN deals before ON before.organization_id = written.organization_id AND before.id = written.id
            \(changed)
            """
    }
}
