-- People: invitations by email, email addresses that are verified, passwords that are reset, and the mail that all this takes.

-- NULL for an address to which nothing was sent yet, or nothing that came back.
ALTER TABLE users ADD COLUMN email_verified_at timestamptz;

-- An invitation into an organization, with the roles that come with it. A role that is deleted meanwhile makes it void, so there is
-- no foreign key: who accepts is told so.
CREATE TABLE invitations (
    organization_id bigint NOT NULL REFERENCES organizations (id),
    id bigint GENERATED ALWAYS AS IDENTITY,
    email text NOT NULL,
    -- Set where somebody was named by their number. Their email is not the organization's to know until they accept.
    user_id bigint,
    role_ids bigint[] NOT NULL,
    -- With whose rights the roles are given; looked at again on acceptance.
    invited_by_id bigint NOT NULL,
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz,
    accepted_by_id bigint,
    revoked_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id)
);
-- One open invitation for an address, and one for a user. The two do not meet: whether they are the same person is not told.
CREATE UNIQUE INDEX invitations_email_key ON invitations (organization_id, lower(email))
    WHERE user_id IS NULL AND accepted_at IS NULL AND revoked_at IS NULL;
CREATE UNIQUE INDEX invitations_user_key ON invitations (organization_id, user_id)
    WHERE user_id IS NOT NULL AND accepted_at IS NULL AND revoked_at IS NULL;
CALL fence('invitations');

-- What links in mails carry: 256 random bits, of which only the SHA-256 is kept (base64url). A row goes when its token is used, and
-- when a later one takes its place. No tenant's table: a token is all that its bearer has, and says which organization it is about.
CREATE TABLE mailed_tokens (
    token_hash text PRIMARY KEY,
    purpose text NOT NULL CHECK (purpose IN ('invitation', 'email_verification', 'password_reset')),
    -- Where it was sent: whoever has it reads that mailbox.
    email text NOT NULL,
    user_id bigint REFERENCES users (id),
    organization_id bigint,
    invitation_id bigint,
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((purpose = 'invitation') = (invitation_id IS NOT NULL AND organization_id IS NOT NULL)),
    CHECK (purpose = 'invitation' OR user_id IS NOT NULL)
);
CREATE INDEX mailed_tokens_user ON mailed_tokens (user_id, purpose) WHERE user_id IS NOT NULL;
CREATE INDEX mailed_tokens_invitation ON mailed_tokens (organization_id, invitation_id) WHERE invitation_id IS NOT NULL;
CREATE INDEX mailed_tokens_expiry ON mailed_tokens (expires_at);
GRANT SELECT, INSERT, DELETE ON mailed_tokens TO rookery_server;

-- Mail that is to be sent: written in the transaction that gives rise to it, so that nothing is lost, and sent afterwards, by any
-- server. It says what to write to whom, and nothing else: the message, with its token, is made when it is sent and never stored.
-- No tenant's table, because servers take rows of all organizations with FOR UPDATE SKIP LOCKED (and Citus wants that table local).
CREATE TABLE outgoing_mail (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    message_id uuid NOT NULL DEFAULT gen_random_uuid(),
    kind text NOT NULL CHECK (kind IN ('invitation', 'email_verification', 'password_reset')),
    -- As it was asked for: it may be nobody's.
    recipient text NOT NULL,
    organization_id bigint,
    invitation_id bigint,
    user_agent text,
    address text,
    request_id text,
    attempts integer NOT NULL DEFAULT 0,
    -- Until then a row is in the hands of the server that took it last.
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    created_at timestamptz NOT NULL DEFAULT now(),
    -- When its first token was made: what limits the mails to one account counts these.
    admitted_at timestamptz,
    sent_at timestamptz,
    failed_at timestamptz,
    last_error text
);
CREATE INDEX outgoing_mail_due ON outgoing_mail (next_attempt_at) WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX outgoing_mail_recent ON outgoing_mail (lower(recipient), kind, admitted_at) WHERE admitted_at IS NOT NULL;
CREATE INDEX outgoing_mail_age ON outgoing_mail (created_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON outgoing_mail TO rookery_server;
