-- What the policy engine needs: rules for fields, teams, a record of every change of access, and a number that grows with each.

-- Grows with every change of roles, members or teams, in the transaction that makes it. Whoever began a long piece of work under
-- one number and finds another at its end has lost the right to it, or may have.
ALTER TABLE organizations ADD COLUMN access_version bigint NOT NULL DEFAULT 1;

-- Fields that a role hides or protects, as "deals.amount"; a field without a row is under full access.
CREATE TABLE role_fields (
    organization_id bigint NOT NULL,
    role_id bigint NOT NULL,
    field text NOT NULL,
    access text NOT NULL CHECK (access IN ('hidden', 'readonly')),
    PRIMARY KEY (organization_id, role_id, field),
    CONSTRAINT role_fields_role_id_fkey FOREIGN KEY (organization_id, role_id)
        REFERENCES roles (organization_id, id) ON DELETE CASCADE
);
CALL fence('role_fields');

CREATE TABLE teams (
    organization_id bigint NOT NULL REFERENCES organizations (id),
    id bigint GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    description text,
    created_by_id bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX teams_name_key ON teams (organization_id, lower(name));
CALL fence('teams');

CREATE TABLE team_members (
    organization_id bigint NOT NULL,
    team_id bigint NOT NULL,
    user_id bigint NOT NULL,
    added_by_id bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, team_id, user_id),
    CONSTRAINT team_members_team_id_fkey FOREIGN KEY (organization_id, team_id)
        REFERENCES teams (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT team_members_user_id_fkey FOREIGN KEY (organization_id, user_id)
        REFERENCES memberships (organization_id, user_id) ON DELETE CASCADE
);
CREATE INDEX team_members_user ON team_members (organization_id, user_id);
CALL fence('team_members');

-- Who changed whose access, and how. What it names may be gone since, so there are no foreign keys.
CREATE TABLE audit_log (
    organization_id bigint NOT NULL REFERENCES organizations (id),
    id bigint GENERATED ALWAYS AS IDENTITY,
    action text NOT NULL,
    actor_id bigint NOT NULL,
    user_id bigint,
    role_id bigint,
    team_id bigint,
    before jsonb,
    after jsonb,
    request_id text,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id)
);
CREATE INDEX audit_log_newest ON audit_log (organization_id, created_at DESC, id DESC);
CREATE INDEX audit_log_user ON audit_log (organization_id, user_id, id DESC);
CREATE INDEX audit_log_actor ON audit_log (organization_id, actor_id, id DESC);
CALL fence('audit_log');
-- Append-only: what was written can be read, and nothing else.
REVOKE UPDATE, DELETE ON audit_log FROM rookery_server;
