import JSON
import PostgreSQL
import Testing
import TestSupport

/// A page far down a list is read otherwise than the first ones, and is the same page.
@Suite struct DeepPageTests {
    /// 2,345 leads: ties in every column, gaps in some, a few deleted.
    private static func owner() async throws -> Client {
        let owner = try await Client.owner()
        _ = try await owner.server.owner.query(
            """
            INSERT INTO leads (organization_id, last_name, status, converted_at, score, estimated_value, owner_id, created_at, deleted_at)
            SELECT \(owner.organizationID), 'Lead ' || i % 7, (ARRAY['new', 'contacted', 'qualified'])[1 + i % 3], NULL, i % 5,
                CASE WHEN i % 4 <> 0 THEN i % 11 END, \(owner.userID), timestamptz '2024-01-01' + i % 97 * interval '1 hour',
                CASE WHEN i % 50 = 0 THEN now() END
            FROM generate_series(1, 2345) i
            """
        )
        return owner
    }

    @Test(arguments: [
        // How many there are is kept, or has to be counted.
        ("", "created_at DESC, id DESC", "true"), ("status=new", "created_at DESC, id DESC", "status = 'new'"),
        ("ordering=estimated_value", "estimated_value, id", "true"), ("ordering=-estimated_value", "estimated_value DESC, id DESC", "true"),
        ("ordering=last_name,-estimated_value", "last_name, estimated_value DESC, id", "true"),
        ("ordering=-score,created_at", "score DESC, created_at, id DESC", "true"),
        ("score_min=1", "created_at DESC, id DESC", "score >= 1"),
        ("search=lead", "created_at DESC, id DESC", "true"), ("search=lead&score_min=1", "created_at DESC, id DESC", "score >= 1"),
    ])
    func itIsWhereItBelongs(_ query: String, _ order: String, _ condition: String) async throws {
        let owner = try await Self.owner()
        let all: [Int64] = try await owner.server.owner.query(
            """
            SELECT id FROM leads WHERE organization_id = \(owner.organizationID) AND deleted_at IS NULL AND \(literal: condition)
            ORDER BY \(literal: order)
            """
        ).map { try $0.get(0) }
        for (offset, limit) in [
            (0, 100), (990, 20), (1000, 7), (1001, 7), (1100, 100), (1149, 3), (all.count / 2 - 5, 10), (all.count / 2, 10),
            (all.count / 2 + 1, 10), (1700, 100), (all.count - 100, 100), (all.count - 99, 100), (all.count - 1, 1), (all.count - 1, 100),
            (all.count - 3, 20),
        ] where offset >= 0 {
            let answer = try await owner.get("/api/leads/?limit=\(limit)&offset=\(offset)&\(query)")
            #expect(answer.ids == Array(all.dropFirst(offset).prefix(limit)), "\(offset), \(limit)")
            #expect(answer.count == Int64(all.count))
        }
        for offset in [all.count, all.count + 1, 1 << 40, Int.max] {
            let answer = try await owner.get("/api/leads/?limit=100&offset=\(offset)&\(query)")
            #expect(answer.status == 200 && answer.ids.isEmpty, "\(offset): \(answer.text)")
        }
        #expect(try await owner.get("/api/leads/?page=1000000&\(query)").status == 404)
    }

    @Test func thePagesTogetherAreTheList() async throws {
        let owner = try await Self.owner()
        var (seen, link): ([Int64], String?) = ([], "/api/leads/?page_size=83&status=new&ordering=score")
        var (all, next): ([Int64], String?) = ([], "/api/leads/?page_size=83&ordering=-estimated_value")
        while let path = link {
            let answer = try await owner.get(path)
            seen += answer.ids
            link = answer["next"].stringValue.map { String($0.dropFirst(owner.server.origin.count)) }
        }
        while let path = next {
            let answer = try await owner.get(path)
            all += answer.ids
            next = answer["next"].stringValue.map { String($0.dropFirst(owner.server.origin.count)) }
        }
        #expect(all.count == 2345 - 46 && Set(all).count == all.count)
        #expect(Set(seen).count == seen.count && Set(seen).isSubset(of: all) && seen.count > 700)
    }

    /// The figures of one organization place nothing in another's pages, nor does a scope see beyond itself.
    @Test func itIsWithinTheScope() async throws {
        let owner = try await Self.owner()
        let sales = try await owner.colleague("sales")
        _ = try await owner.server.owner.query(
            "UPDATE leads SET owner_id = \(sales.userID) WHERE organization_id = \(owner.organizationID) AND id % 2 = 0"
        )
        let mine = try await sales.get("/api/leads/?limit=100&offset=1050")
        let count = mine.count
        let all: [Int64] = try await owner.server.owner.query(
            """
            SELECT id FROM leads WHERE organization_id = \(owner.organizationID) AND deleted_at IS NULL
                AND (\(count > 2000) OR owner_id = \(sales.userID)) ORDER BY created_at DESC, id DESC
            """
        ).map { try $0.get(0) }
        #expect(mine.ids == Array(all.dropFirst(1050).prefix(100)) && count == Int64(all.count))
    }
}
