-- Sales pipelines and their stages. Positions of a pipeline's stages are 0…n−1; whoever changes them holds the
-- pipeline's row lock, so no deferred unique key (which a distributed table could not have) is needed.

CREATE TABLE pipelines (
    organization_id bigint NOT NULL REFERENCES organizations (id),
    id bigint GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    description text,
    is_default boolean NOT NULL DEFAULT false,
    is_active boolean NOT NULL DEFAULT true,
    created_by_id bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    CONSTRAINT pipelines_default_is_active CHECK (is_active OR NOT is_default)
);
CREATE UNIQUE INDEX pipelines_default_key ON pipelines (organization_id) WHERE is_default;
CALL fence('pipelines');

CREATE TABLE pipeline_stages (
    organization_id bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    pipeline_id bigint NOT NULL,
    name text NOT NULL,
    description text,
    position integer NOT NULL CHECK (position >= 0),
    probability integer NOT NULL DEFAULT 0 CHECK (probability BETWEEN 0 AND 100),
    color text,
    is_active boolean NOT NULL DEFAULT true,
    created_by_id bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    CONSTRAINT pipeline_stages_pipeline_id_fkey FOREIGN KEY (organization_id, pipeline_id)
        REFERENCES pipelines (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT pipeline_stages_of_pipeline UNIQUE (organization_id, pipeline_id, id)
);
CREATE INDEX pipeline_stages_position ON pipeline_stages (organization_id, pipeline_id, position);
CALL fence('pipeline_stages');
