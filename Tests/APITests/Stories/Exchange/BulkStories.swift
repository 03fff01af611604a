import JSON
import TestSupport
import Testing

/// `bulk_create/`, `bulk_update/`, `bulk_delete/`: all or nothing, with a result for each item.
@Suite struct BulkStories {
    @Test("A list, bare or under a name", arguments: ["", "items", "customers"])
    func creating(key: String) async throws {
        let owner = try await Client.owner()
        let list: JSON = [["company_name": "A"], ["company": "B", "tags": ["x"]], ["first_name": "C"]]
        let answer = try await owner.post("/api/customers/bulk_create/", key.isEmpty ? list : .object(JSONObject([(key, list)])))
        #expect(answer.status == 201, "\(answer.text)")
        #expect(answer.count == 3)
        #expect(answer.results.map { $0["index"] } == [0, 1, 2] && answer.results.allSatisfy { $0["status"] == 201 })
        #expect(answer.results.compactMap { $0[path: "record", "name"].stringValue } == ["A", "B", "C"])
        #expect(Set(try await owner.get("/api/customers/").ids) == Set(answer.ids))
    }

    @Test func aMistakeAndNothingIsMade() async throws {
        let owner = try await Client.owner()
        let answer = try await owner.post(
            "/api/leads/bulk_create/",
            [["first_name": "A"], ["first_name": "B", "score": 101], ["first_name": "C"], ["scoer": 1, "email": "x"]]
        )
        #expect(answer.status == 400)
        #expect(answer.results.map { $0["index"] } == [1, 3])
        #expect(answer.results.first?[path: "errors", "score"].arrayValue?.count == 1)
        #expect(answer.results.last?[path: "errors", "scoer"].arrayValue?.count == 1)
        // What only the database knows.
        let stranger = try await Client.owner()
        for (index, status, item): (Int64, Int64, JSON) in [
            (1, 422, ["first_name": "B", "owner": .id(stranger.userID)]), (1, 422, ["first_name": "B", "assigned_to_id": 9_000_000_000]),
            (1, 400, ["score": 1]),
        ] {
            let refused = try await owner.post("/api/leads/bulk_create/", [["first_name": "A"], item, ["first_name": "C"]])
            #expect(refused.status == Int(status), "\(refused.text)")
            #expect(refused.results.first?["index"]?.int64Value == index && refused.results.first?["status"]?.int64Value == status)
        }
        #expect(try await owner.get("/api/leads/").count == 0)
    }

    @Test func uniqueValuesAndStatesAreRefusedByItem() async throws {
        let owner = try await Client.owner()
        let person: JSON = ["first_name": "A", "last_name": "B", "email": "a@firm.example"]
        let twice = try await owner.post("/api/employees/bulk_create/", [["first_name": "A", "last_name": "B"], person, person])
        #expect(twice.status == 400)
        #expect(twice.results.first?["index"] == 2)
        #expect(twice.results.first?[path: "errors", "email"].arrayValue?.count == 1, "\(twice.text)")
        #expect(try await owner.get("/api/employees/").count == 0)

        let stages = try await owner.defaultPipeline().stages
        var deals: [Int64] = []
        for _ in 0..<3 { deals.append(try await owner.make("/api/deals/", ["name": "A"])) }
        _ = try await owner.post("/api/deals/\(deals[1])/mark_won/")
        let moved = try await owner.post("/api/deals/bulk_update/", ["ids": .ids(deals), "data": ["stage": .id(stages[2])]])
        #expect(moved.status == 409)
        #expect(moved.results.first?["index"] == 1)
        #expect(try await owner.get("/api/deals/?stage=\(stages[0])").count == 3)
    }

    @Test func updatingManyAlikeOrEachByItself() async throws {
        let owner = try await Client.owner()
        var ids: [Int64] = []
        for name in ["A", "B", "C"] { ids.append(try await owner.make("/api/leads/", ["first_name": .string(name)])) }
        let alike = try await owner.patch("/api/leads/bulk_update/", ["ids": .ids(ids), "data": ["priority": "high", "notes": nil]])
        #expect(alike.status == 200, "\(alike.text)")
        #expect(alike.results.allSatisfy { $0[path: "record", "priority"] == "high" && $0["status"] == 200 })
        let each = try await owner.post(
            "/api/leads/bulk_update/",
            [["id": .id(ids[2]), "score": 3], ["id": .id(ids[0]), "status": "qualified"]]
        )
        #expect(each.ids == [ids[2], ids[0]])
        #expect(try await owner.get("/api/leads/\(ids[0])/")["qualified_at"].stringValue != nil)
        #expect(try await owner.get("/api/leads/\(ids[2])/")["score"] == 3)

        let stranger = try await Client.owner()
        let foreign = try await stranger.make("/api/leads/", ["first_name": "Z"])
        for bad in [foreign, 9_000_000_000] {
            let mixed = try await owner.post("/api/leads/bulk_update/", ["ids": .ids([ids[0], bad, ids[1]]), "data": ["score": 99]])
            #expect(mixed.status == 404)
            #expect(mixed.results.first?["index"] == 1)
            let deleted = try await owner.post("/api/leads/bulk_delete/", ["ids": .ids([ids[0], ids[1], bad])])
            #expect(deleted.status == 404)
            #expect(deleted.results.first?["index"] == 2)
        }
        #expect(try await owner.get("/api/leads/?score=99").count == 0)
        #expect(try await owner.get("/api/leads/").count == 3)
        #expect(try await stranger.get("/api/leads/\(foreign)/").status == 200)
    }

    @Test func deletingMany() async throws {
        let owner = try await Client.owner()
        var ids: [Int64] = []
        for name in ["A", "B", "C", "D"] { ids.append(try await owner.make("/api/vendors/", ["name": .string(name)])) }
        let answer = try await owner.post("/api/vendors/bulk_delete/", ["ids": .ids([ids[3], ids[0]])])
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer.ids == [ids[3], ids[0]] && answer.results.allSatisfy { $0["status"] == 204 })
        #expect(try await owner.delete("/api/vendors/bulk_delete/", .ids([ids[1]])).status == 200)
        #expect(try await owner.get("/api/vendors/").ids == [ids[2]])
    }

    @Test func stagesStayWithoutGaps() async throws {
        let owner = try await Client.owner()
        let (pipeline, stages) = try await owner.defaultPipeline()
        let new: [JSON] = (0..<4).map { ["pipeline": .id(pipeline), "name": .string("S\($0)"), "position": .id(Int64($0))] }
        #expect(try await owner.post("/api/pipeline-stages/bulk_create/", .array(new)).status == 201)
        #expect(try await owner.post("/api/pipeline-stages/bulk_delete/", ["ids": .ids([stages[1], stages[4]])]).status == 200)
        let moves: JSON = [["id": .id(stages[0]), "position": 0], ["id": .id(stages[3]), "position": 3]]
        #expect(try await owner.post("/api/pipeline-stages/bulk_update/", moves).status == 200)
        let list = try await owner.get("/api/pipeline-stages/?pipeline=\(pipeline)")
        #expect(list.results.compactMap { $0["position"]?.int64Value } == Array(0..<7))
        #expect(list.ids.first == stages[0] && list.ids[3] == stages[3])
    }

    @Test func limitsAndShapes() async throws {
        let owner = try await Client.owner()
        let item: JSON = ["first_name": "A"]
        let most = try await owner.post("/api/leads/bulk_create/", .array(Array(repeating: item, count: 1000)))
        #expect(most.status == 201)
        #expect(Set(most.ids).count == 1000)
        #expect(try await owner.post("/api/leads/bulk_create/", .array(Array(repeating: item, count: 1001))).names("items"))
        let id = JSON.id(most.ids[0])
        for (verb, field, body): (String, String, JSON) in [
            ("create", "items", []), ("create", "items", [:]), ("create", "items", ["items": 5]), ("create", "itmes", ["itmes": [item]]),
            ("update", "ids", ["ids": [], "data": ["score": 1]]), ("update", "data", ["ids": [id]]),
            ("update", "ids", ["ids": 5, "data": [:]]),
            ("update", "score", ["ids": [id], "data": ["score": "x"]]), ("delete", "ids", ["ids": []]), ("delete", "ids", [:]),
            ("delete", "id", ["id": [id]]), ("delete", "ids", .array((1...1001).map { .id(Int64($0)) })),
        ] {
            let answer = try await owner.post("/api/leads/bulk_\(verb)/", body)
            #expect(answer.status == 400, "\(verb) \(body.serialized.prefix(60))")
            #expect(answer.names(field), "\(verb) \(body.serialized.prefix(60)): \(answer.text)")
        }
        for (verb, index, body): (String, Int64, JSON) in [
            ("create", 1, [item, 5]), ("update", 0, ["ids": [id], "data": [:]]), ("update", 1, [["id": id, "score": 1], ["score": 1]]),
            ("update", 1, [["id": id, "score": 1], ["id": id, "score": 2]]), ("delete", 1, ["ids": [id, id]]),
            ("delete", 1, ["ids": [id, "x"]]),
            ("create", 0, [["id": 5, "first_name": "A"]]), ("create", 0, [["organization_id": 5, "first_name": "A"]]),
        ] {
            let answer = try await owner.post("/api/leads/bulk_\(verb)/", body)
            #expect(answer.status == 400, "\(verb) \(body.serialized): \(answer.text)")
            #expect(answer.results.first?["index"]?.int64Value == index, "\(verb) \(body.serialized): \(answer.text)")
        }
        #expect(try await owner.get("/api/leads/").count == 1000)
        #expect(try await owner.get("/api/leads/?score_min=1").count == 0)
    }

    /// Nothing of a body is told to who is not logged in, or may not do it.
    @Test(arguments: ["create", "update", "delete"])
    func whoAsksComesBeforeWhatIsAsked(verb: String) async throws {
        let owner = try await Client.owner()
        let viewer = try await owner.colleague("viewer")
        let nobody = Client(owner.server)
        for (client, status) in [(nobody, 401), (viewer, 403), (owner, 400)] {
            let answer = try await client.send("POST", "/api/leads/bulk_\(verb)/", bytes: Array("[{".utf8), type: "application/json")
            #expect(answer.status == status, "\(answer.text)")
        }
    }
}
