-- What users tell of themselves beside their names: where they are, and a picture, as a URL or as a file that is kept here.
-- `users` belong to people, not to a tenant, and so does this.

ALTER TABLE users
    ADD COLUMN location text,
    ADD COLUMN picture_url text;

-- One picture for each user, served to whoever has its name, which nobody guesses.
CREATE TABLE profile_pictures (
    user_id bigint PRIMARY KEY REFERENCES users (id),
    name text NOT NULL UNIQUE,
    format text NOT NULL CHECK (format IN ('png', 'jpeg', 'gif', 'webp')),
    content bytea NOT NULL CHECK (octet_length(content) BETWEEN 1 AND 2097152),
    created_at timestamptz NOT NULL DEFAULT now()
);
-- Pictures are compressed already.
ALTER TABLE profile_pictures ALTER COLUMN content SET STORAGE EXTERNAL;
GRANT SELECT, INSERT, DELETE ON profile_pictures TO rookery_server;
