-- What is sold: products in a tree of categories, and which of them a deal is about.

CREATE TABLE product_categories (
    organization_id bigint NOT NULL REFERENCES organizations (id),
    id bigint GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    description text,
    parent_category_id bigint,
    is_active boolean NOT NULL DEFAULT true,
    created_by_id bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    CONSTRAINT product_categories_own_parent CHECK (parent_category_id <> id),
    CONSTRAINT product_categories_parent_category_id_fkey FOREIGN KEY (organization_id, parent_category_id)
        REFERENCES product_categories (organization_id, id)
);
CREATE INDEX product_categories_newest ON product_categories (organization_id, created_at DESC, id DESC);
CREATE INDEX product_categories_parent ON product_categories (organization_id, parent_category_id);
CALL fence('product_categories');

CREATE TABLE products (
    organization_id bigint NOT NULL REFERENCES organizations (id),
    id bigint GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    description text,
    sku text,
    unit_price numeric(15, 2) NOT NULL DEFAULT 0 CHECK (unit_price >= 0),
    currency text NOT NULL DEFAULT 'USD',
    category_id bigint,
    is_active boolean NOT NULL DEFAULT true,
    tags text[] NOT NULL DEFAULT '{}',
    owner_id bigint,
    custom_fields jsonb NOT NULL DEFAULT '{}',
    created_by_id bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    CONSTRAINT products_category_id_fkey FOREIGN KEY (organization_id, category_id) REFERENCES product_categories (organization_id, id),
    CONSTRAINT products_owner_id_fkey FOREIGN KEY (organization_id, owner_id) REFERENCES memberships (organization_id, user_id)
);
CREATE UNIQUE INDEX products_sku_key ON products (organization_id, lower(sku));
CREATE INDEX products_newest ON products (organization_id, created_at DESC, id DESC);
CREATE INDEX products_category ON products (organization_id, category_id);
CALL fence('products');

-- A line of a deal. Name and price are those of the day on which it was written down.
CREATE TABLE deal_products (
    organization_id bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    deal_id bigint NOT NULL,
    product_id bigint,
    position integer NOT NULL,
    name text NOT NULL,
    quantity numeric(12, 3) NOT NULL DEFAULT 1 CHECK (quantity > 0),
    unit_price numeric(15, 2) NOT NULL CHECK (unit_price >= 0),
    total numeric(15, 2) GENERATED ALWAYS AS (round(quantity * unit_price, 2)) STORED,
    PRIMARY KEY (organization_id, id),
    CONSTRAINT deal_products_deal_id_fkey FOREIGN KEY (organization_id, deal_id)
        REFERENCES deals (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT deal_products_product_id_fkey FOREIGN KEY (organization_id, product_id) REFERENCES products (organization_id, id)
);
CREATE INDEX deal_products_deal ON deal_products (organization_id, deal_id, position);
CREATE INDEX deal_products_product ON deal_products (organization_id, product_id);
CALL fence('deal_products');
