import PostgreSQL
import RBAC

/// What of a lead becomes a customer.
extension Leads {
    /// What a customer takes from the lead, each with the fields of the lead that it is made of.
    private static let copied: [(column: String, value: String, of: Set<String>)] =
        [
            ("customer_type", "CASE WHEN t.company_name IS NULL THEN 'individual' ELSE 'business' END", ["company_name"]),
            (
                "company_name",
                "coalesce(t.company_name, CASE WHEN t.first_name IS NULL AND t.last_name IS NULL THEN t.name END)",
                ["company_name", "first_name", "last_name", "name"]
            ),
        ]
        + [
            "first_name", "last_name", "email", "phone", "website", "industry", "source", "address", "city", "state", "postal_code",
            "country",
            "tags", "notes", "custom_fields",
        ].map { ($0, "t.\($0)", [$0]) }

    /// What a customer takes from a lead that this member converts. What is hidden from them stays with the lead: on the customer they
    /// would see it.
    static func customerColumns(seenBy principal: Principal) -> [(column: String, value: String)] {
        let hidden = principal.policy.restrictions(on: resource.name).hidden
        var columns = copied.filter { $0.of.isDisjoint(with: hidden) }.map { ($0.column, $0.value) }
        if !hidden.contains("company_name"), !columns.contains(where: { $0.0 == "company_name" }) {
            columns.append(("company_name", "t.company_name"))
        }
        let owners = resource.ownerColumns.filter { !hidden.contains($0) }.map { "t.\($0)" } + [String(principal.userID)]
        return columns + [("owner_id", "coalesce(\(owners.joined(separator: ", ")))")]
    }

    /// A lead of which nothing is left to call the customer by, once what is hidden is left out, cannot be converted by this member.
    static func naming<T>(_ principal: Principal, _ body: () async throws -> T) async throws -> T {
        do {
            return try await body()
        } catch PostgresError.server(let error) where error.constraint == "customers_named" {
            let hidden = principal.policy.restrictions(on: resource.name).hidden
            let names = ["name", "first_name", "last_name", "company_name", "email"]
            throw CRMError.protected(Permissions.convertLeads, field: names.first(where: hidden.contains) ?? "name")
        }
    }
}
