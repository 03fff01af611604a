import PostgreSQL
import RBAC

/// The contact of a lead that is converted.
extension Engine {
    /// The contact who has the lead's email, or else a new one, where the lead says something of a person.
    /// - Throws: `CRMError.forbidden` where a new one is needed and the principal may not make contacts.
    func contact(
        of id: Int64,
        at company: Int64?,
        _ transaction: Transaction,
        _ authorization: Authorization
    ) async throws -> Int64? {
        let principal = authorization.principal
        if let known = try await transaction.query(Leads.contactSearch(id, authorization)).first {
            if let contact = try known.getIfPresent(0, as: Int64.self) { return contact }
            if try !known.get(1, as: Bool.self) { return nil }
        }
        let making = try principal.authorize(.create, Contacts.resource)
        let organization = principal.organizationID
        let place: [Leads.Copied] =
            company.map {
                [
                    Leads.Copied("company_id", "\($0)", of: []),
                    Leads.Copied(
                        "company_name",
                        "(SELECT name FROM companies WHERE organization_id = \(organization) AND id = \($0))",
                        of: []
                    ),
                ]
            } ?? [Leads.Copied("company_name")]
        let returned = "id, owner_id, assigned_to_id"
        let insertion = Leads.insertion(into: "contacts", Leads.ofContact + place, of: id, returning: returned, authorization)
        let made = try await run(Contacts.resource) { try await transaction.query(insertion) }
        guard let contact = made.first else { return nil }
        let owners = Owners(owner: try contact.getIfPresent(1), assignee: try contact.getIfPresent(2))
        guard making.reached.passes(owners) else { throw making.outside }
        return try contact.get(0)
    }
}

extension Leads {
    /// What a contact takes from a lead. A lead that has a name of its own and names no person gives it that.
    fileprivate static let ofContact =
        [
            Copied(
                "first_name",
                "CASE WHEN num_nonnulls(t.first_name, t.last_name, t.email) = 0 THEN left(t.name, 100) ELSE t.first_name END",
                of: ["first_name", "last_name", "email", "name"]
            ),
            Copied("lifecycle_stage", "'prospect'", of: []),
        ] + ["first_name", "last_name", "email", "phone", "job_title", "address", "tags", "notes", "assigned_to_id"].map { Copied($0) }

    /// The contact with the lead's email, and whether there is anybody to make one of: a person's name or address, or else a name with
    /// something that is a person's, or without a company.
    fileprivate static func contactSearch(_ id: Int64, _ authorization: Authorization) -> SQL {
        let hidden = hidden(from: authorization.principal)
        func given(_ fields: [String]) -> SQL {
            let seen = fields.filter { !hidden.contains($0) }.map { "t.\($0)" }
            return "\(literal: seen.isEmpty ? "false" : "num_nonnulls(\(seen.joined(separator: ", "))) > 0")"
        }
        // A name stands in only where it is certain that there is no other.
        let isNameSeen = hidden.isDisjoint(with: ["first_name", "last_name", "email", "name"])
        let byName: SQL =
            isNameSeen ? "t.name IS NOT NULL AND (\(given(["phone", "job_title"])) OR NOT \(given(["company_name"])))" : "false"
        return """
            SELECT c.id, \(given(["first_name", "last_name", "email"])) OR \(byName)
            FROM leads t LEFT JOIN contacts c ON c.organization_id = t.organization_id AND c.deleted_at IS NULL
                AND lower(c.email) = lower(\(literal: hidden.contains("email") ? "NULL" : "t.email"))
            \(resource.matching(id, authorization, and: [])) ORDER BY c.id LIMIT 1
            """
    }
}
