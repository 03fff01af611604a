import Foundation
import JSON
import TestSupport
import Testing

/// Won, lost, reopened: only the transitions that make sense.
@Suite struct DealClosingStories {
    @Test func won() async throws {
        let owner = try await Client.owner()
        let deal = try await owner.make("/api/deals/", ["name": "A", "amount": "100.00"])
        let won = try await owner.post("/api/deals/\(deal)/mark_won/", ["close_date": "2024-02-29", "amount": "90.5"])
        #expect(won.status == 200, "\(won.text)")
        #expect(won["status"] == "won" && won["probability"] == 100 && won["actual_close_date"] == "2024-02-29")
        #expect(won["amount"].digits == "90.50" && won["stage", "name"] == "Prospecting")
        let other = try await owner.make("/api/deals/", ["name": "B", "amount": "100.00"])
        let today = try await owner.post("/api/deals/\(other)/mark_won/")
        #expect(today["amount"].digits == "100.00")
        #expect(today["actual_close_date"].stringValue == String(today["updated_at"].stringValue?.prefix(10) ?? ""))
    }

    @Test func lostAndReopened() async throws {
        let owner = try await Client.owner()
        let stages = try await owner.defaultPipeline().stages
        let deal = try await owner.make("/api/deals/", ["name": "A", "stage": .id(stages[2])])
        let lost = try await owner.post("/api/deals/\(deal)/mark_lost/", ["lost_reason": "Price"])
        #expect(lost["status"] == "lost" && lost["probability"] == 0 && lost["lost_reason"] == "Price")
        #expect(lost["actual_close_date"].stringValue != nil)
        let open = try await owner.post("/api/deals/\(deal)/reopen/", ["notes": "They called"])
        #expect(open["status"] == "open" && open["probability"] == 50 && open["stage", "id"].int64Value == stages[2])
        #expect(open["lost_reason"].isNull && open["actual_close_date"].isNull)
        #expect(try await owner.post("/api/deals/\(deal)/move_stage/", ["stage": .id(stages[3])]).status == 200)
    }

    @Test("A closed deal is closed until it is reopened", arguments: ["mark_won", "mark_lost"])
    func closed(verb: String) async throws {
        let owner = try await Client.owner()
        let stages = try await owner.defaultPipeline().stages
        let (pipeline, _, _) = try await owner.secondPipeline()
        let deal = try await owner.make("/api/deals/", ["name": "A"])
        let path = "/api/deals/\(deal)/"
        let open = try await owner.post(path + "reopen/")
        #expect(open.status == 409)
        #expect(open.detail == "This deal is open already.")
        _ = try await owner.post(path + verb + "/")
        let before = try await owner.get(path)
        for answer in [
            try await owner.post(path + "mark_won/"), try await owner.post(path + "mark_lost/", ["reason": "No"]),
            try await owner.post(path + "move_stage/", ["stage": .id(stages[1])]),
            try await owner.post(path + "move_stage/", ["stage": .id(stages[0])]),
            try await owner.patch(path, ["stage": .id(stages[1])]), try await owner.patch(path, ["pipeline": .id(pipeline)]),
        ] {
            #expect(answer.status == 409)
            #expect(answer.detail == "This deal is closed. Reopen it first.")
        }
        #expect(try await owner.get(path).json == before.json)
        // What is not about its end can be put right.
        #expect(try await owner.patch(path, ["name": "Renamed"])["status"] == before["status"])
        for key in ["status", "actual_close_date", "lost_reason"] {
            let answer = try await owner.patch(path, .object(JSONObject([(key, "open")])))
            #expect(answer.status == 400)
            #expect(answer.names(key))
        }
    }

    @Test func ofAWinAndALossAtOnceOneHappens() async throws {
        let owner = try await Client.owner()
        let deal = try await owner.make("/api/deals/", ["name": "A"])
        let answers = try await concurrently(20) { index in
            try await owner.post("/api/deals/\(deal)/\(index.isMultiple(of: 2) ? "mark_won" : "mark_lost")/")
        }
        #expect(answers.filter { $0.status == 200 }.count == 1)
        #expect(answers.filter { $0.status == 409 }.count == 19)
        #expect(try await owner.get("/api/deals/\(deal)/")["stage_history"].arrayValue?.count == 2)
    }

    @Test(
        "What is not acceptable is named, and the deal stays open",
        arguments: [
            ("mark_won", "close_date", #"{"close_date": "2023-02-29"}"#), ("mark_won", "amount", #"{"amount": "-1"}"#),
            ("mark_won", "amount", #"{"amount": 1e15}"#), ("mark_won", "lost_reason", #"{"lost_reason": "x"}"#),
            ("mark_lost", "reason", #"{"reason": 5}"#), ("mark_lost", "amount", #"{"amount": 5}"#),
            ("mark_lost", "close_date", #"{"close_date": "tomorrow"}"#), ("move_stage", "stage", #"{"stage": 1.5}"#),
        ]
    )
    func refusals(verb: String, field: String, body: String) async throws {
        let owner = try await Client.owner()
        let deal = try await owner.make("/api/deals/", ["name": "A"])
        let answer = try await owner.post("/api/deals/\(deal)/\(verb)/", try JSONReader.parse(body))
        #expect(answer.status == 400)
        #expect(answer.names(field), "\(answer.text)")
        #expect(try await owner.get("/api/deals/\(deal)/")["status"] == "open")
        #expect(try await owner.post("/api/deals/9000000000/\(verb)/", verb == "move_stage" ? ["stage": 1] : nil).status == 404)
    }
}
