-- Figures: counts and sums of a resource's rows by a few of its columns (its facets), kept as the rows change. What lists and statistics
-- answer of them is exact in every snapshot: they change in the transaction that changes the rows, and are undone with it.
--
-- A figure is the sum of all rows of its combination of facets. There may be several, so that no two writers ever wait for each other: a
-- writer adds to one that nobody holds (SKIP LOCKED), or else puts another beside those. Adding is a change in place (HOT), which leaves
-- nothing in the index and is cleared away by whoever comes to the page next. One change in 256 folds what its organization has several
-- of, as far as nobody holds it, so a reader finds about as many rows as there are combinations.
--
-- Statement triggers see every way to write: the server's statements, bulk requests, cascades, COPY, psql. A million rows that are loaded
-- at once cost one change for each combination, one row costs about 45 us. What is deleted softly does not count. At a higher level of
-- isolation than READ COMMITTED a figure that has changed since the snapshot is an error (40001), as everywhere.

-- CALL keep_figures('deals', '{status,stage_id}', '{amount,amount * probability AS weighted}') makes the table deals_figures with the
-- columns organization_id, status, stage_id, rows, amount, weighted, counts what is there, and keeps it from then on. Further figures of a
-- resource have a name of their own.
CREATE PROCEDURE keep_figures(resource regclass, facets text[], sums text[] DEFAULT '{}', figures text DEFAULT NULL)
LANGUAGE plpgsql AS $$
DECLARE
    facet_list text := array_to_string(facets, ', ');
    is_live text := CASE WHEN EXISTS (
        SELECT FROM pg_attribute WHERE attrelid = resource AND attname = 'deleted_at') THEN 'deleted_at IS NULL' ELSE 'true' END;
    -- For each sum, how it stands in the statements below.
    names text := '';       -- ", amount"
    whole text := '';       -- ", sum(amount) AS amount"
    signed text := '';      -- ", sum(sign * (amount)) AS amount"
    is_signed text := '';   -- " OR coalesce(sum(sign * (amount)), 0) <> 0"
    folded text := '';      -- ", sum(amount)"
    is_folded text := '';   -- " OR coalesce(sum(amount), 0) <> 0"
    assigned text := '';    -- ", amount = …": a sum of nothing but nulls is null
    given text := '';       -- ", d.amount"
    same text;
    facets_given text;
    part text[];
    event text;
BEGIN
    figures := coalesce(figures, resource || '_figures');
    FOR part IN SELECT regexp_match(s, '^(.*?)(?: AS )?(\w+)$') FROM unnest(sums) WITH ORDINALITY u (s, n) ORDER BY n LOOP
        part[1] := coalesce(nullif(part[1], ''), part[2]);
        names := names || format(', %I', part[2]);
        whole := whole || format(', sum(%s) AS %I', part[1], part[2]);
        signed := signed || format(', sum(sign * (%s)) AS %I', part[1], part[2]);
        is_signed := is_signed || format(' OR coalesce(sum(sign * (%s)), 0) <> 0', part[1]);
        folded := folded || format(', sum(%I)', part[2]);
        is_folded := is_folded || format(' OR coalesce(sum(%I), 0) <> 0', part[2]);
        assigned := assigned || format(', %1$I = CASE WHEN d.%1$I IS NULL THEN f.%1$I ELSE coalesce(f.%1$I, 0) + d.%1$I END', part[2]);
        given := given || format(', d.%I', part[2]);
    END LOOP;
    SELECT string_agg(format('s.%1$I IS NOT DISTINCT FROM d.%1$I', facet), ' AND '), string_agg(format('d.%I', facet), ', ')
        INTO same, facets_given FROM unnest(facets) facet;

    -- Nobody writes between the counting and the first trigger. The owner sees the rows of all organizations for the moment of counting.
    EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', resource);
    EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', resource);
    EXECUTE format($make$
        CREATE TABLE %1$s WITH (fillfactor = 50) AS
        SELECT organization_id, hash_record_extended(ROW(%2$s), 0) AS combination, 0::bigint AS id, %2$s, count(*) AS rows%3$s
        FROM %4$s WHERE %5$s GROUP BY organization_id, %2$s ORDER BY organization_id $make$,
        figures, facet_list, whole, resource, is_live);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', resource);
    EXECUTE format($make$
        ALTER TABLE %s ALTER organization_id SET NOT NULL, ALTER combination SET NOT NULL, ALTER rows SET NOT NULL, ALTER id SET NOT NULL,
            ALTER id ADD GENERATED ALWAYS AS IDENTITY, ADD PRIMARY KEY (organization_id, combination, id) $make$,
        figures);
    CALL fence(figures::regclass);

    EXECUTE format($make$
        CREATE FUNCTION %1$s_fold(organization bigint) RETURNS void LANGUAGE sql AS $fold$
            -- Of very many combinations some, from anywhere on: they are numbers from all over bigint.
            WITH part AS (
                SELECT * FROM %1$s WHERE organization_id = organization AND combination >= (SELECT ((random() - 0.5) * 1.8e19)::bigint)
                ORDER BY combination LIMIT 500
            ), several AS MATERIALIZED (
                SELECT combination FROM part GROUP BY combination, %2$s HAVING count(*) > 1 OR NOT (sum(rows) <> 0%5$s)
            ), gone AS (
                DELETE FROM %1$s WHERE organization_id = organization AND (combination, id) IN (
                    SELECT f.combination, f.id FROM %1$s f
                    WHERE f.organization_id = organization AND f.combination IN (SELECT combination FROM several) FOR UPDATE SKIP LOCKED)
                RETURNING *
            )
            INSERT INTO %1$s (organization_id, combination, %2$s, rows%3$s)
            SELECT organization_id, combination, %2$s, sum(rows)%4$s FROM gone GROUP BY organization_id, combination, %2$s
            HAVING sum(rows) <> 0%5$s
        $fold$ $make$,
        figures, facet_list, names, folded, is_folded);

    FOREACH event IN ARRAY '{insert,update,delete}'::text[] LOOP
        EXECUTE format($make$
            CREATE FUNCTION %1$s_%2$s() RETURNS trigger LANGUAGE plpgsql AS $trigger$
            DECLARE
                d record;
            BEGIN
                FOR d IN SELECT organization_id, hash_record_extended(ROW(%3$s), 0) AS combination, %3$s, sum(sign) AS rows%4$s
                    FROM (%5$s) changed GROUP BY organization_id, %3$s HAVING sum(sign) <> 0%6$s
                LOOP
                    UPDATE %1$s f SET rows = f.rows + d.rows%7$s
                    WHERE f.organization_id = d.organization_id AND f.combination = d.combination AND f.id = (
                        SELECT s.id FROM %1$s s WHERE s.organization_id = d.organization_id AND s.combination = d.combination AND %8$s
                        -- The newest first: while a long snapshot keeps versions from being cleared away, it stands at the end.
                        ORDER BY s.id DESC LIMIT 1 FOR UPDATE SKIP LOCKED);
                    IF FOUND THEN
                        IF random() < 1.0 / 256 THEN PERFORM %1$s_fold(d.organization_id); END IF;
                        CONTINUE;
                    END IF;
                    INSERT INTO %1$s (organization_id, combination, %3$s, rows%9$s)
                    VALUES (d.organization_id, d.combination, %10$s, d.rows%11$s);
                END LOOP;
                RETURN NULL;
            END
            $trigger$ $make$,
            figures, event, facet_list, signed,
            CASE event
                WHEN 'insert' THEN format('SELECT *, 1 AS sign FROM added WHERE %s', is_live)
                WHEN 'delete' THEN format('SELECT *, -1 AS sign FROM removed WHERE %s', is_live)
                ELSE format('SELECT *, -1 AS sign FROM removed WHERE %1$s UNION ALL SELECT *, 1 FROM added WHERE %1$s', is_live)
            END,
            is_signed, assigned, same, names, facets_given, given);
        EXECUTE format($make$
            CREATE TRIGGER %4$s_%1$s AFTER %1$s ON %2$s REFERENCING %3$s FOR EACH STATEMENT EXECUTE FUNCTION %4$s_%1$s() $make$,
            event, resource,
            CASE event WHEN 'insert' THEN 'NEW TABLE AS added' WHEN 'delete' THEN 'OLD TABLE AS removed'
                ELSE 'OLD TABLE AS removed NEW TABLE AS added' END,
            figures);
    END LOOP;
    EXECUTE format($make$
        CREATE FUNCTION %1$s_truncate() RETURNS trigger LANGUAGE plpgsql
            AS $trigger$ BEGIN TRUNCATE %1$s; RETURN NULL; END $trigger$ $make$,
        figures);
    EXECUTE format('CREATE TRIGGER %1$s_truncate AFTER TRUNCATE ON %2$s FOR EACH STATEMENT EXECUTE FUNCTION %1$s_truncate()',
        figures, resource);
END
$$;

-- What lists are usually filtered by and statistics are made of, as long as there are few combinations: free text is counted by itself.
-- Sources/CRM/Figures/Figures.swift has the same list.
CALL keep_figures('customers', '{status,customer_type,source}');
CALL keep_figures('leads', '{status,source,priority}', '{score,estimated_value}');
CALL keep_figures('deals', '{status,pipeline_id,stage_id}', '{amount,amount * probability AS weighted}');
CALL keep_figures('contacts', '{lifecycle_stage,status}');
CALL keep_figures('companies', '{account_type}');
CALL keep_figures('activities', '{activity_type,status,completed,priority}');
CALL keep_figures('employees', '{status,employment_type}');
CALL keep_figures('vendors', '{status,rating}');
CALL keep_figures('products', '{is_active}');
CALL keep_figures('customers', '{industry}', figures => 'customers_by_industry');
CALL keep_figures('employees', '{department}', figures => 'employees_by_department');
CALL keep_figures('vendors', '{category}', figures => 'vendors_by_category');

-- "Won this month" looks at few rows.
CREATE INDEX deals_won ON deals (organization_id, actual_close_date) WHERE status = 'won' AND deleted_at IS NULL;
