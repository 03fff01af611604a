import PostgreSQL

extension Demo.Organization {
    /// A second pipeline beside the one that every organization begins with.
    var pipelines: [SQL] {
        let stages: KeyValuePairs = ["Introduction": 10, "Pilot": 35, "Terms": 65, "Signature": 90]
        return [
            """
            INSERT INTO pipelines (organization_id, name, description, created_by_id)
            VALUES (\(id), 'Partnerships', 'Distributors, ports and service networks that sell with us.', \(owner))
            """,
            """
            INSERT INTO pipeline_stages (organization_id, pipeline_id, name, position, probability, created_by_id)
            SELECT p.organization_id, p.id, s.name, s.place - 1, s.probability, \(owner)
            FROM pipelines p, unnest(\(stages.map(\.key)), \(stages.map { Int64($0.value) })) WITH ORDINALITY s (name, probability, place)
            WHERE p.organization_id = \(id) AND NOT p.is_default ORDER BY s.place
            """,
            """
            UPDATE pipeline_stages SET color = (\(["#7FB3D5", "#5DADE2", "#F4D03F", "#F39C12", "#58D68D"]))[1 + position],
                created_at = \(founded), updated_at = \(founded) WHERE organization_id = \(id)
            """,
            "UPDATE pipelines SET created_at = \(founded), updated_at = \(founded) WHERE organization_id = \(id)",
        ]
    }
}
