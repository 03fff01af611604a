-- Search that row security does not switch the index off for, and counts of searches that are kept as rows change.
--
-- `search=jane smith` finds the records in which each word stands in one of the searched fields, in any case. A record keeps these
-- fields joined and in lower case in `search_text`, one on each line: a word has no white space in it, so it stands in the whole where it
-- stands in one of them. The column is null in a deleted record, which nothing finds.
--
-- LIKE is not leakproof (it could tell of a row's contents by failing), so PostgreSQL tests it only on rows that row security has let
-- through, and never looks it up in an index. The functions `…_matching` do look it up: as `rookery_search`, for which row security lets
-- through all rows of these tables. What they answer is a list of ids; the statement around them keeps the whole of its own condition,
-- row security and LIKE included, so a wrong answer of theirs can make it find too little and never too much.
--
-- What a client could learn through them: nothing of its own accord, as no client sends SQL. Who has the server's role can ask them for
-- ids of the organization that is set, which that role can read anyway; without one they answer nothing, and no argument says whose
-- records are looked through. The role owns nothing but these functions, cannot log in, can read three columns of each table, and the
-- server's role is no member of it (`serve` refuses to start where it is). What is left is time: a word's parts are looked up
-- among those of all organizations before they are narrowed to one, so that a search takes some microseconds longer for a part that
-- others have often.

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'rookery_search') THEN
        BEGIN
            CREATE ROLE rookery_search NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            -- As with rookery_server: another database of this server was migrated in this moment.
            NULL;
        END;
    END IF;
    -- To hand a function to a role one has to be a member of it. Who may not grant that may be one already.
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        BEGIN
            EXECUTE format('GRANT rookery_search TO %I', current_user);
        EXCEPTION WHEN insufficient_privilege THEN
            NULL;
        END;
    END IF;
END
$$;
GRANT USAGE ON SCHEMA public TO rookery_search;

-- Searches that find much: how many records they find, and which of them are the newest, kept as the records change. `base` and the sum
-- of a search's deltas are the number, in every snapshot. Which are the newest stands in search_hits: every record that is found and is
-- not older than the floor is there. Some are there twice, and some are found no longer: the statement that reads them leaves those out.
-- All this comes to be in three steps, each a transaction after the one before it has been committed. None makes a writer wait.
-- 1. The row is there: every statement from now on that changes what the search finds says so.
-- 2. `horizon` is a transaction id given out after that: whoever may not have seen the row has a smaller one. (The upper end of a snapshot
--    would not do: there are writers above it whose ids were given out before.)
-- 3. When all of those have ended, `base` is what is counted less the deltas, in one snapshot, and its newest hits are put down.
CREATE TABLE searches (
    organization_id bigint NOT NULL REFERENCES organizations (id),
    id bigint GENERATED ALWAYS AS IDENTITY,
    -- The table.
    resource text NOT NULL,
    -- The words in lower case, in order, each on a line; and the patterns that `search_text` is LIKE.
    words text NOT NULL,
    patterns text[] NOT NULL,
    horizon xid8,
    base bigint,
    floor_at timestamptz,
    floor_id bigint,
    -- Some minutes exact. Of each table, the least recently used one makes room for another.
    used_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX searches_words_key ON searches (organization_id, resource, words);
CALL fence('searches');

-- A transaction id given out between the first step and the second of the search that came last. It is no part of any snapshot: a
-- transaction above READ COMMITTED, which sees no search that was remembered since it began, finds out by it that there is one.
CREATE SEQUENCE search_epoch;
GRANT SELECT, UPDATE ON SEQUENCE search_epoch TO rookery_server;

-- How the number of hits has changed since `base`. A writer adds to a row that nobody holds, or puts another one beside those, as with
-- figures (0018). No foreign key: it would have every writer lock the search's row. What belongs to a search that is gone is taken
-- away with the next one that goes.
CREATE TABLE search_deltas (
    organization_id bigint NOT NULL,
    search_id bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    rows bigint NOT NULL,
    PRIMARY KEY (organization_id, search_id, id)
) WITH (fillfactor = 50, autovacuum_vacuum_cost_delay = 0);
CALL fence('search_deltas');

CREATE TABLE search_hits (
    organization_id bigint NOT NULL,
    search_id bigint NOT NULL,
    created_at timestamptz NOT NULL,
    id bigint NOT NULL,
    -- In the key, so that no two writers put down the same row: one would have to wait for the other.
    writer xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (organization_id, search_id, created_at, id, writer)
);
CALL fence('search_hits');

-- When a table is emptied, what was remembered of all of them is gone, and comes again when it is asked for.
CREATE FUNCTION empty_searches() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE searches, search_deltas, search_hits;
    RETURN NULL;
END
$$;

-- Forgets an organization's searches that nobody has used for days, and of each table all but the 32 that were used last. With them goes
-- what was said of others that are gone, by statements that did not know it yet.
CREATE FUNCTION forget_searches(organization bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM searches WHERE organization_id = organization AND id IN (
        SELECT s.id FROM searches s WHERE s.organization_id = organization AND s.id IN (
            SELECT r.id FROM (
                SELECT id, used_at, rank() OVER (PARTITION BY resource ORDER BY used_at DESC, id DESC) AS place
                FROM searches WHERE organization_id = organization) r
            WHERE r.place > 32 OR r.used_at < now() - interval '3 days')
        FOR UPDATE SKIP LOCKED);
    DELETE FROM search_deltas WHERE organization_id = organization AND (search_id, id) IN (
        SELECT d.search_id, d.id FROM search_deltas d WHERE d.organization_id = organization
            AND NOT EXISTS (SELECT FROM searches s WHERE s.organization_id = organization AND s.id = d.search_id)
        FOR UPDATE SKIP LOCKED);
    DELETE FROM search_hits WHERE organization_id = organization AND (search_id, created_at, id, writer) IN (
        SELECT h.search_id, h.created_at, h.id, h.writer FROM search_hits h WHERE h.organization_id = organization
            AND NOT EXISTS (SELECT FROM searches s WHERE s.organization_id = organization AND s.id = h.search_id)
        FOR UPDATE SKIP LOCKED);
END
$$;

-- Folds the deltas of a search, raises the floor of one that has had many new hits, and forgets one that is not used any more. Nobody
-- waits for whoever holds it.
CREATE FUNCTION fold_search(organization bigint, search bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    floor record;
BEGIN
    WITH gone AS (
        DELETE FROM search_deltas WHERE organization_id = organization AND search_id = search AND id IN (
            SELECT d.id FROM search_deltas d WHERE d.organization_id = organization AND d.search_id = search FOR UPDATE SKIP LOCKED)
        RETURNING rows
    )
    INSERT INTO search_deltas (organization_id, search_id, rows) SELECT organization, search, sum(rows) FROM gone HAVING sum(rows) <> 0;

    PERFORM FROM searches s WHERE s.organization_id = organization AND s.id = search AND s.used_at < now() - interval '3 days';
    IF FOUND THEN
        PERFORM forget_searches(organization);
        RETURN;
    END IF;
    -- Below a floor there is nothing to be had, so it is only raised.
    PERFORM FROM search_hits h WHERE h.organization_id = organization AND h.search_id = search LIMIT 1 OFFSET 5000;
    IF NOT FOUND THEN RETURN; END IF;
    SELECT h.created_at, h.id INTO floor FROM search_hits h WHERE h.organization_id = organization AND h.search_id = search
    ORDER BY h.created_at DESC, h.id DESC LIMIT 1 OFFSET 1000;
    PERFORM FROM searches s WHERE s.organization_id = organization AND s.id = search AND s.base IS NOT NULL
        AND (s.floor_at, s.floor_id) < (floor.created_at, floor.id) FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN RETURN; END IF;
    UPDATE searches SET floor_at = floor.created_at, floor_id = floor.id WHERE organization_id = organization AND id = search;
    DELETE FROM search_hits h WHERE h.organization_id = organization AND h.search_id = search
        AND (h.created_at, h.id) < (floor.created_at, floor.id);
END
$$;

-- Says how a statement changed what searches find: `changed` is the rows that it wrote (1) and those that were there before (-1).
CREATE PROCEDURE note_searches_of(searched regclass) LANGUAGE plpgsql AS $make$
DECLARE
    event text;
    changed text;
    held text;
BEGIN
    FOREACH event IN ARRAY '{INSERT,UPDATE,DELETE}'::text[] LOOP
        changed := CASE event
            WHEN 'INSERT' THEN 'SELECT organization_id, id, created_at, search_text, 1 AS sign FROM added'
            WHEN 'DELETE' THEN 'SELECT organization_id, id, created_at, search_text, -1 AS sign FROM removed'
            ELSE 'SELECT organization_id, id, created_at, search_text, 1 AS sign FROM added UNION ALL
                SELECT organization_id, id, created_at, search_text, -1 FROM removed' END;
        held := CASE event WHEN 'INSERT' THEN 'NEW TABLE AS added' WHEN 'DELETE' THEN 'OLD TABLE AS removed'
            ELSE 'OLD TABLE AS removed NEW TABLE AS added' END;
        EXECUTE format($function$
            CREATE FUNCTION %1$s() RETURNS trigger LANGUAGE plpgsql AS $trigger$
            DECLARE
                change record;
                -- Elsewhere a row that changed since the snapshot is an error, and not to be folded or added to.
                shares boolean := current_setting('transaction_isolation') = 'read committed';
            BEGIN
                IF NOT shares THEN
                    PERFORM FROM search_epoch e WHERE NOT pg_visible_in_snapshot(e.last_value::text::xid8, pg_current_snapshot());
                    IF FOUND THEN
                        RAISE EXCEPTION 'could not serialize access due to a search that was remembered'
                            USING ERRCODE = 'serialization_failure';
                    END IF;
                END IF;
                -- Most statements change no hit: they pay for this join alone, 10 microseconds of a create, where the whole takes 35.
                PERFORM FROM (%2$s) c JOIN searches s ON s.organization_id = c.organization_id AND s.resource = %3$L
                WHERE c.search_text LIKE ALL (s.patterns) LIMIT 1;
                IF NOT FOUND THEN RETURN NULL; END IF;
                FOR change IN
                    WITH found AS (
                        SELECT s.organization_id, s.id AS search_id, c.created_at, c.id, sum(c.sign) AS sign,
                            s.floor_at IS NULL OR (c.created_at, c.id) >= (s.floor_at, s.floor_id) AS is_new
                        FROM (%2$s) c JOIN searches s ON s.organization_id = c.organization_id AND s.resource = %3$L
                        WHERE c.search_text LIKE ALL (s.patterns)
                        GROUP BY s.organization_id, s.id, c.created_at, c.id HAVING sum(c.sign) <> 0
                    ), hits AS (
                        INSERT INTO search_hits (organization_id, search_id, created_at, id)
                        SELECT organization_id, search_id, created_at, id FROM found WHERE sign > 0 AND is_new
                        ON CONFLICT DO NOTHING
                    )
                    SELECT organization_id, search_id AS id, sum(sign) AS rows FROM found
                    GROUP BY organization_id, search_id HAVING sum(sign) <> 0
                LOOP
                    IF shares THEN
                        UPDATE search_deltas SET rows = rows + change.rows
                        WHERE organization_id = change.organization_id AND search_id = change.id AND id = (
                            SELECT d.id FROM search_deltas d WHERE d.organization_id = change.organization_id AND d.search_id = change.id
                            ORDER BY d.id DESC LIMIT 1 FOR UPDATE SKIP LOCKED);
                        IF FOUND THEN
                            IF random() < 1.0 / 256 THEN PERFORM fold_search(change.organization_id, change.id); END IF;
                            CONTINUE;
                        END IF;
                    END IF;
                    INSERT INTO search_deltas (organization_id, search_id, rows)
                    VALUES (change.organization_id, change.id, change.rows);
                END LOOP;
                RETURN NULL;
            END
            $trigger$ $function$, format('%s_searches_%s', searched, lower(event)), changed, searched);
        EXECUTE format('CREATE TRIGGER searches_%s AFTER %s ON %s REFERENCING %s FOR EACH STATEMENT EXECUTE FUNCTION %3$s_searches_%1$s()',
            lower(event), event, searched, held);
    END LOOP;
    EXECUTE format('CREATE TRIGGER searches_truncate AFTER TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION empty_searches()', searched);
END
$make$;

-- CALL searchable('vendors', 'name', 'email') gives a table its search_text, the index, `vendors_matching` and the triggers.
CREATE PROCEDURE searchable(searched regclass, VARIADIC fields text[]) LANGUAGE plpgsql AS $$
DECLARE
    lines text := (SELECT string_agg(format('coalesce(%I, '''')', field), ' || E''\n'' || ' ORDER BY place)
        FROM unnest(fields) WITH ORDINALITY f (field, place));
    is_soft_deleted boolean := EXISTS (SELECT FROM pg_attribute WHERE attrelid = searched AND attname = 'deleted_at');
    matching text := format('%I(text[])', searched::text || '_matching');
BEGIN
    EXECUTE format('ALTER TABLE %s ADD COLUMN search_text text GENERATED ALWAYS AS (%s) STORED', searched,
        format(CASE WHEN is_soft_deleted THEN 'CASE WHEN deleted_at IS NULL THEN lower(%s) END' ELSE 'lower(%s)' END, lines));
    EXECUTE format('CREATE INDEX %I ON %s USING gin (organization_id, search_text gin_trgm_ops) WITH (gin_pending_list_limit = 512)',
        searched::text || '_search', searched);
    EXECUTE format('CREATE POLICY search ON %s FOR SELECT TO rookery_search USING (true)', searched);
    EXECUTE format('GRANT SELECT (organization_id, id, search_text) ON %s TO rookery_search', searched);
    EXECUTE format($function$
        CREATE FUNCTION %s RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100
            SET search_path = pg_catalog, public, pg_temp AS $body$
        BEGIN
            RETURN QUERY SELECT t.id FROM %s t
            WHERE t.organization_id = NULLIF(current_setting('app.organization_id', true), '')::bigint
                AND t.search_text LIKE $1[1] AND t.search_text LIKE coalesce($1[2], $1[1]);
        END
        $body$
        $function$, matching, searched);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', matching);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO rookery_server', matching);
    EXECUTE format('ALTER FUNCTION %s OWNER TO rookery_search', matching);
    CALL note_searches_of(searched);
END
$$;

-- To own a function in a schema, a role has to be able to make things in it: for as long as this takes.
GRANT CREATE ON SCHEMA public TO rookery_search;
CALL searchable('customers', 'first_name', 'last_name', 'company_name', 'email', 'phone');
-- The name by which a lead is shown is one of these.
CALL searchable('leads', 'name', 'first_name', 'last_name', 'company_name', 'email', 'phone');
CALL searchable('deals', 'name');
CALL searchable('contacts', 'first_name', 'last_name', 'email', 'phone', 'job_title', 'company_name');
CALL searchable('companies', 'name', 'email', 'phone');
CALL searchable('activities', 'subject', 'description', 'location');
CALL searchable('products', 'name', 'description', 'sku');
CALL searchable('employees', 'employee_number', 'first_name', 'last_name', 'email', 'phone', 'job_title', 'department');
CALL searchable('vendors', 'name', 'category', 'contact_name', 'email', 'phone');
REVOKE CREATE ON SCHEMA public FROM rookery_search;
