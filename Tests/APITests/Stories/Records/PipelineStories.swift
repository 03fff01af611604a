import JSON
import TestSupport
import Testing

/// Document "Tenant", Pipelines: exactly one is the default.
@Suite struct PipelineStories {
    private func defaults(_ client: Client) async throws -> [Int64] { try await client.get("/api/pipelines/?is_default=true").ids }

    @Test func oneIsTheDefaultWhateverHappens() async throws {
        let owner = try await Client.owner()
        let first = try await owner.defaultPipeline().id
        let second = try await owner.post("/api/pipelines/", ["name": "Second", "description": "For partners"])
        #expect(second.status == 201, "\(second.text)")
        #expect(second["is_default"] == false && second["is_active"] == true && second["stages"] == [])
        #expect(try await defaults(owner) == [first])
        let set = try await owner.post("/api/pipelines/\(second.id)/set_default/")
        #expect(set.status == 200 && set["is_default"] == true)
        #expect(try await defaults(owner) == [second.id])
        #expect(try await owner.post("/api/pipelines/\(second.id)/set_default/").status == 200)
        #expect(try await defaults(owner) == [second.id])
        let third = try await owner.make("/api/pipelines/", ["name": "Third", "is_default": true])
        #expect(try await defaults(owner) == [third])
        #expect(try await owner.patch("/api/pipelines/\(first)/", ["is_default": true]).status == 200)
        #expect(try await defaults(owner) == [first])
        // It can be passed on, not put down.
        let down = try await owner.patch("/api/pipelines/\(first)/", ["is_default": false])
        #expect(down.status == 400)
        #expect(down.names("is_default"))
        #expect(try await owner.patch("/api/pipelines/\(first)/", ["is_active": false]).status == 409)
        #expect(try await owner.patch("/api/pipelines/\(third)/", ["is_active": false]).status == 200)
        #expect(try await owner.post("/api/pipelines/\(third)/set_default/").status == 409)
        #expect(try await owner.post("/api/pipelines/9000000000/set_default/").status == 404)
        #expect(try await defaults(owner) == [first])
    }

    @Test func twentyNewDefaultsAtOnceLeaveOne() async throws {
        let owner = try await Client.owner()
        let ids = try await concurrently(5) { try await owner.make("/api/pipelines/", ["name": .string("P\($0)")]) }
        let answers = try await concurrently(20) { try await owner.post("/api/pipelines/\(ids[$0 % 5])/set_default/") }
        #expect(answers.allSatisfy { $0.status == 200 && $0["is_default"] == true }, "\(answers.map(\.text))")
        #expect(try await defaults(owner).count == 1)
        let made = try await concurrently(10) { try await owner.post("/api/pipelines/", ["name": .string("D\($0)"), "is_default": true]) }
        #expect(made.allSatisfy { $0.status == 201 })
        #expect(try await defaults(owner).count == 1)
    }

    @Test func whatIsInUseOrTheDefaultStays() async throws {
        let owner = try await Client.owner()
        let first = try await owner.defaultPipeline().id
        let (second, stage, _) = try await owner.secondPipeline()
        let standard = try await owner.delete("/api/pipelines/\(first)/")
        #expect(standard.status == 409)
        let deal = try await owner.make("/api/deals/", ["name": "A", "pipeline": .id(second)])
        for path in ["/api/pipelines/\(second)/", "/api/pipeline-stages/\(stage)/"] {
            let answer = try await owner.delete(path)
            #expect(answer.status == 409)
            #expect(answer.detail?.contains("still in use") == true)
        }
        #expect(try await owner.patch("/api/deals/\(deal)/", ["pipeline": .id(first)]).status == 200)
        #expect(try await owner.delete("/api/pipelines/\(second)/").status == 204)
        #expect(try await owner.get("/api/pipelines/\(second)/").status == 404)
        // Its stages went with it.
        #expect(try await owner.get("/api/pipeline-stages/\(stage)/").status == 404)
        #expect(try await owner.get("/api/pipeline-stages/?pipeline=\(second)").count == 0)
    }

    @Test func theFirstPipelineOfAllIsTheDefault() async throws {
        let owner = try await Client.owner()
        let first = try await owner.defaultPipeline().id
        #expect(try await owner.delete("/api/pipelines/\(first)/").status == 204)
        let deal = try await owner.post("/api/deals/", ["name": "A"])
        #expect(deal.status == 400)
        #expect(deal.names("pipeline") || deal.names("pipeline_id"), "\(deal.text)")
        let made = try await owner.post("/api/pipelines/", ["name": "New"])
        #expect(made["is_default"] == true)
        let stageless = try await owner.post("/api/deals/", ["name": "A"])
        #expect(stageless.status == 400)
        #expect(stageless.names("stage") || stageless.names("stage_id"), "\(stageless.text)")
    }

    @Test func aPipelineShowsItsStagesInTheirOrder() async throws {
        let owner = try await Client.owner()
        let (id, stages) = try await owner.defaultPipeline()
        _ = try await owner.post("/api/pipeline-stages/\(stages[4])/reorder/", ["position": 0])
        let shown = try await owner.get("/api/pipelines/\(id)/")["stages"].arrayValue ?? []
        #expect(shown.compactMap { $0["id"]?.int64Value } == [stages[4], stages[0], stages[1], stages[2], stages[3]])
        #expect(shown.compactMap { $0["position"]?.int64Value } == [0, 1, 2, 3, 4])
        #expect(try await owner.patch("/api/pipelines/\(id)/", ["stages": []]).names("stages"))
        for (field, body): (String, JSON) in [("name", ["name": ""]), ("name", [:]), ("is_default", ["name": "A", "is_default": "yes"])] {
            #expect(try await owner.post("/api/pipelines/", body).names(field))
        }
    }
}
