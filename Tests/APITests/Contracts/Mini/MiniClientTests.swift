import JSON
import PostgreSQL
import TestSupport
import Testing

/// Document "Mini", Client Endpoints.
@Suite struct MiniClientTests {
    @Test func theDocumentsExamples() async throws {
        let owner = try await Client.owner()
        let sales = try await owner.colleague("sales")
        let made = try await owner.post("/api/clients/", MiniExample.john.with("assigned_to", .id(sales.userID)))
        try Contract.expect(made, 201, matches: MiniExample.created)
        #expect(made["interactions"] == [] && made.headers["location"] == "/api/clients/\(made.id)/")
        #expect(made["created_by"] == .id(owner.userID) && made["created_by_name"].stringValue == owner.email)
        #expect(made["assigned_to"] == .id(sales.userID) && made["assigned_to_name"].stringValue == sales.email)
        let client = "/api/clients/\(made.id)/"

        for number in 1...20 {
            let body = MiniExample.john.with("email", .string("c\(number)@example.com")).with("assigned_to", .id(owner.userID))
            _ = try await owner.make("/api/clients/", body)
        }
        let list = try await owner.get("/api/clients/")
        try Contract.expect(list, matches: MiniExample.list)
        #expect(list.count == 21 && list["next"].stringValue == owner.server.origin + "/api/clients/?page=2")

        #expect(try await sales.post("/api/interactions/", MiniExample.demo.with("client", .id(made.id))).status == 201)
        let detail = try await owner.get(client)
        try Contract.expect(detail, matches: MiniExample.detail)
        #expect(detail["interactions"].arrayValue?.first?["created_by_name"]?.stringValue == sales.email)

        let put = try await owner.put(client, MiniExample.jane)
        try Contract.expect(put, matches: MiniExample.detail)
        #expect(put["first_name"] == "Jane" && put["company"] == "Tech Solutions" && put["notes"] == "Interested in premium package")
        let patched = try await owner.patch(client, ["stage": "ACTIVE", "notes": "Updated notes"])
        try Contract.expect(patched, matches: MiniExample.detail)
        #expect(patched["stage"] == "ACTIVE" && patched["notes"] == "Updated notes")
        #expect(try await owner.patch(client, ["phone": "+9876543210"])["phone"] == "+9876543210")
        #expect(try await owner.patch(client, [:]).json == (try await owner.get(client)).json)

        let gone = try await owner.delete(client)
        #expect(gone.status == 204 && gone.bytes.isEmpty)
        #expect(try await owner.get(client).status == 404)
        #expect(try await owner.isDeleted("contacts", made.id))
    }

    @Test func aNameIsAUsernameAndFollowsIt() async throws {
        let owner = try await Client.owner()
        let id = try await owner.make("/api/clients/", MiniExample.jane)
        _ = try await owner.server.owner.query("UPDATE users SET username = \("admin \(owner.userID)") WHERE id = \(owner.userID)")
        let detail = try await owner.get("/api/clients/\(id)/")
        #expect(detail["created_by_name"].stringValue == "admin \(owner.userID)")
        #expect(detail["assigned_to"].isNull && detail["assigned_to_name"].isNull)
        let csv = try await owner.get("/api/clients/export/")
        #expect(csv.text.contains(",admin \(owner.userID),"), "\(csv.text)")
    }

    @Test func itsStageIsMovedAndTheMoveWrittenDown() async throws {
        let owner = try await Client.owner()
        let sales = try await owner.colleague("sales")
        let id = try await sales.make("/api/clients/", MiniExample.jane)
        let path = "/api/clients/\(id)/update_stage/"
        let moved = try await sales.patch(path, ["stage": "ACTIVE"])
        try Contract.expect(moved, matches: MiniExample.detail, nullable: ["phone", "address", "notes", "assigned_to", "assigned_to_name"])
        #expect(moved["stage"] == "ACTIVE")
        let note = try #require(moved["interactions"].arrayValue?.first)
        #expect(note["interaction_type"] == "NOTE" && note["description"] == "Stage changed from LEAD to ACTIVE")
        #expect(note["created_by"] == .id(sales.userID))
        // To be where it is already is no change.
        #expect(try await sales.patch(path, ["stage": "ACTIVE"])["interactions"].arrayValue?.count == 1)
        #expect(try await owner.get("/api/interactions/?client=\(id)").count == 1)
        // It is an activity like any other.
        let activity = try await owner.get("/activities/?contact=\(id)").results.first
        #expect(activity?["completed"] == true && activity?["activity_type"] == "note")

        for (body, status): (JSON, Int) in [
            ([:], 400), (["stage": "WON"], 400), (["stage": "lead"], 400), (["stage": .null], 400), (["stage": 1], 400),
            (["stage": "LEAD", "notes": "x"], 400),
        ] {
            let answer = try await sales.patch(path, body)
            #expect(answer.status == status && (answer.names("stage") || answer.names("notes")), "\(answer.text)")
        }
        let viewer = try await owner.colleague("viewer")
        #expect(try await viewer.patch(path, ["stage": "LEAD"]).status == 403)
        let other = try await owner.make("/api/clients/", MiniExample.john)
        #expect(try await sales.patch("/api/clients/\(other)/update_stage/", ["stage": "ACTIVE"]).status == 403)
        let stranger = try await Client.owner()
        #expect(try await stranger.patch(path, ["stage": "LEAD"]).status == 404)
        #expect(try await owner.get("/api/interactions/").count == 1)
        #expect(try await owner.get("/api/clients/\(id)/")["stage"] == "ACTIVE")
    }

    /// Of two that move it at once, the second says from where the first had put it.
    @Test func movesAtOnceAreWrittenDownInARow() async throws {
        let owner = try await Client.owner()
        let id = try await owner.make("/api/clients/", MiniExample.jane)
        let stages = ["ACTIVE", "IN_PROGRESS", "LEAD"]
        let answers = try await concurrently(12) { number in
            try await owner.patch("/api/clients/\(id)/update_stage/", ["stage": .string(stages[number % 3])]).status
        }
        #expect(answers.allSatisfy { $0 == 200 })
        let detail = try await owner.get("/api/clients/\(id)/")
        var stage = "LEAD"
        let notes = try #require(detail["interactions"].arrayValue).sorted { ($0["id"]?.int64Value ?? 0) < ($1["id"]?.int64Value ?? 0) }
        for note in notes {
            let words = (note["description"]?.stringValue ?? "").split(separator: " ").map(String.init)
            #expect(words.count == 6 && words[3] == stage && words[5] != stage, "\(words) after \(stage)")
            stage = words.last ?? ""
        }
        #expect(detail["stage"].stringValue == stage)
    }

    @Test func clientsByTheirStage() async throws {
        let owner = try await Client.owner()
        for (number, stage) in ["LEAD", "ACTIVE", "LEAD", "IN_PROGRESS"].enumerated() {
            _ = try await owner.make(
                "/api/clients/",
                MiniExample.john.with("email", .string("c\(number)@example.com")).with("stage", .string(stage))
            )
        }
        let leads = try await owner.get("/api/clients/by_stage/?stage=LEAD")
        let element = try #require(try JSONReader.parse(MiniExample.list)["results"]?.arrayValue?.first)
        try Contract.expect(leads, matches: "[\(element.serialized)]", nullable: ["assigned_to_name"])
        #expect(leads.json.arrayValue?.count == 2 && leads.json.arrayValue?.allSatisfy { $0["stage"] == "LEAD" } == true)
        #expect(try await owner.get("/api/clients/by_stage/").json.arrayValue?.count == 4)
        #expect(try await owner.get("/api/clients/by_stage").json.arrayValue?.count == 4)
        for (parameter, field) in [("stage=WON", "stage"), ("stage=lead", "stage"), ("page=1", "page"), ("stages=LEAD", "stages")] {
            let answer = try await owner.get("/api/clients/by_stage/?\(parameter)")
            #expect(answer.status == 400 && answer.names(field), "\(answer.text)")
        }
        let stranger = try await Client.owner()
        #expect(try await stranger.get("/api/clients/by_stage/").json == [])
    }
}
