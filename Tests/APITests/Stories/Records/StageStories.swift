import JSON
import TestSupport
import Testing

/// Document "Tenant", pipeline stages: their positions are 0…n−1, whatever is done to them, by however many.
@Suite struct StageStories {
    /// The stages of the default pipeline by their position, after a check that the positions are without gap.
    private func order(_ client: Client, _ pipeline: Int64, _ comment: Comment? = nil) async throws -> [Int64] {
        let answer = try await client.get("/api/pipeline-stages/?pipeline=\(pipeline)&page_size=100")
        #expect(answer.results.compactMap { $0["position"]?.int64Value } == Array(0..<answer.count), comment)
        return answer.ids
    }

    @Test func aNewStageStandsAtTheEndOrWhereItIsWanted() async throws {
        let owner = try await Client.owner()
        let (pipeline, stages) = try await owner.defaultPipeline()
        let last = try await owner.post("/api/pipeline-stages/", ["pipeline_id": .id(pipeline), "name": "Last", "color": "#Ff0080"])
        #expect(last.status == 201, "\(last.text)")
        #expect(last["position"] == 5 && last["probability"] == 0 && last["pipeline", "id"].int64Value == pipeline)
        let first = try await owner.make("/api/pipeline-stages/", ["pipeline": .id(pipeline), "name": "First", "order": 0])
        let far = try await owner.post("/api/pipeline-stages/", ["pipeline": .id(pipeline), "name": "Far", "position": 999])
        #expect(far["position"] == 7)
        #expect(try await order(owner, pipeline) == [first] + stages + [last.id, far.id])
    }

    @Test("A stage moves, and those between make way", arguments: 0..<5, 0..<6)
    func moving(from: Int, to: Int) async throws {
        let owner = try await Client.owner()
        let (pipeline, stages) = try await owner.defaultPipeline()
        let answer = try await owner.post("/api/pipeline-stages/\(stages[from])/reorder/", ["position": .id(Int64(to))])
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer["position"].int64Value == Int64(min(to, 4)))
        var expected = stages
        expected.insert(expected.remove(at: from), at: min(to, 4))
        #expect(try await order(owner, pipeline) == expected)
        // Back again, by a patch.
        #expect(try await owner.patch("/api/pipeline-stages/\(stages[from])/", ["position": .id(Int64(from))]).status == 200)
        #expect(try await order(owner, pipeline) == stages)
    }

    @Test func aDeletedStageLeavesNoGap() async throws {
        let owner = try await Client.owner()
        let (pipeline, stages) = try await owner.defaultPipeline()
        for id in [stages[1], stages[4], stages[0]] {
            #expect(try await owner.delete("/api/pipeline-stages/\(id)/").status == 204)
            #expect(try await !order(owner, pipeline).contains(id))
        }
        #expect(try await order(owner, pipeline) == [stages[2], stages[3]])
        // Nothing moves where a deletion is refused.
        _ = try await owner.make("/api/deals/", ["name": "A"])
        #expect(try await owner.delete("/api/pipeline-stages/\(stages[2])/").status == 409)
        #expect(try await order(owner, pipeline) == [stages[2], stages[3]])
    }

    @Test func thirtyReordersAtOnceLeaveNoGap() async throws {
        let owner = try await Client.owner()
        let (pipeline, stages) = try await owner.defaultPipeline()
        let answers = try await concurrently(30) { index in
            try await owner.post("/api/pipeline-stages/\(stages[index % 5])/reorder/", ["position": .id(Int64(index * 7 % 5))])
        }
        #expect(answers.allSatisfy { $0.status == 200 }, "\(answers.filter { $0.status != 200 }.map(\.text))")
        #expect(Set(try await order(owner, pipeline)) == Set(stages))
    }

    @Test func creationsDeletionsAndMovesAtOnceLeaveNoGap() async throws {
        let owner = try await Client.owner()
        let (pipeline, stages) = try await owner.defaultPipeline()
        let answers = try await concurrently(30) { index in
            switch index % 3 {
            case 0:
                let body: JSON = ["pipeline": .id(pipeline), "name": .string("S\(index)"), "position": .id(Int64(index % 7))]
                return try await owner.post(
                    "/api/pipeline-stages/",
                    index.isMultiple(of: 2) ? body : ["pipeline": .id(pipeline), "name": "S"]
                )
            case 1: return try await owner.post("/api/pipeline-stages/\(stages[index % 5])/reorder/", ["position": .id(Int64(index % 9))])
            default: return try await owner.delete("/api/pipeline-stages/\(stages[index % 5])/")
            }
        }
        #expect(answers.allSatisfy { [200, 201, 204, 404].contains($0.status) }, "\(answers.map(\.status))")
        #expect(try await order(owner, pipeline).count == 10)
    }

    @Test func aStageStaysInItsPipeline() async throws {
        let (owner, stranger) = (try await Client.owner(), try await Client.owner())
        let (pipeline, stages) = try await owner.defaultPipeline()
        let (second, _, _) = try await owner.secondPipeline()
        let moved = try await owner.patch("/api/pipeline-stages/\(stages[0])/", ["pipeline": .id(second)])
        #expect(moved.status == 422)
        #expect(moved.names("pipeline"))
        #expect(try await owner.patch("/api/pipeline-stages/\(stages[0])/", ["pipeline": .id(pipeline)]).status == 200)
        let foreign = try await stranger.post("/api/pipeline-stages/", ["pipeline": .id(pipeline), "name": "Intruder"])
        #expect(foreign.status == 422)
        #expect(try await stranger.post("/api/pipeline-stages/\(stages[0])/reorder/", ["position": 3]).status == 404)
        #expect(try await order(owner, pipeline) == stages)
    }

    @Test(
        "What is not acceptable is named",
        arguments: [
            ("position", #"{}"#), ("position", #"{"position": -1}"#), ("position", #"{"position": 1.0}"#), ("order", #"{"order": "1"}"#),
            ("position", #"{"position": null}"#), ("position", #"{"position": 99999999999}"#), ("stage", #"{"stage": 1}"#),
        ]
    )
    func refusals(field: String, body: String) async throws {
        let owner = try await Client.owner()
        let stage = try await owner.defaultPipeline().stages[0]
        let answer = try await owner.post("/api/pipeline-stages/\(stage)/reorder/", try JSONReader.parse(body))
        #expect(answer.status == 400)
        #expect(answer.names(field), "\(answer.text)")
    }
}
