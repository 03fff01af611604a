-- One deal for every second number. Three of five are open, one is won, one is lost.
\ir numbers.sql

INSERT INTO deals
    (organization_id, name, pipeline_id, stage_id, amount, status, probability, actual_close_date, owner_id, created_by_id, created_at,
    updated_at)
SELECT o, 'Deal ' || i, s.pipeline_id, s.id, i % 90000 + 0.5, d.status,
    CASE d.status WHEN 'open' THEN s.probability WHEN 'won' THEN 100 ELSE 0 END, CASE WHEN d.status <> 'open' THEN made::date END,
    owner, owner, made, made
FROM numbers
    JOIN pipeline_stages s ON s.organization_id = o AND s.position = i % 6
    CROSS JOIN LATERAL (SELECT (ARRAY['open', 'open', 'open', 'won', 'lost'])[1 + i % 5]) d (status)
WHERE i % 2 = 0;
