import JSON
import TestSupport
import Testing

@testable import API

/// A kind of record as document "Suite" shows it: what is sent to make one, and what a list of them is answered with. The document's
/// ids stand for those that a test has.
struct SuiteExample: Sendable, CustomTestStringConvertible {
    let path: String
    let request: String
    let list: String
    /// What may be null although the example is not.
    var nullable: Set<String> = []

    var testDescription: String { path }

    /// The document's request, with the test's ids in it.
    func body(_ office: SuiteOffice) throws -> JSON {
        guard var object = try JSONReader.parse(request).objectValue else { throw JSONError(message: "No object.", offset: 0) }
        for (key, id) in office.ids where object[key] != nil { object[key] = .id(id) }
        return .object(object)
    }

    static let all = parties + sales + activities + products + others
}

extension SuiteExample {
    private static let others = [
        SuiteExample(
            path: "/api/territories/territories/",
            request: #"{"name": "New Territory", "description": "New sales territory", "is_active": true}"#,
            list: #"""
                {"count": 5, "next": null, "previous": null, "results": [
                    {"id": 1, "name": "North Territory", "description": "North sales territory", "is_active": true,
                        "created_at": "2024-01-01T00:00:00Z"}]}
                """#,
            nullable: ["results.description"]
        ),
        SuiteExample(
            path: "/api/system-config/settings/",
            request: #"{"key": "invoice.prefix", "value": {"prefix": "RK", "digits": 6}, "description": "How invoices are numbered"}"#,
            list: #"""
                {"count": 1, "next": null, "previous": null, "results": [
                    {"id": 1, "key": "a", "value": null, "description": "A", "created_at": "2024-01-01T00:00:00Z",
                        "updated_at": "2024-01-01T00:00:00Z"}]}
                """#
        ),
        SuiteExample(
            path: "/api/integrations/integrations/",
            request: #"{"name": "Books", "type": "accounting", "config": {"url": "https://books.example.com", "retries": {"most": 3}}}"#,
            list: #"""
                {"count": 1, "next": null, "previous": null, "results": [
                    {"id": 1, "name": "A", "integration_type": "B", "description": null, "config": {"url": "https://a.example.com",
                        "retries": {"most": 3}}, "is_active": true, "created_at": "2024-01-01T00:00:00Z",
                        "updated_at": "2024-01-01T00:00:00Z"}]}
                """#
        ),
        SuiteExample(
            path: "/api/integrations/webhooks/",
            request: #"""
                {"name": "New Lead Notification", "url": "https://your-app.com/webhooks/mycrm",
                    "events": ["lead.created", "lead.converted"], "secret": "your_webhook_secret", "active": true}
                """#,
            list: #"""
                {"count": 1, "next": null, "previous": null, "results": [
                    {"id": 1, "name": "A", "url": "https://a.example.com", "events": ["lead.created"], "has_secret": true,
                        "is_active": true, "created_at": "2024-01-01T00:00:00Z", "updated_at": "2024-01-01T00:00:00Z"}]}
                """#
        ),
    ]
}

/// An organization that has something for every id in the document's requests to stand for.
struct SuiteOffice: Sendable {
    let owner: Client
    /// By the key under which requests name it.
    let ids: [String: Int64]

    init(on server: TestServer? = nil) async throws {
        owner = try await Client.owner(on: server)
        let territory = try await owner.make("/api/territories/territories/", ["name": "North Territory"])
        let account = try await owner.make("/api/crm/accounts/", ["name": "Acme Corporation", "territory": .id(territory)])
        let contact = try await owner.make(
            "/api/crm/contacts/",
            [
                "first_name": "John", "last_name": "Doe", "email": "john.doe@acme.com", "phone": "+1-555-123-4567", "title": "CEO",
                "account": .id(account),
            ]
        )
        let category = try await owner.make("/api/products/categories/", ["name": "Software", "description": "Software products"])
        let stages = try await owner.get("/api/deals/pipeline-stages/")
        ids = [
            "territory": territory, "account": account, "contact": contact, "category": category, "owner": owner.userID,
            "stage": stages.ids.first ?? 0,
        ]
    }

    func id(_ key: String) -> Int64 { ids[key] ?? 0 }

    /// A deal of the document.
    func deal() async throws -> Int64 {
        try await owner.make("/api/deals/deals/", ["name": "New Deal", "account": .id(id("account")), "amount": 25000])
    }

    /// The stages of the default pipeline, in their order.
    var stages: [Int64] {
        get async throws { try await owner.get("/api/deals/pipeline-stages/").ids }
    }
}
