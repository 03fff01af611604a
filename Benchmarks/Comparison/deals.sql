-- One deal for every second number. Three of five are open, one is won, one is lost.
\ir numbers.sql

COPY (
    SELECT o AS organization_id, 'Deal ' || i AS name, s.pipeline_id, s.id AS stage_id, i % 90000 + 0.5 AS amount, d.status,
        CASE d.status WHEN 'open' THEN s.probability WHEN 'won' THEN 100 ELSE 0 END AS probability,
        CASE WHEN d.status <> 'open' THEN n.created_at::date END AS actual_close_date,
        owner_id, owner_id AS created_by_id, n.created_at, n.created_at AS updated_at
    FROM numbers n
        JOIN pipeline_stages s ON s.organization_id = o AND s.position = i % 6
        CROSS JOIN LATERAL (SELECT (ARRAY['open', 'open', 'open', 'won', 'lost'])[1 + i % 5]) d (status)
    WHERE i % 2 = 0
) TO STDOUT (HEADER);
