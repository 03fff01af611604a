-- Customers, and the leads that become them. Both are deleted softly (deleted_at).

CREATE TABLE customers (
    organization_id bigint NOT NULL REFERENCES organizations (id),
    id bigint GENERATED ALWAYS AS IDENTITY,
    customer_type text NOT NULL DEFAULT 'business' CHECK (customer_type IN ('individual', 'business')),
    first_name text,
    last_name text,
    company_name text,
    email text,
    display_name text GENERATED ALWAYS AS (coalesce(
        CASE customer_type WHEN 'business' THEN company_name END,
        nullif(trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')), ''), company_name, email)) STORED,
    phone text,
    website text,
    industry text,
    source text,
    address text,
    city text,
    state text,
    postal_code text,
    country text,
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive')),
    tags text[] NOT NULL DEFAULT '{}',
    notes text,
    owner_id bigint,
    custom_fields jsonb NOT NULL DEFAULT '{}',
    created_by_id bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    PRIMARY KEY (organization_id, id),
    CONSTRAINT customers_named CHECK (coalesce(first_name, last_name, company_name, email) IS NOT NULL),
    CONSTRAINT customers_owner_id_fkey FOREIGN KEY (organization_id, owner_id) REFERENCES memberships (organization_id, user_id)
);
CREATE INDEX customers_newest ON customers (organization_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX customers_status ON customers (organization_id, status, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX customers_owner ON customers (organization_id, owner_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX customers_email ON customers (organization_id, lower(email)) WHERE deleted_at IS NULL;
CALL fence('customers');

CREATE TABLE leads (
    organization_id bigint NOT NULL REFERENCES organizations (id),
    id bigint GENERATED ALWAYS AS IDENTITY,
    name text,
    first_name text,
    last_name text,
    company_name text,
    job_title text,
    email text,
    display_name text GENERATED ALWAYS AS (coalesce(
        name, nullif(trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')), ''), company_name, email)) STORED,
    phone text,
    website text,
    industry text,
    address text,
    city text,
    state text,
    postal_code text,
    country text,
    source text NOT NULL DEFAULT 'other',
    status text NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'contacted', 'qualified', 'unqualified', 'converted')),
    priority text NOT NULL DEFAULT 'medium' CHECK (priority IN ('low', 'medium', 'high', 'urgent')),
    score integer NOT NULL DEFAULT 0 CHECK (score BETWEEN 0 AND 100),
    estimated_value numeric(15, 2) CHECK (estimated_value >= 0),
    currency text NOT NULL DEFAULT 'USD',
    owner_id bigint,
    assigned_to_id bigint,
    tags text[] NOT NULL DEFAULT '{}',
    notes text,
    custom_fields jsonb NOT NULL DEFAULT '{}',
    disqualified_reason text,
    qualified_at timestamptz,
    converted_customer_id bigint,
    converted_at timestamptz,
    converted_by_id bigint,
    created_by_id bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    PRIMARY KEY (organization_id, id),
    CONSTRAINT leads_named CHECK (coalesce(name, first_name, last_name, company_name, email) IS NOT NULL),
    CONSTRAINT leads_converted CHECK ((status = 'converted') = (converted_at IS NOT NULL)),
    CONSTRAINT leads_owner_id_fkey FOREIGN KEY (organization_id, owner_id) REFERENCES memberships (organization_id, user_id),
    CONSTRAINT leads_assigned_to_id_fkey FOREIGN KEY (organization_id, assigned_to_id) REFERENCES memberships (organization_id, user_id),
    CONSTRAINT leads_converted_customer_id_fkey FOREIGN KEY (organization_id, converted_customer_id) REFERENCES customers (organization_id, id)
);
CREATE INDEX leads_newest ON leads (organization_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX leads_status ON leads (organization_id, status, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX leads_owner ON leads (organization_id, owner_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX leads_assigned_to ON leads (organization_id, assigned_to_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CALL fence('leads');
