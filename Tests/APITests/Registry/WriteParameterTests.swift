import JSON
import TestSupport
import Testing

/// Only reads have query parameters.
@Suite struct WriteParameterTests {
    @Test func aParameterOfAWriteIsRefusedAndNothingIsWritten() async throws {
        let owner = try await Client.owner()
        let id = try await owner.make("/api/customers/", ["first_name": "Ada"])
        let before = try await owner.get("/api/customers/\(id)/").bytes
        let answers = [
            try await owner.post("/api/customers/?dry_run=true", ["first_name": "Bob"]),
            try await owner.patch("/api/customers/\(id)/?dry_run=true", ["first_name": "Bob"]),
            try await owner.post("/api/customers/\(id)/deactivate/?dry_run=true"),
            try await owner.delete("/api/customers/\(id)/?dry_run=true"),
        ]
        for answer in answers {
            #expect(answer.status == 400)
            #expect(answer.json["dry_run"] != nil, "\(answer.text)")
        }
        #expect(try await owner.get("/api/customers/").count == 1)
        #expect(try await owner.get("/api/customers/\(id)/").bytes == before)
    }
}
