import JSON
import PostgreSQL
import TestSupport
import Testing

@testable import API
@testable import CRM

/// Settings, integrations and webhooks: an organization's own set-up, which is its owners' and admins'.
@Suite struct SuiteConfigurationTests {
    private let webhooks = "/api/integrations/webhooks/"

    @Test(arguments: ["null", "true", "1.50", "\"text\"", "[]", "{}", #"[1, {"a": [null, "ß", {"b": -0.5}]}]"#])
    func aSettingHoldsAnyValue(_ text: String) async throws {
        let owner = try await Client.owner()
        let value = try JSONReader.parse(text)
        let made = try await owner.post("/api/system-config/settings/", ["key": "k", "value": value])
        #expect(made.status == 201 && made["value"] == value, "\(made.text)")
        #expect(try await owner.get("/api/system-config/settings/?key=k").results.first?["value"] == value)
        let other = try await owner.patch("/api/system-config/settings/\(made.id)/", ["value": ["was": value]])
        #expect(other["value"] == ["was": value])
        let refused = try await owner.post("/api/system-config/settings/", ["key": "K"])
        #expect(refused.status == 400 && refused["error", "details", "key"].arrayValue?.count == 1, "\(refused.text)")
    }

    @Test func aValueHasItsBounds() async throws {
        let owner = try await Client.owner()
        let deep = String(repeating: "[", count: 600) + String(repeating: "]", count: 600)
        let long = "\"" + String(repeating: "a", count: 65_535) + "\""
        for text in [deep, long, "1e400", "[1e-400]", #"{"a": {"b": 1e131071}}"#] {
            let bytes = Array(#"{"key": "k", "value": \#(text)}"#.utf8)
            let refused = try await owner.send("POST", "/api/system-config/settings/", bytes: bytes, type: "application/json")
            #expect(refused.status == 400, "\(refused.text.prefix(200))")
        }
        let fits = try await owner.post(
            "/api/system-config/settings/",
            ["key": "k", "value": .string(String(repeating: "a", count: 65_534))]
        )
        #expect(fits.status == 201)
        for config: JSON in [[], nil, "x", 1, true] {
            let refused = try await owner.post("/api/integrations/integrations/", ["name": "A", "type": "B", "config": config])
            #expect(refused.status == 400 && refused["error", "details", "config"].arrayValue?.count == 1, "\(refused.text)")
        }
        #expect(try await owner.get("/api/integrations/integrations/").count == 0)
    }

    @Test func aSecretIsNeverTold() async throws {
        let owner = try await Client.owner()
        let secret = "  whsec_d8f3 with blanks "
        let body: JSON = ["name": "A", "url": "https://example.org/hook", "events": ["deal.won"], "secret": .string(secret)]
        let made = try await owner.post(webhooks, body)
        #expect(made.status == 201 && made["has_secret"] == true, "\(made.text)")
        let path = "\(webhooks)\(made.id)/"
        let put = try await owner.put(path, try await owner.get(path).json)
        let patched = try await owner.patch(path, ["is_active": false])
        let answers = [
            made, put, patched, try await owner.get(path), try await owner.get(webhooks), try await owner.get(webhooks + "export/"),
            try await owner.get(webhooks + "export/?format=json"), try await owner.get(webhooks + "?search=whsec"),
            try await owner.post(webhooks + "bulk_update/", ["ids": .ids([made.id]), "data": ["secret": .string(secret)]]),
        ]
        for answer in answers {
            #expect(answer.status < 300 && !answer.text.contains("whsec_d8f3") && answer["secret"].isNull, "\(answer.text)")
        }
        #expect(answers[7].count == 0)
        for query in ["secret=x", "secret__istartswith=w", "secret__isnull=true", "ordering=secret"] {
            #expect(try await owner.get("\(webhooks)?\(query)").status == 400, "\(query)")
        }
        // It is kept to the letter, and goes only when it is taken away.
        let rows = try await owner.server.owner.query("SELECT secret FROM webhooks WHERE id = \(made.id)")
        #expect(try rows[0].get(0, as: String.self) == secret)
        #expect(try await owner.patch(path, ["secret": nil])["has_secret"] == false)
    }

    @Test(arguments: [
        "http://127.0.0.1/", "http://169.254.169.254/latest", "http://[::ffff:127.0.0.1]/", "http://localhost:8000/", "http://2130706433/",
        "file:///etc/passwd", "https://user@example.org/", "https://example.org/\r\nX: y", "http://10.0.0.1:5432",
    ])
    func aURLThatLeadsInsideIsRefused(_ url: String) async throws {
        let owner = try await Client.owner()
        let refused = try await owner.post(webhooks, ["name": "A", "url": .string(url)])
        #expect(refused.status == 400 && refused["error", "details", "url"].arrayValue?.count == 1, "\(refused.text)")
        let id = try await owner.make(webhooks, ["name": "A", "url": "https://example.org/"])
        let changes: [(String, String, JSON)] = [
            ("PATCH", "\(id)/", ["url": .string(url)]), ("PUT", "\(id)/", ["name": "A", "url": .string(url)]),
            ("POST", "bulk_create/", [["name": "B", "url": .string(url)]]),
            ("POST", "bulk_update/", [["id": .id(id), "url": .string(url)]]),
        ]
        for (method, path, body) in changes {
            #expect(try await owner.send(method, webhooks + path, body).status == 400, "\(method) \(path)")
        }
        #expect(try await owner.get(webhooks).results.map { $0["url"] } == ["https://example.org/"])
    }

    @Test func eventsAreThoseThatThereAre() async throws {
        let owner = try await Client.owner()
        let all = JSON.array(WebhookEvent.all.map(JSON.string))
        let made = try await owner.post(webhooks, ["name": "All", "url": "https://example.org/", "events": all])
        #expect(made.status == 201 && made["events"] == all, "\(made.text)")
        // Document "V1", Webhook Events.
        let documented = [
            "contact.created", "contact.updated", "contact.deleted", "lead.created", "lead.scored", "lead.converted", "opportunity.created",
            "opportunity.stage_changed", "opportunity.won", "opportunity.lost", "task.created", "task.completed",
        ]
        #expect(Set(documented).isSubset(of: WebhookEvent.all))
        let refused = try await owner.post(
            webhooks,
            ["name": "A", "url": "https://example.org/", "events": ["lead.created", "lead.eaten"]]
        )
        #expect(refused.status == 400 && refused["error", "details", "events"][0]?.stringValue?.contains("lead.eaten") == true)
        #expect(try await owner.get(webhooks + "?events=lead.scored").ids == [made.id])
    }

    @Test(arguments: ["/api/system-config/settings/", "/api/integrations/integrations/", "/api/integrations/webhooks/"])
    func itIsForOwnersAndAdmins(_ path: String) async throws {
        let office = try await SuiteOffice()
        let example = try #require(SuiteExample.all.first { $0.path == path })
        let body = try example.body(office)
        let id = try await office.owner.make(path, body)
        for role in ["manager", "sales", "viewer"] {
            let member = try await office.owner.colleague(role)
            for (method, place) in [
                ("GET", path), ("POST", path), ("GET", "\(path)\(id)/"), ("PUT", "\(path)\(id)/"), ("DELETE", "\(path)\(id)/"),
            ] {
                let refused = try await member.send(method, place, ["POST", "PUT"].contains(method) ? body : nil)
                #expect(refused.status == 403 && refused["error", "type"] == "PermissionDenied", "\(role) \(method): \(refused.text)")
            }
        }
        #expect(try await office.owner.colleague("admin").delete("\(path)\(id)/").status == 204)
    }
}
