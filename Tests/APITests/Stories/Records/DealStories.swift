import JSON
import TestSupport
import Testing

/// Document "Tenant", Deals: where they begin, where they move.
@Suite struct DealStories {
    @Test func aNewDealStandsAtTheBeginning() async throws {
        let owner = try await Client.owner()
        let (pipeline, stages) = try await owner.defaultPipeline()
        let made = try await owner.post("/api/deals/", try JSONReader.parse(#"{"title": "Big one", "value": 0.1}"#))
        #expect(made.status == 201, "\(made.text)")
        #expect(made["name"] == "Big one" && made["amount"].digits == "0.10" && made["currency"] == "USD")
        #expect(made["pipeline", "id"].int64Value == pipeline && made["stage", "id"].int64Value == stages[0])
        #expect(made["stage", "name"] == "Prospecting" && made["probability"] == 10)
        #expect(made["status"] == "open" && made["priority"] == "medium" && made["owner", "id"].int64Value == owner.userID)
        #expect(made["actual_close_date"].isNull && made["lost_reason"].isNull)

        // A stage brings its pipeline and its probability; a given probability stays.
        let later = try await owner.post("/api/deals/", ["name": "B", "stage": .id(stages[3])])
        #expect(later["pipeline", "id"].int64Value == pipeline && later["probability"] == 75)
        #expect(try await owner.post("/api/deals/", ["name": "C", "stage_id": .id(stages[3]), "probability": 5])["probability"] == 5)
        #expect(try await owner.get("/api/deals/?pipeline=\(pipeline)&stage=\(stages[3])").count == 2)
    }

    @Test func aDealOfAnotherPipelineBeginsAtItsFirstStage() async throws {
        let owner = try await Client.owner()
        let (pipeline, first, second) = try await owner.secondPipeline()
        let made = try await owner.post("/api/deals/", ["name": "A", "pipeline": .id(pipeline)])
        #expect(made["stage", "id"].int64Value == first && made["probability"] == 20)
        let both = try await owner.post("/api/deals/", ["name": "A", "pipeline": .id(pipeline), "stage": .id(second)])
        #expect(both["stage", "id"].int64Value == second)
        // A patch to the pipeline goes to its beginning.
        let home = try await owner.make("/api/deals/", ["name": "B"])
        let moved = try await owner.patch("/api/deals/\(home)/", ["pipeline": .id(pipeline)])
        #expect(moved["stage", "id"].int64Value == first && moved["probability"] == 20)
    }

    @Test func aStageOfAnotherPipelineIsRefused() async throws {
        let (owner, stranger) = (try await Client.owner(), try await Client.owner())
        let (pipeline, _, other) = try await owner.secondPipeline()
        let foreign = try await stranger.defaultPipeline()
        let deal = try await owner.make("/api/deals/", ["name": "A"])
        let before = try await owner.get("/api/deals/\(deal)/")
        for stage in [other, foreign.stages[0], 9_000_000_000] {
            for (key, answer) in [
                ("stage_id", try await owner.post("/api/deals/\(deal)/move_stage/", ["stage_id": .id(stage)])),
                ("stage", try await owner.post("/api/deals/\(deal)/move_stage/", ["stage": .id(stage)])),
                ("stage", try await owner.patch("/api/deals/\(deal)/", ["stage": .id(stage)])),
                ("stage", try await owner.post("/api/deals/", ["name": "B", "pipeline": before["pipeline"], "stage": .id(stage)])),
            ] {
                #expect(answer.status == 422, "\(answer.text)")
                #expect(answer.names(key), "\(key): \(answer.text)")
            }
        }
        for id in [foreign.id, 9_000_000_000] {
            let answer = try await owner.post("/api/deals/", ["name": "B", "pipeline": .id(id)])
            #expect(answer.status == 422)
            #expect(answer.names("pipeline"), "\(answer.text)")
        }
        #expect(try await owner.post("/api/deals/\(deal)/move_stage/", [:]).names("stage_id"))
        #expect(try await owner.post("/api/deals/\(deal)/move_stage/", ["stage_id": "x"]).names("stage_id"))
        #expect(try await owner.get("/api/deals/\(deal)/").json == before.json)
        #expect(try await owner.get("/api/deals/?pipeline=\(pipeline)").count == 0)
        #expect(try await owner.get("/api/deals/").count == 1)
    }

    @Test func everyStageEnteredIsKept() async throws {
        let owner = try await Client.owner()
        let member = try await owner.colleague("sales")
        let stages = try await owner.defaultPipeline().stages
        let deal = try await owner.make("/api/deals/", ["name": "A"])
        let path = "/api/deals/\(deal)/"
        let moved = try await member.post(path + "move_stage/", ["stage_id": .id(stages[2]), "notes": "Skipped one"])
        #expect(moved.status == 200, "\(moved.text)")
        #expect(moved["stage", "id"].int64Value == stages[2] && moved["probability"] == 50)
        // To where it is already: nothing happened.
        #expect(try await owner.post(path + "move_stage/", ["stage": .id(stages[2])]).status == 200)
        #expect(try await owner.patch(path, ["stage": .id(stages[1])]).status == 200)
        #expect(try await owner.patch(path, ["name": "B"]).status == 200)
        #expect(try await owner.post(path + "mark_won/", ["notes": "Signed"]).status == 200)
        #expect(try await owner.post(path + "reopen/").status == 200)
        #expect(try await owner.post(path + "mark_lost/", ["reason": "Price"]).status == 200)

        let history = try await owner.get(path)["stage_history"].arrayValue ?? []
        #expect(history.compactMap { $0["event"]?.stringValue } == ["created", "moved", "moved", "won", "reopened", "lost"])
        #expect(history.map { $0[path: "from_stage", "id"].int64Value } == [nil, stages[0], stages[2], stages[1], stages[1], stages[1]])
        #expect(
            history.map { $0[path: "to_stage", "id"].int64Value } == [stages[0], stages[2], stages[1], stages[1], stages[1], stages[1]]
        )
        #expect(history.map { $0["notes"]?.stringValue } == [nil, "Skipped one", nil, "Signed", nil, nil])
        #expect(history.dropFirst().first?[path: "changed_by", "id"].int64Value == member.userID)
        // Not in lists, which would grow with it.
        #expect(try await owner.get("/api/deals/").results.first?["stage_history"] == nil)
    }

    @Test func whatADealIsAboutBelongsToTheOrganization() async throws {
        let (owner, stranger) = (try await Client.owner(), try await Client.owner())
        let customer = try await owner.make("/api/customers/", ["company_name": "A"])
        let lead = try await owner.make("/api/leads/", ["company_name": "A"])
        let deal = try await owner.post("/api/deals/", ["name": "A", "customer": .id(customer), "lead_id": .id(lead)])
        #expect(deal["customer", "name"] == "A" && deal["lead", "id"].int64Value == lead)
        #expect(try await owner.get("/api/deals/?customer=\(customer)").ids == [deal.id])
        let foreign = try await stranger.make("/api/customers/", ["company_name": "B"])
        for (key, id) in [("customer", foreign), ("customer_id", foreign), ("lead", customer + 9_000_000), ("owner", stranger.userID)] {
            let answer = try await owner.patch("/api/deals/\(deal.id)/", .object(JSONObject([(key, .id(id))])))
            #expect(answer.status == 422, "\(key)")
            #expect(answer.names(key))
        }
        #expect(try await owner.get("/api/deals/\(deal.id)/")["customer"] == deal["customer"])
    }
}

extension Client {
    /// A pipeline beside the default one, with two stages.
    func secondPipeline() async throws -> (id: Int64, first: Int64, second: Int64) {
        let id = try await make("/api/pipelines/", ["name": "Partners"])
        let first = try await make("/api/pipeline-stages/", ["pipeline": .id(id), "name": "Met", "probability": 20])
        return (id, first, try await make("/api/pipeline-stages/", ["pipeline": .id(id), "name": "Agreed", "probability": 80]))
    }
}
