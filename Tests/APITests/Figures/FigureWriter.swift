import JSON
import PostgreSQL
import TestSupport

@testable import CRM

/// Somebody who writes in every way there is.
struct FigureWriter {
    let owner: Client
    let number: Int

    func work(rounds: Int) async throws {
        for round in 0..<rounds {
            let text = "\(number).\(round)"
            let lead = try await owner.make(
                "/api/leads/",
                [
                    "name": .string("Lead \(text)"), "email": .string("l\(text)@example.org"), "score": .id(Int64(round)),
                    "estimated_value": "10.25",
                ]
            )
            let trade = JSON.string("Trade \(round)")
            let customer = try await owner.make("/api/customers/", ["first_name": "Ann", "source": "website", "industry": trade])
            let deal = try await owner.make("/api/deals/", ["name": "Deal", "amount": "100.10"])
            let company = try await owner.make("/api/companies/", ["name": .string("Company \(text)")])
            let contact = try await owner.make(
                "/api/contacts/",
                ["first_name": "Bob", "email": .string("c\(text)@example.org"), "company": .id(company)]
            )
            try done(200, await owner.patch("/api/leads/\(lead)/", ["status": "contacted", "priority": "high", "estimated_value": nil]))
            try done(200, await owner.patch("/api/customers/\(customer)/", ["notes": "Not counted"]))
            try done(200, await owner.patch("/api/deals/\(deal)/", ["amount": "7.77"]))
            try done(200, await owner.post("/api/deals/\(deal)/mark_\(round.isMultiple(of: 2) ? "won" : "lost")/"))
            if round.isMultiple(of: 3) { try done(200, await owner.post("/api/leads/\(lead)/convert/")) }
            try done(204, await owner.delete("/api/companies/\(company)/"))
            try await bulk(text)
            try await restore(customer, contact)
        }
    }

    /// Many at once, some of which come to nothing.
    private func bulk(_ text: String) async throws {
        let leads = (0..<5).map { ["name": .string("Bulk \(text).\($0)"), "status": $0 == 2 ? "qualified" : "new"] as JSON }
        let made = try await owner.post("/api/leads/bulk_create/", .array(leads))
        try done(201, made)
        let changes = made.ids.map { ["id": .id($0), "status": "contacted"] as JSON }
        try done(200, await owner.post("/api/leads/bulk_update/", .array(Array(changes.prefix(3)))))
        try done(404, await owner.post("/api/leads/bulk_update/", .array(changes + [["id": 987_654_321_987, "status": "new"]])))
        try done(200, await owner.post("/api/leads/bulk_delete/", ["ids": .ids(Array(made.ids.prefix(2)))]))
    }

    /// Deletes records softly, and brings one back, which only an operator can.
    private func restore(_ customer: Int64, _ contact: Int64) async throws {
        try done(204, await owner.delete("/api/customers/\(customer)/"))
        try done(204, await owner.delete("/api/contacts/\(contact)/"))
        _ = try await owner.server.database.query(
            """
            UPDATE customers SET deleted_at = NULL, status = 'inactive'
            WHERE organization_id = \(owner.organizationID) AND id = \(customer)
            """,
            settings: .organization(owner.organizationID)
        )
    }

    private func done(_ status: Int, _ answer: Answer) throws {
        if answer.status != status { throw Unexpected(answer) }
    }
}
