-- What an INSERT need not do for each of its rows.

-- That its organization exists: a row of it is counted among the figures of its organization (0018), and those have to belong to one that is
-- there. So the key is looked up when a figure comes to be, and not with each row. (Of a lead's 110 microseconds
-- within statements of ten it was 7: every INSERT locked the one row of its organization, together with all others at work there.)
DO $$
DECLARE
    resource text;
BEGIN
    FOREACH resource IN ARRAY '{customers,leads,deals,contacts,companies,activities,employees,vendors,products}'::text[] LOOP
        EXECUTE format('ALTER TABLE %1$I DROP CONSTRAINT %1$s_organization_id_fkey', resource);
        EXECUTE format('ALTER TABLE %1$I ADD CONSTRAINT %1$s_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations (id)',
            resource || '_figures');
    END LOOP;
END
$$;

-- An entry for a relation that it does not have: nobody looks up rows by the null of these, a foreign key's own look at who refers to a row
-- least of all.
DROP INDEX leads_territory, leads_converted_company, companies_territory, contacts_company, deals_company, deals_contact, deals_customer,
    activities_company, activities_contact, activities_lead, activities_deal;
CREATE INDEX leads_territory ON leads (organization_id, territory_id) WHERE territory_id IS NOT NULL;
CREATE INDEX leads_converted_company ON leads (organization_id, converted_company_id) WHERE converted_company_id IS NOT NULL;
CREATE INDEX companies_territory ON companies (organization_id, territory_id) WHERE territory_id IS NOT NULL;
CREATE INDEX contacts_company ON contacts (organization_id, company_id) WHERE company_id IS NOT NULL;
CREATE INDEX deals_company ON deals (organization_id, company_id) WHERE company_id IS NOT NULL;
CREATE INDEX deals_contact ON deals (organization_id, contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX deals_customer ON deals (organization_id, customer_id) WHERE customer_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX activities_company ON activities (organization_id, company_id) WHERE company_id IS NOT NULL;
CREATE INDEX activities_contact ON activities (organization_id, contact_id, created_at DESC) WHERE contact_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX activities_lead ON activities (organization_id, lead_id, created_at DESC) WHERE lead_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX activities_deal ON activities (organization_id, deal_id) WHERE deal_id IS NOT NULL AND deleted_at IS NULL;

-- To put what it adds to a search's index in its place. That is done for many rows at once, and until then their entries are on a list,
-- which every search goes through. Who finds the list full puts it in order: with 512 kB some 10 milliseconds, for which all rows of that
-- statement waited. The servers have it done beside their requests now, after a thousand rows or a second (CRM/Search/PendingEntries.swift),
-- and the list is full when they do not come to it. Only an index's owner may ask for it, so a function does that for them.
DO $$
DECLARE
    index regclass;
BEGIN
    FOR index IN SELECT i.indexrelid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relname LIKE '%\_search' AND c.relam = (SELECT oid FROM pg_am WHERE amname = 'gin')
    LOOP
        EXECUTE format('ALTER INDEX %s SET (gin_pending_list_limit = 4096)', index);
    END LOOP;
END
$$;

CREATE FUNCTION order_search_entries(searched text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM gin_clean_pending_list(c.oid) FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relname = searched || '_search'
        AND c.relam = (SELECT oid FROM pg_am WHERE amname = 'gin');
END
$$;
REVOKE ALL ON FUNCTION order_search_entries FROM PUBLIC;
GRANT EXECUTE ON FUNCTION order_search_entries TO rookery_server;
