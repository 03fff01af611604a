import PostgreSQL

extension Demo {
    /// Steps of a deal on one day follow each other so closely; five of them fit into the hours that `moment` leaves.
    static let minutesBetweenSteps: SQL = "47"
}

extension Demo.Organization {
    /// What happened to each deal: made in the first stage, moved through those between, in even steps, and closed where it is closed.
    var history: SQL {
        """
        INSERT INTO deal_stage_history (organization_id, deal_id, event, from_stage_id, to_stage_id, notes, changed_by_id, changed_at)
        SELECT w.organization_id, w.id, CASE WHEN step = 0 THEN 'created' WHEN step <= w.position THEN 'moved' ELSE w.status END, f.id, t.id,
            CASE WHEN step > w.position THEN w.lost_reason END, w.owner_id,
            w.created_at + make_interval(days => CASE w.steps WHEN 0 THEN 0 ELSE w.days * step / w.steps END, mins => \(Demo.minutesBetweenSteps) * step)
                AS changed_at
        FROM (
            SELECT d.*, s.position, s.position + (d.status <> 'open')::integer AS steps, extract(day FROM d.updated_at - d.created_at)::integer AS days
            FROM deals d JOIN pipeline_stages s ON s.organization_id = d.organization_id AND s.id = d.stage_id
            WHERE d.organization_id = \(id)
        ) w
        CROSS JOIN generate_series(0, w.steps) step
        LEFT JOIN pipeline_stages f ON f.organization_id = \(id) AND f.pipeline_id = w.pipeline_id AND f.position = least(step - 1, w.position)
        JOIN pipeline_stages t ON t.organization_id = \(id) AND t.pipeline_id = w.pipeline_id AND t.position = least(step, w.position)
        ORDER BY changed_at, w.id, step
        """
    }
}
