import PostgreSQL

/// The stages of a pipeline. Their positions stay 0…n−1: every change of them holds the pipeline's row lock and moves
/// the others along, in the same round trip.
public enum PipelineStages {
    /// The pipeline that the stage is of, for good; by default the organization's default one.
    public static let pipeline = Column<Int64>("pipeline_id", "pipeline", references: .pipeline, .completed)
    package static let name = Column<String>("name", maximum: 100, [.required, .searched])
    /// Where the stage stands in its pipeline, from 0.
    public static let position = Column<Int64>(Field("position", .integer(0...10_000), .completed))
    package static let probability = Column<Int64>("probability", in: 0...100, default: 0)
    package static let color = Column<String>("color", maximum: 7, format: .color)
    package static let isActive = Column<Bool>("is_active", default: true)

    /// The resource `pipeline_stages`.
    public static let resource = Resource(
        "pipeline_stages",
        label: "stage",
        fields: [
            Common.id.field, pipeline.field, name.field, Common.description.field, position.field, probability.field, color.field,
            isActive.field,
        ] + Common.madeRecord,
        defaultOrdering: [Ordering("t.pipeline_id", descending: false), Ordering("t.position", descending: false)],
        rules: Resource.Rules(
            write: { write, draft, id, authorization in
                if let id { move(id, &write, draft, authorization) } else { insert(&write, draft, authorization) }
            },
            delete: { removal, id, authorization in
                removal.prelude = [lock(stage: id, authorization)]
                removal.companions = [
                    """
                    UPDATE pipeline_stages s SET position = s.position - 1 FROM gone
                    WHERE s.organization_id = gone.organization_id AND s.pipeline_id = gone.pipeline_id AND s.position > gone.position
                    """
                ]
            }
        )
    )

    /// A new stage stands at the wanted position, or at the end.
    private static func insert(_ write: inout Write, _ draft: Draft, _ authorization: Authorization) {
        let organization = authorization.principal.organizationID
        let usual: SQL = "(SELECT id FROM pipelines WHERE organization_id = \(organization) AND is_default)"
        let pipeline: SQL = draft[Self.pipeline]?.id.map { "\($0)" } ?? usual
        if draft[Self.pipeline] == nil { write.assign("pipeline_id", usual) }
        let count: SQL = "(SELECT count(*) FROM pipeline_stages WHERE organization_id = \(organization) AND pipeline_id = \(pipeline))"
        write.prelude = ["SELECT FROM pipelines WHERE organization_id = \(organization) AND id = \(pipeline) FOR UPDATE"]
        guard let wanted = draft[position]?.id else { return write.assign("position", count) }
        write.prelude.append(
            """
            UPDATE pipeline_stages SET position = position + 1
            WHERE organization_id = \(organization) AND pipeline_id = \(pipeline) AND position >= \(wanted)
            """
        )
        write.assign("position", "least(\(wanted), \(count))")
    }

    /// A stage that changes its position moves those between; a position beyond the end is the end.
    private static func move(_ id: Int64, _ write: inout Write, _ draft: Draft, _ authorization: Authorization) {
        if let pipeline = draft[pipeline]?.id {
            write.prelude.append(
                """
                SELECT refuse(422, 'pipeline_id', 'A stage stays in its pipeline.')
                FROM pipeline_stages t\(resource.matching(id, authorization, and: ["t.pipeline_id <> \(pipeline)"]))
                """
            )
        }
        guard let wanted = draft[position]?.id else { return }
        write.prelude += [
            lock(stage: id, authorization),
            """
            WITH moved AS (
                SELECT t.organization_id, t.pipeline_id, t.position AS origin, least(\(wanted), (
                    SELECT count(*) - 1 FROM pipeline_stages s WHERE s.organization_id = t.organization_id AND s.pipeline_id = t.pipeline_id
                )) AS target
                FROM pipeline_stages t\(resource.matching(id, authorization, and: []))
            )
            UPDATE pipeline_stages s SET position = CASE
                WHEN s.id = \(id) THEN moved.target
                WHEN s.position > moved.origin THEN s.position - 1
                ELSE s.position + 1 END
            FROM moved
            WHERE s.organization_id = moved.organization_id AND s.pipeline_id = moved.pipeline_id
                AND s.position BETWEEN least(moved.origin, moved.target) AND greatest(moved.origin, moved.target)
            """,
        ]
        write.assign("position", "t.position")
    }

    private static func lock(stage id: Int64, _ authorization: Authorization) -> SQL {
        """
        SELECT FROM pipelines p JOIN pipeline_stages t ON t.organization_id = p.organization_id AND t.pipeline_id = p.id
        \(resource.matching(id, authorization, and: [])) FOR UPDATE OF p
        """
    }
}
