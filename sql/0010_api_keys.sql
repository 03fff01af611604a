-- Keys for programs: those of sessions, which one user's program carries instead of tokens, and those of organizations (API keys).
-- No key is kept, only its HMAC under SECRET_KEY (base64url of 32 bytes): it is found by that, and whoever reads these tables can
-- neither use a key nor try guesses on it.

-- NULL in sessions with tokens. Not a part of the row's key: a session is found by it before anything else of it is known.
ALTER TABLE sessions ADD COLUMN key_hash text;
CREATE UNIQUE INDEX sessions_key_hash ON sessions (key_hash) WHERE key_hash IS NOT NULL;

-- A key acts as the member who made it, within what it carries: a role, or permissions of its own. The key's text names its
-- organization, so that it is looked for behind the fence.
CREATE TABLE api_keys (
    organization_id bigint NOT NULL REFERENCES organizations (id),
    id bigint GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    mode text NOT NULL CHECK (mode IN ('live', 'test')),
    secret_hash text NOT NULL,
    -- What a person recognizes it by.
    last_four text NOT NULL,
    -- The secret before the last rotation, for as long as both are taken.
    previous_hash text,
    previous_last_four text,
    previous_expires_at timestamptz,
    role_id bigint,
    -- {"leads:read": "own", …}
    permissions jsonb,
    -- Networks, as "10.0.0.0/8"; from anywhere where there are none.
    allowed_addresses text[] NOT NULL DEFAULT '{}',
    expires_at timestamptz,
    -- A few minutes exact.
    last_used_at timestamptz,
    last_used_address text,
    created_by_id bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    rotated_at timestamptz,
    revoked_at timestamptz,
    PRIMARY KEY (organization_id, id),
    -- A role that live keys carry is not deleted; for the others, nothing is lost. A key with neither carries nothing.
    CONSTRAINT api_keys_role_id_fkey FOREIGN KEY (organization_id, role_id)
        REFERENCES roles (organization_id, id) ON DELETE SET NULL (role_id),
    CONSTRAINT api_keys_created_by_id_fkey FOREIGN KEY (organization_id, created_by_id)
        REFERENCES memberships (organization_id, user_id),
    CHECK (role_id IS NULL OR permissions IS NULL)
);
CREATE UNIQUE INDEX api_keys_secret_hash ON api_keys (organization_id, secret_hash);
CREATE UNIQUE INDEX api_keys_previous_hash ON api_keys (organization_id, previous_hash) WHERE previous_hash IS NOT NULL;
CREATE INDEX api_keys_role ON api_keys (organization_id, role_id) WHERE role_id IS NOT NULL;
CREATE INDEX api_keys_maker ON api_keys (organization_id, created_by_id);
CALL fence('api_keys');
