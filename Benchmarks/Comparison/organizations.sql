-- Organizations of ten members each, and what an organization consists of (CRM/Organizations/Organizations.swift): all system roles
-- (RBAC/DefaultRole.swift), its first user as owner, the others in sales, and a default pipeline.

-- Ids are given here, so that members can be computed: those of organization o are the users o, o + organizations, ...
INSERT INTO users (id, email, username, password_hash, first_name, last_name, default_organization_id) OVERRIDING SYSTEM VALUE
SELECT i, 'user' || i || '@example.com', 'user' || i,
    -- "comparison-password"
    'pbkdf2_sha256$1000$comparison$AGSzkaOjmVbUhqXBe9qdewdeAIlgaZlJYVbjcr725/Y=',
    'First' || i, 'Last' || i, 1 + (i - 1) % :organizations
FROM generate_series(1, 10 * :organizations) i;

INSERT INTO organizations (id, name, created_by_id) OVERRIDING SYSTEM VALUE
SELECT o, 'Organization ' || o, o FROM generate_series(1, :organizations) o;

SELECT setval('users_id_seq', max(id)) FROM users \g /dev/null
SELECT setval('organizations_id_seq', max(id)) FROM organizations \g /dev/null

INSERT INTO memberships (organization_id, user_id) SELECT default_organization_id, id FROM users;

INSERT INTO roles (organization_id, name, description, system_key)
SELECT o.id, r.name, r.description, lower(r.name)
FROM organizations o, (VALUES
    (1, 'Owner', 'Can do everything, including deleting the organization.'),
    (2, 'Admin', 'Can do everything except delete the organization.'),
    (3, 'Manager', 'Runs the business: all records, the people and the pipelines.'),
    (4, 'Sales', 'Works with customers, leads and deals, and sees the rest of the business.'),
    (5, 'Viewer', 'Sees all business records and changes nothing.')) r (place, name, description)
ORDER BY o.id, r.place;

INSERT INTO member_roles (organization_id, user_id, role_id)
SELECT m.organization_id, m.user_id, r.id
FROM memberships m JOIN roles r ON r.organization_id = m.organization_id
WHERE r.system_key = CASE WHEN m.user_id <= :organizations THEN 'owner' ELSE 'sales' END;

INSERT INTO pipelines (organization_id, name, is_default, created_by_id)
SELECT id, 'Sales Pipeline', true, id FROM organizations ORDER BY id;

INSERT INTO pipeline_stages (organization_id, pipeline_id, name, position, probability, created_by_id)
SELECT p.organization_id, p.id, 'Stage ' || s, s - 1, s * 15, p.created_by_id
FROM pipelines p, generate_series(1, 6) s ORDER BY p.organization_id, s;
