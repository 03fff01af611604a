-- Refresh tokens that are used once, sessions that say where they are used, and signing keys that can be changed.

-- A session is a family of refresh tokens, of which one at a time can be exchanged: the one whose id (`jti`) stands here. NULL in
-- sessions that began before this migration, whose next refresh token is taken whichever it is.
ALTER TABLE sessions
    ADD COLUMN refresh_id text,
    -- `iat` of that token, in seconds since 1970; `exp` is expires_at. With these it can be signed again, to the same bytes.
    ADD COLUMN refresh_issued_at bigint,
    -- A few minutes exact: see Accounts.noteUse.
    ADD COLUMN last_used_at timestamptz NOT NULL DEFAULT now();

-- Which token was exchanged for which, when and by whom. A row is of use for ten seconds, in which the same client may ask again
-- and receives the same successor; the next exchange of the family takes older rows away. Ids are no secrets, tokens are not kept.
CREATE TABLE refresh_exchanges (
    session_id bigint NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    token_id text NOT NULL,
    successor_id text NOT NULL,
    issued_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    organization_id bigint,
    user_agent text,
    address text,
    exchanged_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (session_id, token_id)
);
GRANT SELECT, INSERT, DELETE ON refresh_exchanges TO rookery_server;

-- The keys beside SECRET_KEY. What signs is an HMAC of SECRET_KEY over kid, algorithm and salt: neither this table alone nor
-- SECRET_KEY alone is a key. The row named SECRET_KEY, which has no salt, is there only once that key is retired.
CREATE TABLE signing_keys (
    kid text PRIMARY KEY,
    algorithm text NOT NULL CHECK (algorithm IN ('HS256', 'HS384', 'HS512')),
    salt text,
    created_at timestamptz NOT NULL DEFAULT now(),
    -- NULL until every server knows the key: until then it verifies and does not sign.
    activated_at timestamptz,
    retired_at timestamptz,
    CHECK ((kid = 'SECRET_KEY') = (salt IS NULL))
);
GRANT SELECT, INSERT, UPDATE ON signing_keys TO rookery_server;
