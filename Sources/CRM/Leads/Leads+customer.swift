import PostgreSQL
import RBAC

extension Leads {
    /// What a lead became.
    public struct Conversion: Sendable {
        /// The lead, now converted.
        public let lead: Record
        /// The customer that was made of it, or that had its email.
        public let customer: Record
    }
}

/// A lead that becomes a customer (document "Tenant", Leads).
extension Engine {
    /// Makes a customer of a lead, or links it with the one that has its email.
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
        try await converting(id, authorization) { transaction in
            let customerID: Int64
            if let known = try await findCustomer(of: id, overrides, transaction, authorization) {
                customerID = known
                if !overrides.isEmpty {
                    let changing = try authorization.principal.authorize(.update, Customers.resource)
                    try await change(known, overrides, customer, transaction, changing)
                }
            } else {
                customerID = try await makeCustomer(of: id, transaction, authorization, making)
                let reading = Authorization(reading: Customers.resource, making.principal)
                if !overrides.isEmpty { try await change(customerID, overrides, customer, transaction, reading) }
            }
            let links = [(Leads.convertedCustomer, Int64?.some(customerID))]
            let (converted, shown) = try await link(id, to: links, lead, showing: (customer, customerID), transaction, authorization)
            return Leads.Conversion(lead: converted, customer: shown)
        }
    }

    /// The oldest customer with the email, of those that the principal may see.
    private func findCustomer(
        of id: Int64,
        _ overrides: Draft,
        _ transaction: Transaction,
        _ authorization: Authorization
    ) async throws -> Int64? {
        let principal = authorization.principal
        var email: SQL = Leads.hidden(from: principal).contains(Common.email.name) ? "NULL" : "t.email"
        if let given = overrides[Common.email] { email = given.sql(for: Common.email.field.kind) }
        let visible: SQL = principal.condition(on: .customer, alias: "c").map { " AND " + $0 } ?? ""
        let found = try await transaction.query(
            """
            SELECT c.id FROM leads t JOIN customers c ON c.organization_id = t.organization_id AND c.deleted_at IS NULL
                AND lower(c.email) = lower(\(email))\(visible)
            \(Leads.resource.matching(id, authorization, and: [])) ORDER BY c.id LIMIT 1
            """
        )
        return try found.first?.get(0)
    }

    /// The customer belongs to whom the lead belonged.
    private func makeCustomer(
        of id: Int64,
        _ transaction: Transaction,
        _ authorization: Authorization,
        _ making: Authorization
    ) async throws -> Int64 {
        let insertion = Leads.insertion(into: "customers", Leads.ofCustomer, of: id, returning: "id, owner_id", authorization)
        let made = try await Leads.requireName(making.principal) { try await transaction.query(insertion) }
        guard making.reached.passes(Owners(owner: try made[0].getIfPresent(1))) else { throw making.outside }
        return try made[0].get(0)
    }

    private func change(
        _ id: Int64,
        _ overrides: Draft,
        _ customer: Selection,
        _ transaction: Transaction,
        _ changing: Authorization
    ) async throws {
        let resource = Customers.resource
        let statements = try resource.statements(overrides, id, changing, answering: customer)
        let changed = try await run(resource) { try await transaction.batch(statements) }
        guard changed.last?.isEmpty ?? true else { return }
        let place: SQL = " FROM customers t" + resource.matching(id, changing, and: [])
        if try await transaction.query("SELECT" + place).isEmpty { throw changing.outside }
        try await requireConditions(try resource.write(overrides, id, changing), place, transaction)
    }
}

extension Leads {
    /// What a customer takes from a lead.
    fileprivate static let ofCustomer =
        [
            Copied("customer_type", "CASE WHEN t.company_name IS NULL THEN 'individual' ELSE 'business' END", of: ["company_name"]),
            Copied(
                "company_name",
                "coalesce(t.company_name, CASE WHEN t.first_name IS NULL AND t.last_name IS NULL THEN t.name END)",
                of: ["company_name", "first_name", "last_name", "name"]
            ),
        ]
        + [
            "company_name", "first_name", "last_name", "email", "phone", "website", "industry", "source", "address", "city", "state",
            "postal_code", "country", "tags", "notes", "custom_fields",
        ].map { Copied($0) }

    /// A lead of which nothing is left to call the customer by, once what is hidden is left out, cannot be converted by this member.
    fileprivate static func requireName<T>(_ principal: Principal, _ body: () async throws -> T) async throws -> T {
        do {
            return try await body()
        } catch PostgresError.server(let error) where error.constraint == "customers_named" {
            let names = ["name", "first_name", "last_name", "company_name", "email"]
            throw CRMError.protected(Permissions.convertLeads, field: names.first(where: hidden(from: principal).contains) ?? "name")
        }
    }
}
