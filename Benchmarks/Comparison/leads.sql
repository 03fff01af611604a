-- Sources, statuses, priorities and scores in equal parts. What the peers call lost is unqualified here.
\ir numbers.sql

INSERT INTO leads
    (organization_id, first_name, last_name, email, phone, company_name, source, status, priority, score, converted_at,
    owner_id, created_by_id, created_at, updated_at)
SELECT o, first_name, last_name, lower(first_name) || '.' || i || '@lead' || i % 991 || '.example',
    '+1-555-' || lpad((i % 1000000)::text, 7, '0'), 'Prospect ' || i % 991, (ARRAY['website', 'referral', 'cold_call', 'event'])[1 + i % 4],
    (ARRAY['new', 'contacted', 'qualified', 'converted', 'unqualified'])[1 + i % 5], (ARRAY['low', 'medium', 'high'])[1 + i % 3], i % 101,
    CASE WHEN i % 5 = 3 THEN made END, owner, owner, made, made
FROM numbers;
