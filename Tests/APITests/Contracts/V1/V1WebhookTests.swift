import JSON
import TestSupport
import Testing

/// Document "V1", Webhooks, as records.
@Suite struct V1WebhookTests {
    @Test func theDocumentsExample() async throws {
        let owner = try await Client.owner()
        let body: JSON = [
            "name": "New Lead Notification", "url": "https://your-app.com/webhooks/mycrm", "events": ["lead.created", "lead.converted"],
            "secret": "your_webhook_secret", "active": true,
        ]
        let made = try await owner.post("/api/v1/webhooks/", body)
        #expect(made.status == 201 && made["status"] == "success", "\(made.text)")
        for key in ["name", "url", "events", "active"] { #expect(made["data", key] == body[key], "\(key)") }
        #expect(made["data", "has_secret"] == true && made["data"].objectValue?["secret"] == nil)
        let list = try await owner.get("/api/v1/webhooks/")
        #expect(list.only == made["data"] && !list.text.contains("your_webhook_secret"))
        let path = "/api/v1/webhooks/\(made["data"].id)/"
        #expect(try await owner.patch(path, ["active": false])["data", "active"] == false)
        #expect(try await owner.get("/api/integrations/webhooks/\(made["data"].id)/")["is_active"] == false)
        #expect(try await owner.patch(path, ["events": ["lead.eaten"]]).details("events") != nil)
        #expect(try await owner.patch(path, ["url": "http://127.0.0.1/"]).details("url") != nil)
        #expect(try await Client.owner().get(path).status == 404)
        #expect(try await owner.colleague("sales").get("/api/v1/webhooks/").status == 403)
        #expect(try await owner.delete(path).status == 204)
    }
}
