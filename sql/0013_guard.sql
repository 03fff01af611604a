-- Two-factor login, and a count of attempts by which guessing is slowed down.

-- A user's secret of one-time codes (TOTP, RFC 6238), encrypted with a key made of SECRET_KEY: these tables alone give no codes.
CREATE TABLE two_factor (
    user_id bigint PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    secret text NOT NULL,
    -- NULL while the user has yet to show that their app knows the secret: until then it is not asked for.
    enabled_at timestamptz,
    -- The half minute whose code was taken last: no code of it or of one before is taken again.
    last_step bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT, INSERT, UPDATE, DELETE ON two_factor TO rookery_server;

-- Each stands in for a one-time code, once. Hashed with SECRET_KEY.
CREATE TABLE recovery_codes (
    user_id bigint NOT NULL REFERENCES two_factor (user_id) ON DELETE CASCADE,
    hash text NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (user_id, hash)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON recovery_codes TO rookery_server;

-- How often somebody has tried and not succeeded, or is trying right now. The keys are hashes with SECRET_KEY of an account's name, an
-- address, or both: what was typed where a name belongs can be a password. A crash of PostgreSQL empties the table, and nothing is lost
-- but a little patience; so it costs no write-ahead log.
CREATE UNLOGGED TABLE attempts (
    key text PRIMARY KEY,
    -- As of last_at; it shrinks as time goes by (CRM/Identity/Attempts.swift).
    count double precision NOT NULL,
    last_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON attempts TO rookery_server;
