import PostgreSQL

/// Sales pipelines; exactly one of an organization is the default (document "Tenant", Pipelines).
public enum Pipelines {
    /// Whether deals without a pipeline go here.
    public static let isDefault = Column<Bool>("is_default", default: false)
    package static let isActive = Column<Bool>("is_active", default: true)
    package static let name = Column<String>("name", maximum: 100, [.required, .searched])
    package static let stages = Column<JSONText>(
        "stages",
        sources: [
            "pipeline_stages.pipeline_id", "pipeline_stages.name", "pipeline_stages.position", "pipeline_stages.probability",
        ],
        computed: """
            (SELECT coalesce(json_agg(json_build_object('id', s.id, 'name', s.name, 'position', s.position, 'probability', s.probability)
                ORDER BY s.position), '[]') FROM pipeline_stages s WHERE s.organization_id = t.organization_id AND s.pipeline_id = t.id)
            """,
        .document
    )

    /// The resource `pipelines`.
    public static let resource = Resource(
        "pipelines",
        label: "pipeline",
        fields: [Common.id.field, name.field, Common.description.field, isDefault.field, isActive.field, stages.field] + Common.madeRecord,
        defaultOrdering: [Ordering("t.created_at", descending: false)],
        constraints: ["pipelines_default_is_active": .conflict("The default pipeline cannot be inactive.")],
        rules: Resource.Rules(
            write: { write, draft, id, authorization in keepOneDefault(&write, draft, id, authorization) },
            delete: { removal, id, authorization in
                removal.prelude = [lock(authorization.principal.organizationID), refuseDefault(id, authorization)]
            }
        )
    )

    /// The default pipeline is not deleted, unless it is the last.
    private static func refuseDefault(_ id: Int64, _ authorization: Authorization) -> SQL {
        let isDefault: SQL = resource.matching(id, authorization, and: ["t.is_default"])
        return """
            SELECT refuse(409, NULL, 'This is the default pipeline. Make another one the default first.') FROM pipelines t\(isDefault)
                AND (SELECT count(*) FROM pipelines WHERE organization_id = \(authorization.principal.organizationID)) > 1
            """
    }

    /// The organization's first pipeline is the default; a new default takes the place of the former one.
    private static func keepOneDefault(_ write: inout Write, _ draft: Draft, _ id: Int64?, _ authorization: Authorization) {
        let organization = authorization.principal.organizationID
        if let id, draft[isDefault] == .boolean(false) {
            let present = resource.matching(id, authorization, and: ["t.is_default"])
            let refusal: SQL =
                "SELECT refuse(400, 'is_default', 'Make another pipeline the default instead.') FROM pipelines t\(present)"
            write.prelude = [lock(organization), refusal]
        } else if draft[isDefault] == .boolean(true) {
            let present: SQL = id.map { "AND EXISTS (SELECT FROM pipelines t\(resource.matching($0, authorization, and: [])))" } ?? ""
            let others: SQL = id.map { "AND id <> \($0)" } ?? ""
            write.prelude = [
                lock(organization),
                """
                UPDATE pipelines SET is_default = false, updated_at = now()
                WHERE organization_id = \(organization) AND is_default \(others) \(present)
                """,
            ]
        } else if id == nil {
            write.prelude = [lock(organization)]
            write.assign("is_default", "NOT EXISTS (SELECT FROM pipelines WHERE organization_id = \(organization))")
        }
    }

    /// Whoever changes which pipeline is the default waits here for the others of the organization.
    private static func lock(_ organization: Int64) -> SQL {
        "SELECT pg_advisory_xact_lock(hashtextextended('pipelines', \(organization)))"
    }
}
