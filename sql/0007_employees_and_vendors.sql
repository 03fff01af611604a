-- The organization's own people and those it buys from.

CREATE TABLE employees (
    organization_id bigint NOT NULL REFERENCES organizations (id),
    id bigint GENERATED ALWAYS AS IDENTITY,
    user_id bigint,
    employee_number text,
    first_name text NOT NULL,
    last_name text NOT NULL,
    display_name text GENERATED ALWAYS AS (first_name || ' ' || last_name) STORED,
    email text,
    phone text,
    job_title text,
    department text,
    manager_id bigint,
    employment_type text NOT NULL DEFAULT 'full_time' CHECK (employment_type IN ('full_time', 'part_time', 'contractor', 'intern')),
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'on_leave', 'terminated')),
    hire_date date,
    end_date date,
    termination_reason text,
    address text,
    city text,
    state text,
    postal_code text,
    country text,
    notes text,
    custom_fields jsonb NOT NULL DEFAULT '{}',
    created_by_id bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    CONSTRAINT employees_own_manager CHECK (manager_id <> id),
    CONSTRAINT employees_end_after_hire CHECK (end_date >= hire_date),
    CONSTRAINT employees_terminated CHECK (status <> 'terminated' OR end_date IS NOT NULL),
    CONSTRAINT employees_manager_id_fkey FOREIGN KEY (organization_id, manager_id)
        REFERENCES employees (organization_id, id) ON DELETE SET NULL (manager_id),
    CONSTRAINT employees_user_id_fkey FOREIGN KEY (organization_id, user_id) REFERENCES memberships (organization_id, user_id)
);
CREATE UNIQUE INDEX employees_email_key ON employees (organization_id, lower(email));
CREATE UNIQUE INDEX employees_employee_number_key ON employees (organization_id, employee_number);
CREATE UNIQUE INDEX employees_user_id_key ON employees (organization_id, user_id);
CREATE INDEX employees_newest ON employees (organization_id, created_at DESC, id DESC);
CREATE INDEX employees_manager ON employees (organization_id, manager_id);
CALL fence('employees');

CREATE TABLE vendors (
    organization_id bigint NOT NULL REFERENCES organizations (id),
    id bigint GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    category text,
    contact_name text,
    email text,
    phone text,
    website text,
    tax_number text,
    payment_terms text,
    rating integer CHECK (rating BETWEEN 1 AND 5),
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive', 'blocked')),
    address text,
    city text,
    state text,
    postal_code text,
    country text,
    tags text[] NOT NULL DEFAULT '{}',
    notes text,
    owner_id bigint,
    custom_fields jsonb NOT NULL DEFAULT '{}',
    created_by_id bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    CONSTRAINT vendors_owner_id_fkey FOREIGN KEY (organization_id, owner_id) REFERENCES memberships (organization_id, user_id)
);
CREATE INDEX vendors_newest ON vendors (organization_id, created_at DESC, id DESC);
CALL fence('vendors');
