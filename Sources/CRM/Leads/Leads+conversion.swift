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
    /// - Parameter overrides: values for the customer that differ from the lead's.
    /// - Throws: `CRMError.conflict` where the lead is already converted; `CRMError.notFound`.
    public func convert(
        _ id: Int64,
        overrides: Draft,
        showing lead: Selection,
        _ customer: Selection,
        _ authorization: Authorization
    ) async throws -> Leads.Conversion {
        let principal = authorization.principal
        let organization = principal.organizationID
        return try await database.transaction(settings: principal.settings) { transaction in
            let locked = try await transaction.query(
                "SELECT t.status FROM leads t\(Leads.resource.matching(id, authorization, and: [])) FOR UPDATE"
            )
            guard !locked.isEmpty else { throw CRMError.notFound }
            guard try locked[0].get(0, as: String.self) != "converted" else { throw CRMError.conflict("This lead is already converted.") }

            let made = try await transaction.query(
                """
                INSERT INTO customers (organization_id, created_by_id, customer_type, first_name, last_name, company_name, email, phone, website,
                    industry, source, address, city, state, postal_code, country, tags, notes, owner_id, custom_fields)
                SELECT organization_id, \(principal.userID), CASE WHEN company_name IS NULL THEN 'individual' ELSE 'business' END,
                    first_name, last_name, coalesce(company_name, CASE WHEN first_name IS NULL AND last_name IS NULL THEN name END), email, phone,
                    website, industry, source, address, city, state, postal_code, country, tags, notes,
                    coalesce(owner_id, assigned_to_id, \(principal.userID)), custom_fields
                FROM leads WHERE organization_id = \(organization) AND id = \(id)
                RETURNING id
                """
            )
            let customerID: Int64 = try made[0].get(0)
            if !overrides.isEmpty {
                let whole = Authorization(reading: Customers.resource, principal)
                let statements = try Customers.resource.statements(overrides, customerID, whole, answering: customer)
                let changed = try await run(Customers.resource) { try await transaction.batch(statements) }
                if changed.last?.isEmpty ?? true {
                    throw CRMError.unprocessable(CRMError.Problem("owner_id", "Invalid id: the object does not exist."))
                }
            }
            var write = Write()
            write.assign(Leads.status, .text("converted"))
            write.assign(Leads.convertedCustomer, .integer(customerID))
            write.assign(Leads.convertedBy, .integer(principal.userID))
            write.assign("converted_at", "now()")
            let results = try await transaction.batch([
                Leads.resource.update(id, write, authorization, answering: lead),
                customer.select(from: "customers") + " WHERE t.organization_id = \(organization) AND t.id = \(customerID)",
            ])
            return Leads.Conversion(lead: try Self.record(results[0], lead), customer: try Self.record(results[1], customer))
        }
    }
}
