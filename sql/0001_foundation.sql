-- The server's own database role and the fence around every tenant.
--
-- `rookery_server` owns nothing and may bypass nothing: what it sees of a tenant table is what the policies below
-- let through. An owner's connection drops to it (SET ROLE) before it serves.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'rookery_server') THEN
        BEGIN
            CREATE ROLE rookery_server NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            -- A role belongs to all databases of a server, and another one of them was migrated in this moment.
            NULL;
        END;
    END IF;
    IF NOT pg_has_role(current_user, 'rookery_server', 'MEMBER') THEN
        EXECUTE format('GRANT rookery_server TO %I', current_user);
    END IF;
END
$$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO rookery_server;
-- Whoever may only become that role has to see whether the schema is up to date.
GRANT SELECT ON schema_migrations TO rookery_server;

-- Puts a tenant table behind the fence: row security is on, also for the owner, and a row belongs to the
-- organization named by `SET LOCAL app.organization_id`. After a transaction that setting is '' rather than null.
CREATE PROCEDURE fence(tenant_table regclass) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
        'CREATE POLICY tenant ON %s USING (organization_id = NULLIF(current_setting(''app.organization_id'', true), '''')::bigint)',
        tenant_table);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO rookery_server', tenant_table);
END
$$;

-- Refuses the transaction from within a statement: `SELECT refuse(409, NULL, 'Already converted.') FROM leads WHERE …`
-- refuses where a row is found and is nothing otherwise, so that a rule needs no round trip of its own.
CREATE FUNCTION refuse(status integer, field text, message text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'RK' || status, MESSAGE = message, COLUMN = coalesce(field, '');
END
$$;
