-- Of five customers, four are active.
\ir numbers.sql

COPY (
    SELECT o AS organization_id, first_name, last_name, lower(first_name) || '.' || i || '@customer' || i % 997 || '.example' AS email,
        '+1-555-' || lpad((i % 1000000)::text, 7, '0') AS phone, 'Company ' || i % 997 AS company_name,
        CASE WHEN i % 5 = 0 THEN 'inactive' ELSE 'active' END AS status, owner_id, owner_id AS created_by_id, created_at,
        created_at AS updated_at
    FROM numbers
) TO STDOUT (HEADER);
