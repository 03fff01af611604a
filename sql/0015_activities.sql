-- What was done with whom, and what there is to do: calls, emails, meetings, notes, tasks and events are one table.

CREATE TABLE activities (
    organization_id bigint NOT NULL REFERENCES organizations (id),
    id bigint GENERATED ALWAYS AS IDENTITY,
    activity_type text NOT NULL CHECK (activity_type IN ('call', 'email', 'meeting', 'note', 'task', 'event', 'other')),
    -- What is to be done, of a task.
    task_type text NOT NULL DEFAULT 'other' CHECK (task_type IN ('call', 'email', 'meeting', 'follow_up', 'other')),
    subject text NOT NULL,
    description text,
    status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'in_progress', 'completed', 'cancelled')),
    completed boolean NOT NULL GENERATED ALWAYS AS (status = 'completed') STORED,
    completed_at timestamptz,
    outcome text,
    priority text NOT NULL DEFAULT 'medium' CHECK (priority IN ('low', 'medium', 'high', 'urgent')),
    due_date timestamptz,
    starts_at timestamptz,
    ends_at timestamptz,
    location text,
    contact_id bigint,
    company_id bigint,
    lead_id bigint,
    deal_id bigint,
    customer_id bigint,
    assigned_to_id bigint,
    notes text,
    tags text[] NOT NULL DEFAULT '{}',
    custom_fields jsonb NOT NULL DEFAULT '{}',
    created_by_id bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    PRIMARY KEY (organization_id, id),
    CONSTRAINT activities_completed CHECK ((status = 'completed') = (completed_at IS NOT NULL)),
    CONSTRAINT activities_end_after_start CHECK (ends_at >= starts_at),
    CONSTRAINT activities_event_starts CHECK (activity_type <> 'event' OR starts_at IS NOT NULL),
    CONSTRAINT activities_contact_id_fkey FOREIGN KEY (organization_id, contact_id) REFERENCES contacts (organization_id, id),
    CONSTRAINT activities_company_id_fkey FOREIGN KEY (organization_id, company_id)
        REFERENCES companies (organization_id, id) ON DELETE SET NULL (company_id),
    CONSTRAINT activities_lead_id_fkey FOREIGN KEY (organization_id, lead_id) REFERENCES leads (organization_id, id),
    CONSTRAINT activities_deal_id_fkey FOREIGN KEY (organization_id, deal_id) REFERENCES deals (organization_id, id),
    CONSTRAINT activities_customer_id_fkey FOREIGN KEY (organization_id, customer_id) REFERENCES customers (organization_id, id),
    CONSTRAINT activities_assigned_to_id_fkey FOREIGN KEY (organization_id, assigned_to_id)
        REFERENCES memberships (organization_id, user_id)
);
CREATE INDEX activities_newest ON activities (organization_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX activities_type ON activities (organization_id, activity_type, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX activities_due_date ON activities (organization_id, due_date) WHERE deleted_at IS NULL AND status IN ('pending', 'in_progress');
CREATE INDEX activities_assigned_to ON activities (organization_id, assigned_to_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX activities_contact ON activities (organization_id, contact_id, created_at DESC) WHERE deleted_at IS NULL;
CREATE INDEX activities_lead ON activities (organization_id, lead_id, created_at DESC) WHERE deleted_at IS NULL;
CREATE INDEX activities_deal ON activities (organization_id, deal_id) WHERE deleted_at IS NULL;
CREATE INDEX activities_company ON activities (organization_id, company_id);
CALL fence('activities');
