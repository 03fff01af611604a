import JSON
import PostgreSQL
import Testing
import TestSupport

@testable import CRM

/// `search_text`, its index and the functions that look things up in it (`sql/0019_search.sql`).
@Suite struct SearchIndexTests {
    /// The declaration of a resource and the generated column of its table are the same thing, said twice.
    @Test(arguments: Registry.resources) func searchTextIsMadeOfTheSearchedFields(_ resource: Resource) async throws {
        let rows = try await TestServer.shared.owner.query(
            """
            SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
            WHERE d.adrelid = \(resource.name)::regclass AND a.attname = 'search_text' AND a.attgenerated = 's'
            """
        )
        #expect(Resource.textSearched.contains(resource.name) == !rows.isEmpty)
        guard let row = rows.first else { return }
        let text: String = try row.get(0)
        // lower((((COALESCE(first_name, ''::text) || '\n'::text) || COALESCE(last_name, ''::text)) …
        let columns = text.matches(of: /COALESCE\((\w+), ''::text\)/).map { String($0.1) }
        // A name that is put together is searched by its parts: a word has no blank, so it stands in one of them.
        let expected = resource.searched.flatMap { $0.expression == nil ? [$0.name] : [$0.name] + (resource.naming?.columns ?? []) }
        #expect(Set(columns) == Set(expected))
        #expect(text.contains("lower("))
        #expect(text.ranges(of: " || E'\\n'::text").count + text.ranges(of: " || '\n'::text").count == columns.count - 1)
        #expect(resource.isSoftDeleted == text.contains("deleted_at IS NULL"))
        for field in resource.searched where field.expression != nil {
            #expect(field.expression == resource.naming?.sql("t"), "\(field.name)")
        }
    }

    @Test(arguments: Resource.textSearched.sorted()) func theIndexIsUsedByWhomNoFenceHoldsBack(_ table: String) async throws {
        let statement: SQL = """
            EXPLAIN SELECT t.id FROM \(literal: table) t WHERE t.search_text LIKE '%smith%'
            """
        let index = "(search_text ~~ '%smith%'::text)"
        for (role, isUsed) in [("rookery_search", true), ("rookery_server", false)] {
            let plan = try await TestServer.shared.owner.transaction(settings: .organization(1)) { transaction in
                let results = try await transaction.batch([
                    "SET LOCAL ROLE \(identifier: role)", "SET LOCAL enable_seqscan = off", statement,
                ])
                return try results[2].map { try $0.get(0, as: String.self) }
            }
            #expect(plan.contains { $0.contains("Index Cond:") && $0.contains(index) } == isUsed, "\(plan.joined(separator: "\n"))")
        }
    }

    @Test func aStatementAsksForIDsAndKeepsItsConditions() throws {
        let leads = Leads.resource
        let text = SearchWords("Jane x").conditions(in: leads).map(\.text)
        #expect(text.count == 3 && text.prefix(2).allSatisfy { $0.contains("search_text LIKE") })
        #expect(text.last?.contains("SELECT leads_matching(ARRAY[lower($1), lower($2)])") == true)
        // An index of three letters in a row has nothing for these.
        #expect(SearchWords("x yz a-b").conditions(in: leads).allSatisfy { !$0.text.contains("leads_matching") })
        #expect(SearchWords("").conditions(in: leads).isEmpty)
    }

    /// The functions let through what the setting says and nothing else, whoever calls them.
    @Test func itIsTheOrganizationsOwnAndNoOthers() async throws {
        let server = try await TestServer.shared
        var ids: [Int64] = []
        let clients = [try await Client.owner("One"), try await Client.owner("Other")]
        for client in clients { ids.append(try await client.make("/api/leads/", ["last_name": "Doppelganger"])) }
        let call: SQL = "SELECT leads_matching('{%doppelganger%}') ORDER BY 1"
        func answer(_ settings: LocalSettings) async throws -> [Int64] {
            try await server.database.query(call, settings: settings).map { try $0.get(0) }
        }
        for (client, id) in zip(clients, ids) {
            #expect(try await answer(.organization(client.organizationID)) == [id])
            #expect(try await client.get("/api/leads/?search=doppelganger").ids == [id])
        }
        #expect(try await answer(.none) == [])
        #expect(try await answer(.organization(0)) == [])
        // A deleted one is found by nobody.
        #expect(try await clients[0].delete("/api/leads/\(ids[0])/").status == 204)
        #expect(try await answer(.organization(clients[0].organizationID)) == [])
        for argument in ["NULL", "'{}'", "'{NULL}'", "'{%doppelganger%,NULL}'"] {
            let call: SQL = "SELECT leads_matching(\(literal: argument))"
            let rows = try await server.database.query(call, settings: .organization(clients[1].organizationID))
            #expect(rows.count <= 1, "\(argument)")
        }
    }

    @Test func nobodyButTheServerMayCallThem() async throws {
        let rows = try await TestServer.shared.owner.query(
            """
            SELECT p.proname::text, p.prosecdef, p.proowner::regrole::text, coalesce(array_to_string(p.proconfig, ';'), ''),
                (SELECT string_agg(CASE a.grantee WHEN 0 THEN 'public' ELSE a.grantee::regrole::text END, ','
                    ORDER BY a.grantee::regrole::text) FROM aclexplode(p.proacl) a)
            FROM pg_proc p WHERE p.proname LIKE '%\\_matching' AND p.pronamespace = 'public'::regnamespace
            """
        )
        #expect(rows.count == Resource.textSearched.count)
        for row in rows {
            let (name, isDefiner, owner): (String, Bool, String) = (try row.get(0), try row.get(1), try row.get(2))
            #expect(isDefiner && owner == "rookery_search", "\(name)")
            #expect(try row.get(3) == "search_path=pg_catalog, public, pg_temp", "\(name)")
            #expect(try row.get(4) == "rookery_search,rookery_server", "\(name)")
        }
        let role = try await TestServer.shared.owner.query(
            """
            SELECT rolsuper OR rolbypassrls OR rolcanlogin OR rolcreaterole OR rolcreatedb,
                has_schema_privilege(oid, 'public', 'CREATE'), pg_has_role('rookery_server', oid, 'MEMBER'),
                (SELECT count(*) FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
                    AND has_table_privilege(r.oid, c.oid, 'SELECT, INSERT, UPDATE, DELETE'))
            FROM pg_roles r WHERE rolname = 'rookery_search'
            """
        )
        #expect(try !role[0].get(0, as: Bool.self) && !role[0].get(1, as: Bool.self) && !role[0].get(2, as: Bool.self))
        #expect(try role[0].get(3, as: Int64.self) == 0, "It reads whole tables.")
    }
}
