import JSON
import TestSupport
import Testing

@testable import API

/// What document "Suite" does with deals and tasks beyond writing them.
@Suite struct SuiteVerbTests {
    @Test func aDealChangesItsStage() async throws {
        let office = try await SuiteOffice()
        let (owner, stages) = (office.owner, try await office.stages)
        let path = "/api/deals/deals/\(try await office.deal())/"
        #expect(try await owner.get(path)["stage", "id"] == .id(stages[0]))
        let moved = try await owner.post(path + "change-stage/", ["stage": .id(stages[2]), "notes": "Stage change notes"])
        #expect(moved.status == 200 && moved["stage", "id"] == .id(stages[2]) && moved["status"] == "Open", "\(moved.text)")
        let deal = try await owner.get("/api/deals/\(moved.id)/")
        #expect(deal["stage_history"].arrayValue?.last?["notes"] == "Stage change notes")
        let refusals: [(JSON, Int, String)] = [
            ([:], 400, "stage"), (["stage": "Proposal"], 400, "stage"), (["stage": nil], 400, "stage"),
            (["stage": .id(World.missing)], 422, "stage"), (["stage": .id(stages[0]), "note": "x"], 400, "note"),
        ]
        for (body, status, field) in refusals {
            let refused = try await owner.post(path + "change-stage/", body)
            #expect(refused.status == status && refused["error", "details", field].arrayValue?.count == 1, "\(refused.text)")
        }
        let foreign = try await SuiteOffice()
        #expect(try await owner.post(path + "change-stage/", ["stage": .id(try await foreign.stages[0])]).status == 422)
        #expect(try await foreign.owner.post(path + "change-stage/", ["stage": .id(try await foreign.stages[0])]).status == 404)
        #expect(try await owner.get(path).json == moved.json)
    }

    @Test(arguments: [("mark-won", "Won", 100), ("mark-lost", "Lost", 0)])
    func aDealIsClosedOnce(verb: String, status: String, probability: Int64) async throws {
        let office = try await SuiteOffice()
        let path = "/api/deals/deals/\(try await office.deal())/"
        let closed = try await office.owner.post("\(path)\(verb)/", ["close_date": "2024-01-15", "notes": "Deal notes"])
        #expect(closed.status == 200 && closed["status"] == .string(status), "\(closed.text)")
        #expect(closed["close_date"] == "2024-01-15" && closed["probability"] == .id(probability))
        #expect(try await office.owner.get("/api/deals/deals/?status=\(status)").ids == [closed.id])
        for again in ["mark-won", "mark-lost", "change-stage"] {
            let body: JSON = again == "change-stage" ? ["stage": .id(try await office.stages[1])] : [:]
            let refused = try await office.owner.post("\(path)\(again)/", body)
            #expect(refused.status == 409 && refused["error", "type"] == "Conflict", "\(refused.text)")
        }
        #expect(try await office.owner.get(path).json == closed.json)
        let other = "/api/deals/deals/\(try await office.deal())/\(verb)/"
        #expect(try await office.owner.post(other, ["close_date": "15.01.2024"])["error", "details", "close_date"].arrayValue?.count == 1)
        let reason: JSON = verb == "mark-lost" ? ["reason": "Price"] : [:]
        let second = try await office.owner.post(other, reason)
        #expect(second.status == 200 && second["close_date"].stringValue != nil)
        #expect(second["lost_reason"] == (verb == "mark-lost" ? "Price" : nil))
    }

    @Test func aTaskIsCompletedOnceAndItsNotesAreAdded() async throws {
        let office = try await SuiteOffice()
        let owner = office.owner
        let id = try await owner.make("/api/activities/tasks/", ["title": "Prepare Proposal", "notes": "Ask Ann first."])
        let path = "/api/activities/tasks/\(id)/"
        let refused = try await owner.post(path + "complete/", ["notes": .string(String(repeating: "é", count: 5001))])
        #expect(refused.status == 400 && refused["error", "details", "notes"].arrayValue?.count == 1)
        #expect(try await owner.get(path)["status"] == "Not Started")
        let done = try await owner.post(path + "complete/", ["notes": "Task completed successfully"])
        #expect(done.status == 200 && done["status"] == "Completed" && done["completed_at"].stringValue != nil, "\(done.text)")
        #expect(done["notes"] == "Ask Ann first.\nTask completed successfully")
        let again = try await owner.post(path + "complete/")
        #expect(again.status == 409 && again["error", "status_code"] == 409, "\(again.text)")
        #expect(try await owner.get(path).json == done.json)
        #expect(try await Client.owner().post(path + "complete/").status == 404)
        // Neither a call nor an event is a task.
        let call = try await owner.make("/api/activities/activities/", ["subject": "Call", "activity_type": "Call"])
        #expect(try await owner.post("/api/activities/tasks/\(call)/complete/").status == 404)
        #expect(try await owner.get("/api/activities/activities/\(id)/")["status"] == "Completed")
    }

    @Test func notesThatWouldGrowTooLongAreRefused() async throws {
        let owner = try await Client.owner()
        let notes = String(repeating: "a", count: 9_990)
        let id = try await owner.make("/api/activities/tasks/", ["title": "Long", "notes": .string(notes)])
        let path = "/api/activities/tasks/\(id)/"
        let refused = try await owner.post(path + "complete/", ["notes": "Ten letters"])
        #expect(refused.status == 400 && refused["error", "details", "notes"].arrayValue?.count == 1, "\(refused.text)")
        #expect(try await owner.get(path)["status"] == "Not Started")
        #expect(try await owner.post(path + "complete/", ["notes": "Nine let."]).status == 200)
        let read = try await owner.get(path)
        #expect(try await owner.put(path, read.json).status == 200)
    }

    @Test func ofManyWhoCompleteATaskAtOnceOneDoes() async throws {
        let owner = try await Client.owner()
        let id = try await owner.make("/api/activities/tasks/", ["title": "Once"])
        let answers = try await concurrently(8) { _ in try await owner.post("/api/activities/tasks/\(id)/complete/", ["notes": "x"]).status
        }
        #expect(answers.sorted() == [200] + Array(repeating: 409, count: 7))
        #expect(try await owner.get("/api/activities/tasks/\(id)/")["notes"] == "x")
    }

    /// What was put off is cancelled as the other doors have it.
    @Test func theDocumentsWordsAreTakenAndGiven() async throws {
        let owner = try await Client.owner()
        let task = try await owner.post("/api/activities/tasks/", ["title": "Later", "status": "Deferred", "priority": "Urgent"])
        #expect(task.status == 201 && task["status"] == "Cancelled" && task["priority"] == "Urgent", "\(task.text)")
        let lead = try await owner.post("/api/crm/leads/", ["last_name": "Cold", "lead_source": "Cold Call", "status": "Lost"])
        #expect(lead["lead_source"] == "Cold Call" && lead["status"] == "Lost", "\(lead.text)")
        let canonical = try await owner.get("/api/leads/\(lead.id)/")
        #expect(canonical["source"] == "cold_call" && canonical["status"] == "unqualified")
        #expect(try await owner.get("/api/crm/leads/?status=Lost&lead_source=Cold%20Call").ids == [lead.id])
        #expect(try await owner.get("/api/crm/leads/?status=unqualified").status == 400)
        let refused = try await owner.post("/api/crm/leads/", ["last_name": "Cold", "lead_source": "cold_call"])
        #expect(refused.status == 400 && refused["error", "details", "lead_source"].arrayValue?.count == 1, "\(refused.text)")
    }

    @Test func anEventHasABeginning() async throws {
        let owner = try await Client.owner()
        let refusals: [(JSON, String)] = [
            (["title": "Party"], "start_date"), (["title": "Party", "start_date": nil], "start_date"),
            (["title": "Party", "start_date": "2024-01-20T10:00:00Z", "end_date": "2024-01-20T09:00:00Z"], "end_date"),
        ]
        for (body, field) in refusals {
            let refused = try await owner.post("/api/activities/events/", body)
            #expect(refused.status == 400 && refused["error", "details", field].arrayValue?.count == 1, "\(refused.text)")
        }
        // What is not given is named as the door has it.
        let event = try await owner.post("/api/activities/activities/", ["subject": "Party", "activity_type": "Event"])
        #expect(event.status == 400 && event["error", "details", "start_date"].arrayValue?.count == 1, "\(event.text)")
        let id = try await owner.make("/api/activities/events/", ["title": "Party", "start_date": "2024-01-20T10:00:00Z"])
        #expect(try await owner.get("/api/activities/events/?start_date=2024-01-20").ids == [id])
        #expect(try await owner.get("/api/activities/events/?start_date=2024-01-21").ids == [])
        #expect(try await owner.get("/api/activities/tasks/").count == 0)
    }

    @Test func aStageWithoutAPipelineIsOfTheDefaultOne() async throws {
        let owner = try await Client.owner()
        let (pipeline, stages) = try await owner.defaultPipeline()
        let other = try await owner.make("/api/pipelines/", ["name": "Other"])
        let made = try await owner.post("/api/deals/pipeline-stages/", ["name": "Second", "order": 1])
        #expect(made.status == 201 && made["pipeline", "id"] == .id(pipeline) && made["order"] == 1, "\(made.text)")
        #expect(try await owner.defaultPipeline().stages == [stages[0], made.id] + stages.dropFirst())
        let last = try await owner.post("/api/deals/pipeline-stages/", ["name": "Last"])
        #expect(last["order"] == .id(Int64(stages.count) + 1))
        let elsewhere = try await owner.post("/api/deals/pipeline-stages/", ["name": "First", "pipeline": .id(other)])
        #expect(elsewhere["pipeline", "id"] == .id(other) && elsewhere["order"] == 0)
        #expect(try await owner.get("/api/deals/pipeline-stages/?pipeline=\(other)").ids == [elsewhere.id])
    }
}
