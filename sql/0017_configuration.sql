-- What an organization sets up for itself: settings, integrations, webhooks, and fields of its own.

CREATE TABLE system_settings (
    organization_id bigint NOT NULL REFERENCES organizations (id),
    id bigint GENERATED ALWAYS AS IDENTITY,
    key text NOT NULL,
    value jsonb NOT NULL DEFAULT 'null',
    description text,
    created_by_id bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX system_settings_key_key ON system_settings (organization_id, lower(key));
CALL fence('system_settings');

CREATE TABLE integrations (
    organization_id bigint NOT NULL REFERENCES organizations (id),
    id bigint GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    integration_type text NOT NULL,
    description text,
    config jsonb NOT NULL DEFAULT '{}',
    is_active boolean NOT NULL DEFAULT true,
    created_by_id bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX integrations_name_key ON integrations (organization_id, lower(name));
CALL fence('integrations');

CREATE TABLE webhooks (
    organization_id bigint NOT NULL REFERENCES organizations (id),
    id bigint GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    url text NOT NULL,
    events text[] NOT NULL DEFAULT '{}',
    secret text,
    is_active boolean NOT NULL DEFAULT true,
    created_by_id bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id)
);
CALL fence('webhooks');

-- Fields that records of a resource have in this organization beside those that all have.
CREATE TABLE custom_fields (
    organization_id bigint NOT NULL REFERENCES organizations (id),
    id bigint GENERATED ALWAYS AS IDENTITY,
    resource text NOT NULL,
    key text NOT NULL,
    label text,
    field_type text NOT NULL CHECK (field_type IN ('text', 'number', 'date', 'boolean', 'choice', 'multi_choice')),
    choices text[] NOT NULL DEFAULT '{}',
    is_required boolean NOT NULL DEFAULT false,
    default_value jsonb,
    description text,
    created_by_id bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX custom_fields_key_key ON custom_fields (organization_id, resource, key);
CALL fence('custom_fields');
ALTER TABLE organizations ADD COLUMN has_strict_custom_fields boolean NOT NULL DEFAULT false;
