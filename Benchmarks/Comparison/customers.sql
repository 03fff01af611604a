-- Of five customers, four are active.
\ir numbers.sql

INSERT INTO customers
    (organization_id, first_name, last_name, email, phone, company_name, status, owner_id, created_by_id, created_at, updated_at)
SELECT o, first_name, last_name, lower(first_name) || '.' || i || '@customer' || i % 997 || '.example',
    '+1-555-' || lpad((i % 1000000)::text, 7, '0'), 'Company ' || i % 997, CASE WHEN i % 5 = 0 THEN 'inactive' ELSE 'active' END,
    owner, owner, made, made
FROM numbers;
