-- Who may what: an organization's roles, what each grants, and which members hold them.
-- A permission is stored by its codename ("leads:read"); the catalogue of codenames lives in the server.

CREATE TABLE roles (
    organization_id bigint NOT NULL REFERENCES organizations (id),
    id bigint GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    description text,
    -- owner, admin, manager, sales, viewer: what these grant is the server's code, so that new permissions reach them.
    system_key text,
    is_system boolean GENERATED ALWAYS AS (system_key IS NOT NULL) STORED,
    created_by_id bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX roles_name_key ON roles (organization_id, lower(name));
CREATE UNIQUE INDEX roles_system_key ON roles (organization_id, system_key);
CALL fence('roles');

CREATE TABLE role_permissions (
    organization_id bigint NOT NULL,
    role_id bigint NOT NULL,
    permission text NOT NULL,
    scope text NOT NULL DEFAULT 'organization' CHECK (scope IN ('own', 'team', 'organization')),
    PRIMARY KEY (organization_id, role_id, permission),
    CONSTRAINT role_permissions_role_id_fkey FOREIGN KEY (organization_id, role_id)
        REFERENCES roles (organization_id, id) ON DELETE CASCADE
);
CALL fence('role_permissions');

CREATE TABLE member_roles (
    organization_id bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    user_id bigint NOT NULL,
    role_id bigint NOT NULL,
    assigned_by_id bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    CONSTRAINT member_roles_user_id_fkey FOREIGN KEY (organization_id, user_id)
        REFERENCES memberships (organization_id, user_id) ON DELETE CASCADE,
    CONSTRAINT member_roles_role_id_fkey FOREIGN KEY (organization_id, role_id)
        REFERENCES roles (organization_id, id)
);
CREATE UNIQUE INDEX member_roles_key ON member_roles (organization_id, user_id, role_id);
CREATE INDEX member_roles_role ON member_roles (organization_id, role_id);
CALL fence('member_roles');
-- With memberships' own policy: what a user holds is known at login, before an organization is chosen.
CREATE POLICY own ON member_roles FOR SELECT USING (user_id = NULLIF(current_setting('app.user_id', true), '')::bigint);

CREATE POLICY own ON roles FOR SELECT USING (EXISTS (
    SELECT FROM member_roles m
    WHERE m.organization_id = roles.organization_id AND m.role_id = roles.id
        AND m.user_id = NULLIF(current_setting('app.user_id', true), '')::bigint));
