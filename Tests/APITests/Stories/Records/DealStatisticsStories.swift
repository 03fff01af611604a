import JSON
import TestSupport
import Testing

/// `GET /api/deals/stats/`: every sum is exact, digit for digit.
@Suite struct DealStatisticsStories {
    @Test func nothingAddsUpToNothing() async throws {
        let stats = try await Client.owner().get("/api/deals/stats/")
        #expect(stats["total"] == 0 && stats["by_stage"] == [])
        for key in ["total_value", "open_value", "won_value", "lost_value", "weighted_value", "average_deal_size"] {
            #expect(stats[key].digits == "0.00", "\(key)")
        }
        #expect(stats["win_rate"].digits == "0.0")
        #expect(stats["by_status", "won", "amount"].digits == "0.00")
    }

    @Test func centsAreNotLost() async throws {
        let owner = try await Client.owner()
        for amount in ["0.10", "0.20"] { _ = try await owner.make("/api/deals/", ["name": "A", "amount": .string(amount)]) }
        let stats = try await owner.get("/api/deals/stats/")
        #expect(stats["total_value"].digits == "0.30")
        #expect(stats["average_deal_size"].digits == "0.15")
        #expect(stats["weighted_value"].digits == "0.03")
    }

    @Test func theLargestAmountsAddUp() async throws {
        let owner = try await Client.owner()
        let largest = "9999999999999.99"
        for _ in 0..<3 { _ = try await owner.make("/api/deals/", ["name": "A", "amount": .string(largest)]) }
        #expect(try await owner.get("/api/deals/?amount=\(largest)").results.allSatisfy { $0["amount"]?.digits == largest })
        let stats = try await owner.get("/api/deals/stats/")
        #expect(stats["total_value"].digits == "29999999999999.97")
        #expect(stats["by_stage"].arrayValue?.first?["amount"]?.digits == "29999999999999.97")
        for amount: JSON in ["10000000000000.00", .number(JSONNumber(10_000_000_000_000)), "0.001", "NaN", "1e3", "-0.01", "1,5", ""] {
            let answer = try await owner.post("/api/deals/", ["name": "A", "amount": amount])
            #expect(answer.status == 400, "\(amount.serialized)")
            #expect(answer.names("amount"))
        }
    }

    @Test func eachStateCountsUnderItsOwnName() async throws {
        let owner = try await Client.owner()
        let stages = try await owner.defaultPipeline().stages
        func deal(_ amount: String, _ stage: Int) async throws -> Int64 {
            try await owner.make("/api/deals/", ["name": "A", "amount": .string(amount), "stage": .id(stages[stage])])
        }
        _ = try await deal("100.01", 0)
        _ = try await deal("200.02", 1)
        _ = try await deal("300.03", 1)
        for amount in ["10", "20"] { _ = try await owner.post("/api/deals/\(try await deal(amount, 1))/mark_won/") }
        _ = try await owner.post("/api/deals/\(try await deal("5.55", 4))/mark_lost/")
        let gone = try await deal("1000000", 0)
        _ = try await owner.delete("/api/deals/\(gone)/")

        let stats = try await owner.get("/api/deals/stats/")
        #expect(stats["total"] == 6 && stats["open"] == 3 && stats["won"] == 2 && stats["lost"] == 1 && stats["won_this_month"] == 2)
        #expect(stats["open_value"].digits == "600.06" && stats["won_value"].digits == "30.00" && stats["lost_value"].digits == "5.55")
        #expect(stats["total_value"].digits == "635.61")
        #expect(stats["win_rate"].digits == "66.7")
        // 100.01 × 10 % + 500.05 × 25 %
        #expect(stats["weighted_value"].digits == "135.01")
        #expect(stats["by_status", "won", "count"] == 2)
        let rows = stats["by_stage"].arrayValue ?? []
        #expect(rows.map { $0[path: "stage", "id"].int64Value } == [stages[0], stages[1]])
        #expect(rows.compactMap { $0["amount"]?.digits } == ["100.01", "500.05"])
        #expect(try await owner.get("/api/deals/stats/?stage=\(stages[1])&status=open")["total_value"].digits == "500.05")
        #expect(try await owner.get("/api/deals/stats/?amount_min=200&amount_max=250")["total"] == 1)
    }
}
