import JSON
import PostgreSQL
import TestSupport
import Testing

@testable import API
@testable import CRM

/// Counts and sums are those of the records, whoever writes them, how, and in what order.
@Suite struct FigureStories {
    @Test func manyWritersAtOnceLeaveWhatACountSays() async throws {
        let server = try await TestServer.start("figures_writers")
        let owners = [try await Client.owner("One", on: server), try await Client.owner("Two", on: server)]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<12 {
                let owner = owners[writer % 2]
                group.addTask { try await FigureWriter(owner: owner, number: writer).work(rounds: 12) }
            }
            for owner in owners { group.addTask { try await fold(owner.organizationID, server, times: 60) } }
            try await group.waitForAll()
        }
        #expect(try await Recount.differences(server.owner) == [])
        for owner in owners {
            for path in ["customers", "leads", "deals", "leads/?status=new&", "customers/?status__ne=active&"] {
                try await expectCount(owner, "/api/" + (path.contains("?") ? path : path + "/?"))
            }
            // A condition that figures do not know selects everything: the answer is made of the records, and is the same to the byte.
            for path in ["customers", "leads", "deals", "employees", "vendors"] {
                let kept = try await owner.get("/api/\(path)/stats/")
                #expect(kept.status == 200)
                #expect(try await owner.get("/api/\(path)/stats/?created_after=2001-01-01").text == kept.text)
            }
        }
        await server.stop()
    }

    /// Records have no foreign key to their organization: its figures do.
    @Test(arguments: Set(Figures.all.map(\.resource)).sorted()) func recordsBelongToAnOrganizationThatIsThere(_ table: String) async throws
    {
        let server = try await TestServer.shared
        let given = [
            "employees": ["first_name": "'A'", "last_name": "'B'"], "activities": ["subject": "'A'", "activity_type": "'call'"],
            "deals": ["name": "'A'", "pipeline_id": "1", "stage_id": "1"], "customers": ["first_name": "'A'"],
            "leads": ["first_name": "'A'"], "contacts": ["first_name": "'A'"],
        ]
        let values = given[table] ?? ["name": "'A'"]
        let row: SQL = """
            INSERT INTO \(literal: table) (organization_id, \(literal: values.keys.joined(separator: ", ")))
            VALUES (9000000000, \(literal: values.values.joined(separator: ", ")))
            """
        await #expect {
            _ = try await server.owner.query(row, settings: .organization(9_000_000_000))
        } throws: {
            guard case PostgresError.server(let error) = $0 else { return false }
            // A deal has a pipeline, which is looked for first or last.
            return error.sqlState == "23503" && (error.constraint?.contains("_figures_") == true || table == "deals")
        }
    }

    @Test func aStatementThatFailsAndATransactionThatEndsInNothingLeaveNothing() async throws {
        let server = try await TestServer.start("figures_undone")
        let owner = try await Client.owner(on: server)
        let lead = try await owner.make("/api/leads/", ["name": "Stays"])
        let bulk = try await owner.post("/api/leads/bulk_create/", [["name": "Goes"], ["name": "Goes"], ["name": "Goes", "score": 101]])
        #expect(bulk.status == 400)
        let insertion: SQL = "INSERT INTO leads (organization_id, name) SELECT \(owner.organizationID), 'Goes' FROM generate_series(1, 100)"
        await #expect(throws: CancellationError.self) {
            try await server.database.transaction(settings: .organization(owner.organizationID)) { transaction in
                _ = try await transaction.query(insertion)
                // What is undone alone goes alone.
                try? await transaction.savepoint { inner in
                    _ = try await inner.query("DELETE FROM leads WHERE id = \(lead)")
                    throw CancellationError()
                }
                #expect(try await transaction.query("SELECT sum(rows)::bigint FROM leads_figures")[0].get(0, as: Int64.self) == 101)
                throw CancellationError()
            }
        }
        #expect(try await owner.get("/api/leads/").count == 1)
        #expect(try await Recount.differences(server.owner) == [])
        await server.stop()
    }

    @Test func rowsThatAreLoadedCopiedAndCutOffAreCounted() async throws {
        let server = try await TestServer.start("figures_loaded")
        let owners = [try await Client.owner(on: server), try await Client.owner(on: server)]
        let organizations = owners.map(\.organizationID)
        try await server.owner.transaction { transaction in
            let lines = (0..<20_000).map { "\(organizations[$0 % 2])\tLead \($0)\t\(["new", "contacted"][$0 / 2 % 2])\t\($0 % 101)\n" }
            let rows = AsyncStream<[UInt8]> { stream in
                for line in lines { stream.yield(Array(line.utf8)) }
                stream.finish()
            }
            _ = try await transaction.copyIn("COPY leads (organization_id, name, status, score) FROM STDIN", rows: rows)
        }
        #expect(try await Recount.differences(server.owner) == [])
        // A load of 20,000 is a few rows of figures.
        #expect(try await server.owner.query("SELECT FROM leads_figures").count == 4)
        #expect(try await owners[0].get("/api/leads/?status=new").count == 5_000)
        #expect(try await owners[1].get("/api/leads/?status=new&name__icontains=9").count < 5_000)
        _ = try await server.owner.query("TRUNCATE leads CASCADE")
        #expect(try await owners[0].get("/api/leads/?status=new").count == 0)
        #expect(try await Recount.differences(server.owner) == [])
        await server.stop()
    }

    /// Whoever sees some of the records is told how many those are.
    @Test func aScopeCountsItsOwn() async throws {
        let owner = try await Client.owner()
        let seller = try await owner.colleague("sales")
        for name in ["A", "B", "C"] { _ = try await owner.make("/api/leads/", ["name": .string(name), "status": "new"]) }
        let role = try await owner.makeRole("Own", ["leads:create"])
        let granted = try await owner.post("/api/roles/\(role)/assign_permission/", ["permission": "leads:read", "scope": "own"])
        #expect(granted.status == 200)
        let narrow = try await owner.colleague("Own")
        for client in [seller, narrow] { _ = try await client.make("/api/leads/", ["name": "D", "status": "new"]) }
        #expect(try await narrow.get("/api/leads/?status=new").count == 1)
        for client in [owner, seller, narrow] {
            for query in ["", "status=new", "status=new&name=A", "owner_id=\(seller.userID)"] {
                try await expectCount(client, "/api/leads/?\(query)&")
            }
        }
    }

    private func expectCount(_ client: Client, _ path: String) async throws {
        var (ids, page): (Set<Int64>, Int) = ([], 1)
        var answer = try await client.get("\(path)page_size=100")
        #expect(answer.status == 200, "\(answer.text)")
        let count = answer.count
        ids.formUnion(answer.ids)
        while answer["next"].stringValue != nil {
            page += 1
            answer = try await client.get("\(path)page_size=100&page=\(page)")
            ids.formUnion(answer.ids)
        }
        #expect(count == Int64(ids.count), "\(path)")
    }

    /// Folding, as a writer does it now and then.
    private func fold(_ organization: Int64, _ server: TestServer, times: Int) async throws {
        for _ in 0..<times {
            let statements: [SQL] = Figures.all.map { "SELECT \(literal: $0.table)_fold(\(organization))" }
            _ = try await server.database.batch(statements, settings: .organization(organization))
        }
    }
}
