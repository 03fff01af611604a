-- Sources, statuses, priorities and scores in equal parts. What the peers call lost is unqualified here.
\ir numbers.sql

COPY (
    SELECT o AS organization_id, first_name, last_name, lower(first_name) || '.' || i || '@lead' || i % 991 || '.example' AS email,
        '+1-555-' || lpad((i % 1000000)::text, 7, '0') AS phone, 'Prospect ' || i % 991 AS company_name,
        (ARRAY['website', 'referral', 'cold_call', 'event'])[1 + i % 4] AS source,
        (ARRAY['new', 'contacted', 'qualified', 'converted', 'unqualified'])[1 + i % 5] AS status,
        (ARRAY['low', 'medium', 'high'])[1 + i % 3] AS priority, i % 101 AS score, CASE WHEN i % 5 = 3 THEN created_at END AS converted_at,
        owner_id, owner_id AS created_by_id, created_at, created_at AS updated_at
    FROM numbers
) TO STDOUT (HEADER);
