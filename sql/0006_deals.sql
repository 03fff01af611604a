-- Deals and the history of their stages. The composite key to pipeline_stages makes a stage of another pipeline
-- impossible, not merely forbidden.

CREATE TABLE deals (
    organization_id bigint NOT NULL REFERENCES organizations (id),
    id bigint GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    description text,
    amount numeric(15, 2) NOT NULL DEFAULT 0 CHECK (amount >= 0),
    currency text NOT NULL DEFAULT 'USD',
    pipeline_id bigint NOT NULL,
    stage_id bigint NOT NULL,
    customer_id bigint,
    lead_id bigint,
    owner_id bigint,
    probability integer NOT NULL DEFAULT 0 CHECK (probability BETWEEN 0 AND 100),
    status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'won', 'lost')),
    priority text NOT NULL DEFAULT 'medium' CHECK (priority IN ('low', 'medium', 'high', 'urgent')),
    source text,
    expected_close_date date,
    actual_close_date date,
    lost_reason text,
    tags text[] NOT NULL DEFAULT '{}',
    notes text,
    custom_fields jsonb NOT NULL DEFAULT '{}',
    created_by_id bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    PRIMARY KEY (organization_id, id),
    CONSTRAINT deals_closed CHECK ((status = 'open') = (actual_close_date IS NULL)),
    CONSTRAINT deals_pipeline_id_fkey FOREIGN KEY (organization_id, pipeline_id) REFERENCES pipelines (organization_id, id),
    CONSTRAINT deals_stage_id_fkey FOREIGN KEY (organization_id, pipeline_id, stage_id)
        REFERENCES pipeline_stages (organization_id, pipeline_id, id),
    CONSTRAINT deals_customer_id_fkey FOREIGN KEY (organization_id, customer_id) REFERENCES customers (organization_id, id),
    CONSTRAINT deals_lead_id_fkey FOREIGN KEY (organization_id, lead_id) REFERENCES leads (organization_id, id),
    CONSTRAINT deals_owner_id_fkey FOREIGN KEY (organization_id, owner_id) REFERENCES memberships (organization_id, user_id)
);
CREATE INDEX deals_newest ON deals (organization_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX deals_stage ON deals (organization_id, pipeline_id, stage_id);
CREATE INDEX deals_status ON deals (organization_id, status, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX deals_owner ON deals (organization_id, owner_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX deals_customer ON deals (organization_id, customer_id) WHERE deleted_at IS NULL;
CALL fence('deals');

CREATE TABLE deal_stage_history (
    organization_id bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    deal_id bigint NOT NULL,
    event text NOT NULL CHECK (event IN ('created', 'moved', 'won', 'lost', 'reopened')),
    from_stage_id bigint,
    to_stage_id bigint,
    notes text,
    changed_by_id bigint,
    changed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    CONSTRAINT deal_stage_history_deal_id_fkey FOREIGN KEY (organization_id, deal_id) REFERENCES deals (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT deal_stage_history_from_stage_id_fkey FOREIGN KEY (organization_id, from_stage_id)
        REFERENCES pipeline_stages (organization_id, id) ON DELETE SET NULL (from_stage_id),
    CONSTRAINT deal_stage_history_to_stage_id_fkey FOREIGN KEY (organization_id, to_stage_id)
        REFERENCES pipeline_stages (organization_id, id) ON DELETE SET NULL (to_stage_id)
);
CREATE INDEX deal_stage_history_deal ON deal_stage_history (organization_id, deal_id, id);
CALL fence('deal_stage_history');
