import JSON
import PostgreSQL
import TestSupport

/// Document "Classic" shows no example of a record: these are its bodies, filled in, and what its clients can count on.
enum ClassicExample {
    static let contact = #"""
        {"id": 1, "first_name": "John", "last_name": "Doe", "email": "john@example.com", "phone_number": "+1 555 0100", "company": 1,
            "company_name": "Acme", "category": "lead", "notes": "Met at the fair.", "assigned_to": 1, "created_by": 1,
            "created_at": "2025-03-01T10:00:00Z", "updated_at": "2025-03-01T10:00:00Z"}
        """#
    static let company = #"""
        {"id": 1, "name": "Acme", "address": "1 Main St", "city": "Berlin", "country": "Germany", "website": "https://acme.example/",
            "created_by": 1, "created_at": "2025-03-01T10:00:00Z", "updated_at": "2025-03-01T10:00:00Z"}
        """#
    static let activity = #"""
        {"id": 1, "contact": 1, "activity_type": "call", "subject": "Call John", "details": "About the offer.",
            "due_date": "2030-03-01T10:00:00Z", "completed": false, "priority": "medium", "assigned_to": 1, "created_by": 1,
            "created_at": "2025-03-01T10:00:00Z", "updated_at": "2025-03-01T10:00:00Z"}
        """#
    static let sales = #"{"lead": 10, "prospect": 5, "customer": 20}"#
    static let months = #"{"2025-03": 5, "2025-04": 12}"#

    static func list(of example: String) -> String { #"{"count": 1, "next": null, "previous": null, "results": [\#(example)]}"# }

    static let newCompany: JSON = [
        "name": "Acme", "address": "1 Main St", "city": "Berlin", "country": "Germany", "website": "https://acme.example/",
    ]

    static func newContact(company: Int64) -> JSON {
        [
            "first_name": "John", "last_name": "Doe", "email": "john@example.com", "phone_number": "+1 555 0100", "company": .id(company),
            "category": "lead", "notes": "Met at the fair.",
        ]
    }

    static let newActivity: JSON = [
        "activity_type": "call", "subject": "Call John", "details": "About the offer.", "due_date": "2030-03-01T10:00:00Z",
    ]
}

extension JSON {
    /// An object without members.
    static let empty: JSON = [:]

    /// The object with another member, or with another value for it.
    func with(_ key: String, _ value: JSON) -> JSON {
        var object = objectValue ?? JSONObject()
        object[key] = value
        return .object(object)
    }
}

extension Client {
    /// The stored values of a row of a table, whether or not anybody sees it still.
    func isDeleted(_ table: String, _ id: Int64) async throws -> Bool {
        let rows = try await server.owner.query("SELECT deleted_at IS NOT NULL FROM \(identifier: table) WHERE id = \(id)")
        return try rows[0].get(0)
    }
}
