-- Territories, the companies in them, and the people at those companies. Companies are deleted for good, contacts softly.

CREATE TABLE territories (
    organization_id bigint NOT NULL REFERENCES organizations (id),
    id bigint GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    description text,
    is_active boolean NOT NULL DEFAULT true,
    created_by_id bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX territories_name_key ON territories (organization_id, lower(name));
CREATE INDEX territories_newest ON territories (organization_id, created_at DESC, id DESC);
CALL fence('territories');

CREATE TABLE companies (
    organization_id bigint NOT NULL REFERENCES organizations (id),
    id bigint GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    account_type text NOT NULL DEFAULT 'prospect' CHECK (account_type IN ('prospect', 'customer', 'partner', 'vendor', 'competitor', 'other')),
    industry text,
    email text,
    phone text,
    website text,
    -- "acme.com" of https://www.acme.com/about, or else of the email: what a lead's company is recognized by.
    domain text GENERATED ALWAYS AS (lower(coalesce(
        substring(website FROM '^[a-zA-Z]+://(?:[wW][wW][wW]\.)?([^/:?#]+)'), substring(email FROM '@([^@]+)$')))) STORED,
    address text,
    city text,
    state text,
    postal_code text,
    country text,
    territory_id bigint,
    tags text[] NOT NULL DEFAULT '{}',
    notes text,
    owner_id bigint,
    custom_fields jsonb NOT NULL DEFAULT '{}',
    created_by_id bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    CONSTRAINT companies_territory_id_fkey FOREIGN KEY (organization_id, territory_id)
        REFERENCES territories (organization_id, id) ON DELETE SET NULL (territory_id),
    CONSTRAINT companies_owner_id_fkey FOREIGN KEY (organization_id, owner_id) REFERENCES memberships (organization_id, user_id)
);
CREATE INDEX companies_newest ON companies (organization_id, created_at DESC, id DESC);
CREATE INDEX companies_name ON companies (organization_id, lower(name));
CREATE INDEX companies_domain ON companies (organization_id, domain);
CREATE INDEX companies_territory ON companies (organization_id, territory_id);
CREATE INDEX companies_owner ON companies (organization_id, owner_id, created_at DESC, id DESC);
CALL fence('companies');

CREATE TABLE contacts (
    organization_id bigint NOT NULL REFERENCES organizations (id),
    id bigint GENERATED ALWAYS AS IDENTITY,
    first_name text,
    last_name text,
    email text,
    display_name text GENERATED ALWAYS AS (coalesce(
        nullif(trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')), ''), email)) STORED,
    phone text,
    job_title text,
    -- The company by name, whether or not it is a record. Where it is one, the name follows that record.
    company_name text,
    company_id bigint,
    lifecycle_stage text NOT NULL DEFAULT 'lead' CHECK (lifecycle_stage IN ('lead', 'prospect', 'customer')),
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive')),
    address text,
    tags text[] NOT NULL DEFAULT '{}',
    notes text,
    owner_id bigint,
    assigned_to_id bigint,
    custom_fields jsonb NOT NULL DEFAULT '{}',
    created_by_id bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    PRIMARY KEY (organization_id, id),
    CONSTRAINT contacts_named CHECK (coalesce(first_name, last_name, email) IS NOT NULL),
    CONSTRAINT contacts_company_id_fkey FOREIGN KEY (organization_id, company_id)
        REFERENCES companies (organization_id, id) ON DELETE SET NULL (company_id),
    CONSTRAINT contacts_owner_id_fkey FOREIGN KEY (organization_id, owner_id) REFERENCES memberships (organization_id, user_id),
    CONSTRAINT contacts_assigned_to_id_fkey FOREIGN KEY (organization_id, assigned_to_id)
        REFERENCES memberships (organization_id, user_id)
);
CREATE UNIQUE INDEX contacts_email_key ON contacts (organization_id, lower(email)) WHERE deleted_at IS NULL;
CREATE INDEX contacts_newest ON contacts (organization_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX contacts_lifecycle_stage ON contacts (organization_id, lifecycle_stage, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX contacts_company ON contacts (organization_id, company_id);
CREATE INDEX contacts_owner ON contacts (organization_id, owner_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX contacts_assigned_to ON contacts (organization_id, assigned_to_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CALL fence('contacts');

-- What the other documents know of leads and deals.
ALTER TABLE leads
    ADD COLUMN probability integer NOT NULL DEFAULT 0 CHECK (probability BETWEEN 0 AND 100),
    ADD COLUMN territory_id bigint,
    ADD COLUMN converted_contact_id bigint,
    ADD COLUMN converted_company_id bigint,
    ADD COLUMN converted_deal_id bigint,
    ADD CONSTRAINT leads_territory_id_fkey FOREIGN KEY (organization_id, territory_id)
        REFERENCES territories (organization_id, id) ON DELETE SET NULL (territory_id),
    ADD CONSTRAINT leads_converted_contact_id_fkey FOREIGN KEY (organization_id, converted_contact_id)
        REFERENCES contacts (organization_id, id),
    ADD CONSTRAINT leads_converted_company_id_fkey FOREIGN KEY (organization_id, converted_company_id)
        REFERENCES companies (organization_id, id) ON DELETE SET NULL (converted_company_id),
    ADD CONSTRAINT leads_converted_deal_id_fkey FOREIGN KEY (organization_id, converted_deal_id) REFERENCES deals (organization_id, id);
CREATE INDEX leads_territory ON leads (organization_id, territory_id);
CREATE INDEX leads_converted_company ON leads (organization_id, converted_company_id);

ALTER TABLE deals
    ADD COLUMN company_id bigint,
    ADD COLUMN contact_id bigint,
    ADD COLUMN competitor_name text,
    ADD CONSTRAINT deals_company_id_fkey FOREIGN KEY (organization_id, company_id)
        REFERENCES companies (organization_id, id) ON DELETE SET NULL (company_id),
    ADD CONSTRAINT deals_contact_id_fkey FOREIGN KEY (organization_id, contact_id) REFERENCES contacts (organization_id, id);
CREATE INDEX deals_company ON deals (organization_id, company_id);
CREATE INDEX deals_contact ON deals (organization_id, contact_id);
