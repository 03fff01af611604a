-- Who there is: users (people, across organizations), organizations (tenants), memberships (who belongs where) and
-- sessions (logins that can be ended).

CREATE TABLE users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL,
    username text NOT NULL,
    password_hash text NOT NULL,
    first_name text NOT NULL DEFAULT '',
    last_name text NOT NULL DEFAULT '',
    display_name text GENERATED ALWAYS AS (coalesce(nullif(trim(first_name || ' ' || last_name), ''), username)) STORED,
    phone text,
    job_title text,
    is_active boolean NOT NULL DEFAULT true,
    default_organization_id bigint,
    password_changed_at timestamptz NOT NULL DEFAULT now(),
    last_login_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX users_email_key ON users (lower(email));
CREATE UNIQUE INDEX users_username_key ON users (lower(username));
GRANT SELECT, INSERT, UPDATE ON users TO rookery_server;

CREATE TABLE organizations (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    industry text,
    website text,
    email text,
    phone text,
    address text,
    city text,
    state text,
    postal_code text,
    country text,
    currency text NOT NULL DEFAULT 'USD',
    timezone text NOT NULL DEFAULT 'UTC',
    created_by_id bigint REFERENCES users (id),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz
);

CREATE TABLE memberships (
    organization_id bigint NOT NULL REFERENCES organizations (id),
    user_id bigint NOT NULL REFERENCES users (id),
    is_active boolean NOT NULL DEFAULT true,
    invited_by_id bigint REFERENCES users (id),
    joined_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, user_id)
);
CREATE INDEX memberships_user ON memberships (user_id);
CALL fence('memberships');
-- A user sees their own memberships in every organization: how else would they choose one?
CREATE POLICY own ON memberships FOR SELECT USING (user_id = NULLIF(current_setting('app.user_id', true), '')::bigint);

ALTER TABLE organizations ENABLE ROW LEVEL SECURITY;
ALTER TABLE organizations FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON organizations USING (id = NULLIF(current_setting('app.organization_id', true), '')::bigint);
CREATE POLICY own ON organizations FOR SELECT USING (EXISTS (
    SELECT FROM memberships m
    WHERE m.organization_id = organizations.id AND m.is_active AND m.user_id = NULLIF(current_setting('app.user_id', true), '')::bigint));
GRANT SELECT, INSERT, UPDATE ON organizations TO rookery_server;
GRANT USAGE ON SEQUENCE organizations_id_seq TO rookery_server;

CREATE TABLE sessions (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users (id),
    organization_id bigint,
    user_agent text,
    address text,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE INDEX sessions_user ON sessions (user_id) WHERE ended_at IS NULL;
GRANT SELECT, INSERT, UPDATE ON sessions TO rookery_server;
