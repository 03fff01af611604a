import JSON
import TestSupport

/// One line of the document: what is sent, and what has to come back. `{customer}` in a path or a body is a record's id.
struct Endpoint: Sendable {
    let method: String
    let path: String
    let status: Int
    let body: String?
    /// Keys that the answer has.
    let shows: [String]

    init(_ method: String, _ path: String, _ status: Int, body: String? = nil, shows: [String] = []) {
        self.method = method
        self.path = path
        self.status = status
        self.body = body
        self.shows = shows
    }

    var line: String { "\(method) \(path)" }

    func path(with records: [String: Int64], slash: Bool) -> String {
        let path = Self.fill(path, records)
        return slash ? path : String(path.dropLast())
    }

    func body(with records: [String: Int64], _ client: Client) throws -> JSON? {
        guard let body else { return nil }
        var text = Self.fill(body, records)
        for (name, value) in [("{email}", client.email), ("{password}", client.password), ("{new email}", newEmail())] {
            text = text.replacing(name, with: value)
        }
        return try JSONReader.parse(text)
    }

    private static func fill(_ template: String, _ records: [String: Int64]) -> String {
        records.reduce(template) { $0.replacing("{\($1.key)}", with: String($1.value)) }
    }

    /// One of everything that the paths name.
    static func records(_ owner: Client) async throws -> [String: Int64] {
        let (pipeline, stages) = try await owner.defaultPipeline()
        let guest = try await Client.owner(on: owner.server)
        var records = ["organization": owner.organizationID, "pipeline": pipeline, "stage": stages[1], "guest": guest.userID]
        records["role"] = try await owner.makeRole("Helper", [])
        records["customer"] = try await owner.make("/api/customers/", ["first_name": "John", "last_name": "Doe"])
        records["unwanted customer"] = try await owner.make("/api/customers/", ["company_name": "Gone Ltd"])
        records["lead"] = try await owner.make(
            "/api/leads/",
            ["first_name": "Test", "email": "test@example.com", "source": "website", "priority": "high"]
        )
        records["ripe lead"] = try await owner.make("/api/leads/", ["company_name": "Some Company"])
        records["unwanted lead"] = try await owner.make("/api/leads/", ["last_name": "Lead"])
        records["deal"] = try await owner.make("/api/deals/", ["name": "Big one"])
        records["employee"] = try await owner.make("/api/employees/", ["first_name": "E", "last_name": "M", "department": "Sales"])
        return records
    }
}
