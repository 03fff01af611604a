import JSON
import PostgreSQL
import Testing
import TestSupport

@testable import CRM

/// Searches that find much: the database keeps how many they find and which are the newest, and both are exact.
@Suite struct FrequentSearchStories {
    @Test func whatIsRememberedFollowsEveryChange() async throws {
        let office = try await SearchOffice()
        let owner = office.owner
        #expect(try await office.search("smith").count == 1200)
        try await office.waitUntilRemembered("smith")
        try await office.check("smith", "the first time")

        let made = try await owner.post("/api/leads/", ["first_name": "New", "last_name": "SMITHERS"])
        #expect(try await office.search("smith").ids.first == made.id)
        try await office.check("smith", "made")
        _ = try await owner.post("/api/leads/", ["last_name": "Jones"])
        try await office.check("smith", "another")
        for (body, about): (JSON, String) in [
            (["last_name": "Jones"], "renamed"), (["company": "Smith & Sons"], "found by another field"), (["score": 5], "no other name"),
            (["last_name": "Smith", "company": .null], "by the first again"),
        ] {
            #expect(try await owner.patch("/api/leads/\(made.id)/", body).status == 200)
            try await office.check("smith", about)
        }
        let newest = try await office.search("smith").ids
        #expect(try await owner.delete("/api/leads/\(newest[1])/").status == 204)
        try await office.check("smith", "deleted")
        try await office.sql("UPDATE leads SET deleted_at = NULL WHERE id = \(newest[1])")
        try await office.check("smith", "restored")
        try await office.sql("DELETE FROM leads WHERE id = \(newest[2])")
        try await office.check("smith", "gone")
        #expect(try await owner.delete("/api/leads/bulk_delete/", ["ids": .array(newest.prefix(1).map(JSON.id))]).status < 500)
        let all: SQL = "WHERE organization_id = \(owner.organizationID)"
        try await office.sql("UPDATE leads SET created_at = created_at + interval '10 years' \(all) AND id % 100 = 0")
        try await office.check("smith", "older ones made the newest")
        try await office.sql("UPDATE leads SET last_name = 'Jones' \(all) AND id % 3 = 0")
        try await office.check("smith", "a third renamed")
        // So many of the newest are gone that what is remembered of them does not fill a page.
        try await office.sql(
            """
            UPDATE leads SET deleted_at = now() WHERE id IN (SELECT id FROM leads \(all)
                AND deleted_at IS NULL AND search_text LIKE '%smith%' ORDER BY created_at DESC, id DESC LIMIT 1100)
            """
        )
        try await office.check("smith", "most deleted")
        try await office.sql("UPDATE leads SET deleted_at = NULL \(all)")
        try await office.check("smith", "all restored")
        try await office.waitUntilRemembered("smith")
        try await office.check("smith", "remembered anew")
    }

    /// Others who see less are told nothing of it.
    @Test func itIsToldToThoseWhoSeeEverything() async throws {
        let office = try await SearchOffice()
        _ = try await office.search("smith")
        try await office.waitUntilRemembered("smith")
        let viewer = try await office.owner.colleague("sales")
        try await office.sql(
            "UPDATE leads SET owner_id = \(viewer.userID) WHERE organization_id = \(office.owner.organizationID) AND id % 10 = 0"
        )
        for query in ["search=smith&owner_id=\(viewer.userID)", "search=smith&score=0"] {
            let answer = try await office.owner.get("/api/leads/?\(query)")
            #expect(answer.count < 1200, "\(query)")
        }
        #expect(try await office.owner.get("/api/leads/?search=smith&score=0").count == 0)
        // Words of one kind of record are no words of another, nor of another organization.
        #expect(try await office.owner.get("/api/customers/?search=smith").count == 0)
        #expect(try await Client.owner().get("/api/leads/?search=smith").count == 0)
        let found = try await office.owner.get("/api/v1/search/?q=smith")
        #expect(found["total_results"].int64Value == 1200)
        #expect(found["results", "leads"].arrayValue?.compactMap { $0["id"]?.int64Value } == (try await office.search("smith").ids))
    }

    /// A hundred people write while searches come to be remembered, are forgotten and come to be again; some transactions are given up,
    /// some connections cut. At the end every number is that of a fresh count.
    @Test func itIsExactWhileOthersWrite() async throws {
        let office = try await SearchOffice(server: try await TestServer.start("frequent_searches"))
        let owner = office.owner
        let words = ["smith", "smi", "mit", "lead", "smith lead", "ith"]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<6 {
                group.addTask {
                    var chance = SystemRandomNumberGenerator()
                    var ids: [Int64] = []
                    for step in 0..<40 {
                        let name: JSON = .string(["Smith", "Jones", "Smithson", "Lee"].randomElement(using: &chance) ?? "")
                        switch (step + writer) % 5 {
                        case 0, 1:
                            ids.append(try await owner.post("/api/leads/", ["first_name": "Lead", "last_name": name]).id)
                        case 2:
                            let items = (0..<5).map { _ in JSON.object(JSONObject([("first_name", "Lead"), ("last_name", name)])) }
                            _ = try await owner.post("/api/leads/bulk_create/", .array(items))
                        case 3:
                            if let id = ids.randomElement() { _ = try await owner.patch("/api/leads/\(id)/", ["last_name": name]) }
                        default:
                            if let id = ids.popLast() { _ = try await owner.delete("/api/leads/\(id)/") }
                        }
                    }
                }
            }
            group.addTask { for _ in 0..<25 { try await office.giveUp() } }
            group.addTask {
                for _ in 0..<6 {
                    try await Task.sleep(for: .milliseconds(150))
                    _ = try await owner.server.owner.query(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()
                            AND pid <> pg_backend_pid() AND query LIKE '%leads%'
                        """
                    )
                    try await office.sql("DELETE FROM searches WHERE id % 2 = 0")
                }
            }
            for word in words {
                group.addTask { for _ in 0..<25 { _ = try await office.search(word) } }
            }
            try await group.waitForAll()
        }
        for word in words {
            _ = try await office.search(word)
            try await office.waitUntilRemembered(word)
            try await office.check(word, "at the end")
        }
        await owner.server.stop()
    }

    @Test func verifyFindsWhatIsWrong() async throws {
        let office = try await SearchOffice(server: try await TestServer.start("verified_searches"))
        let verification = Verification(database: office.owner.server.database)
        for word in ["smith", "lead"] {
            _ = try await office.search(word)
            try await office.waitUntilRemembered(word)
        }
        #expect(try await verification.run(rebuilds: false) { Issue.record("\($0)") }.differences == 0)
        try await office.sql("UPDATE searches SET base = base + 7 WHERE words = 'lead'")
        try await office.sql(
            """
            DELETE FROM search_hits WHERE ctid IN (
                SELECT h.ctid FROM search_hits h JOIN searches s ON s.id = h.search_id WHERE s.words = 'smith' LIMIT 3)
            """
        )
        var lines: [String] = []
        #expect(try await verification.run(rebuilds: false) { lines.append($0) }.differences == 2)
        let place = "Organization \(office.owner.organizationID), searches of leads: "
        #expect(lines == [place + "lead: hits -7 missing", place + "smith: newest hits 3 missing"])
        #expect(try await office.search("lead").count == 1507)
        #expect(try await verification.run(rebuilds: true) { _ in }.remaining == 0)
        for word in ["smith", "lead"] {
            try await office.check(word, "put right")
            try await office.waitUntilRemembered(word)
            try await office.check(word, "remembered again")
        }
        await office.owner.server.stop()
    }

    /// What a writer began before a search was remembered, and ends after, is not lost: it is waited for.
    @Test func aLongTransactionIsWaitedFor() async throws {
        let office = try await SearchOffice()
        let search = try await office.frequent("smith")
        let database = office.owner.server.database
        let settings = LocalSettings.organization(office.owner.organizationID)
        let insertion: SQL = "INSERT INTO leads (organization_id, last_name) VALUES (\(office.owner.organizationID), 'Smith')"
        try await database.transaction(settings: settings) { transaction in
            _ = try await transaction.query(insertion)
            _ = try await database.batch(search.registration, settings: settings)
            _ = try await database.query(search.horizon, settings: settings)
            _ = try await database.query(search.establishment, settings: settings)
            #expect(try await database.query(search.remembered, settings: settings).isEmpty)
        }
        // Others of this server may write, and are waited for too: one may take long.
        #expect(
            try await eventually {
                _ = try await database.query(search.establishment, settings: settings)
                return try await !database.query(search.remembered, settings: settings).isEmpty
            }
        )
        #expect(try await office.search("smith").count == 1201)
        try await office.check("smith", "after a long transaction")
        // Who sees one snapshot throughout writes what is counted, or begins again where a search came to be remembered since.
        try await database.transaction(settings: settings, isolation: .repeatableRead) { _ = try await $0.query(insertion) }
        try await office.check("smith", "of a snapshot")
        let other = try await office.frequent("lead")
        await #expect(throws: PostgresError.self) {
            try await database.transaction(settings: settings, isolation: .repeatableRead) { transaction in
                _ = try await transaction.query("SELECT FROM leads LIMIT 1")
                _ = try await database.batch(other.registration, settings: settings)
                _ = try await database.query(FrequentSearch.announcement, settings: settings)
                _ = try await transaction.query(insertion)
            }
        }
        try await office.check("smith", "and of none")
    }

    @Test func onlySoManyAreKept() async throws {
        let office = try await SearchOffice()
        let settings = LocalSettings.organization(office.owner.organizationID)
        let database = office.owner.server.database
        for number in 0..<40 { _ = try await database.batch(try await office.frequent("word\(number)").registration, settings: settings) }
        let kept = try await database.query("SELECT words FROM searches ORDER BY id", settings: settings)
        #expect(try kept.map { try $0.get(0, as: String.self) } == (8..<40).map { "word\($0)" })
        // Four thousand new ones later the floor was raised, and nothing lost.
        let search = try await office.frequent("smith")
        _ = try await office.search("smith")
        try await office.waitUntilRemembered("smith")
        try await office.sql(
            """
            INSERT INTO leads (organization_id, last_name, owner_id)
            SELECT \(office.owner.organizationID), 'Smith ' || i, \(office.owner.userID) FROM generate_series(1, 5000) i
            """
        )
        let id: Int64 = try #require(try await database.query(search.remembered, settings: settings).first).get(0)
        _ = try await database.query("SELECT fold_search(\(office.owner.organizationID), \(id))", settings: settings)
        let hits = try await database.query("SELECT count(*) FROM search_hits WHERE search_id = \(id)", settings: settings)
        #expect(try hits[0].get(0, as: Int64.self) == 1001)
        try await office.check("smith", "after folding")
    }
}
