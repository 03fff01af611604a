import PostgreSQL
import RBAC

extension Leads {
    /// What a lead became.
    public struct Conversion: Sendable {
        /// The lead, now converted.
        public let lead: Record
        /// The customer that was made of it.
        public let customer: Record
    }
}

extension Engine {
    /// Makes a customer of a lead, in one transaction and once: the row lock lets only one of two requests through.
    /// - Parameters:
    ///   - overrides: values for the customer that differ from the lead's.
    ///   - making: the right to make customers, whose scope reaches the new one.
    /// - Throws: `CRMError.conflict` where the lead is already converted; `CRMError.notFound`.
    public func convert(
        _ id: Int64,
        overrides: Draft,
        showing lead: Selection,
        _ customer: Selection,
        _ authorization: Authorization,
        making: Authorization
    ) async throws -> Leads.Conversion {
        do {
            return try await database.transaction(settings: authorization.principal.settings) { transaction in
                try await lock(id, transaction, authorization)
                let customerID = try await makeCustomer(of: id, transaction, authorization, making)
                try await change(customerID, overrides, customer, transaction, making)
                var write = Write()
                write.assign(Leads.status, .text("converted"))
                write.assign(Leads.convertedCustomer, .integer(customerID))
                write.assign(Leads.convertedBy, .integer(authorization.principal.userID))
                write.assign("converted_at", "now()")
                let made = Authorization(reading: Customers.resource, authorization.principal)
                let results = try await transaction.batch([
                    Leads.resource.update(id, write, authorization, answering: lead),
                    customer.select(from: "customers") + Customers.resource.matching(customerID, made, and: []),
                ])
                guard let converted = results[0].first, let new = results[1].first else { throw Unreached() }
                return Leads.Conversion(lead: Record(selection: lead, row: converted), customer: Record(selection: customer, row: new))
            }
        } catch is Unreached {
            throw try await refusal(Draft(), id, authorization)
        }
    }

    private func lock(_ id: Int64, _ transaction: Transaction, _ authorization: Authorization) async throws {
        let locked = try await transaction.query(
            "SELECT t.status FROM leads t\(Leads.resource.matching(id, authorization, and: [])) FOR UPDATE"
        )
        guard let lead = locked.first else { throw Unreached() }
        guard try lead.get(0, as: String.self) != "converted" else { throw CRMError.conflict("This lead is already converted.") }
    }

    /// The customer belongs to whom the lead belonged.
    private func makeCustomer(
        of id: Int64,
        _ transaction: Transaction,
        _ authorization: Authorization,
        _ making: Authorization
    ) async throws -> Int64 {
        let principal = making.principal
        let copied = Leads.customerColumns(seenBy: principal)
        let made = try await Leads.naming(principal) {
            try await transaction.query(
                """
                INSERT INTO customers (organization_id, created_by_id, \(literal: copied.map(\.column).joined(separator: ", ")))
                SELECT t.organization_id, \(principal.userID), \(literal: copied.map(\.value).joined(separator: ", "))
                FROM leads t\(Leads.resource.matching(id, authorization, and: []))
                RETURNING id, owner_id
                """
            )
        }
        guard making.reached.passes(Owners(owner: try made[0].getIfPresent(1))) else { throw making.outside }
        return try made[0].get(0)
    }

    private func change(
        _ id: Int64,
        _ overrides: Draft,
        _ customer: Selection,
        _ transaction: Transaction,
        _ making: Authorization
    ) async throws {
        if overrides.isEmpty { return }
        let made = Authorization(reading: Customers.resource, making.principal)
        let statements = try Customers.resource.statements(overrides, id, made, answering: customer)
        let changed = try await run(Customers.resource) { try await transaction.batch(statements) }
        guard changed.last?.isEmpty ?? true else { return }
        // Within this transaction nobody else sees the customer, so only what was asked for can be the reason.
        let conditions = try Customers.resource.write(overrides, id, made).conditions
        for condition in conditions {
            let holds = try await transaction.query(
                "SELECT FROM customers t\(Customers.resource.matching(id, made, and: [condition.sql]))"
            )
            if holds.isEmpty { throw condition.error }
        }
    }
}

/// The lead is not there or out of reach: thrown within the transaction, so that it is rolled back before anyone asks which.
private struct Unreached: Error {}
