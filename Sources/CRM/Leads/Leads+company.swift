import PostgreSQL
import RBAC

/// The company of a lead that is converted.
extension Engine {
    /// The company that the lead is of, among those that the principal may see, or else a new one, where the lead names one.
    ///
    /// A new company takes no right but to convert leads: otherwise companies are written by managers only, and those who sell could
    /// not convert.
    func company(of id: Int64, _ transaction: Transaction, _ authorization: Authorization) async throws -> Int64? {
        if let find = Leads.companySearch(id, authorization), let found = try await transaction.query(find).first {
            return try found.get(0)
        }
        guard !Leads.hidden(from: authorization.principal).contains(Common.companyName.name) else { return nil }
        let insertion = Leads.insertion(
            into: "companies",
            Leads.ofCompany,
            of: id,
            where: ["t.company_name IS NOT NULL"],
            returning: "id",
            authorization
        )
        return try await run(Companies.resource) { try await transaction.query(insertion) }.first?.get(0)
    }
}

extension Leads {
    /// What a company takes from a lead. An address at a domain of its own tells whose the next lead from there is.
    fileprivate static let ofCompany =
        [
            Copied("name", "t.company_name", of: ["company_name"]),
            Copied("email", "CASE WHEN \(domainOfEmail) <> ALL(\(freeMail)) THEN t.email END", of: ["email"]),
        ] + ["website", "industry", "address", "city", "state", "postal_code", "country", "territory_id"].map { Copied($0) }

    /// Finds a company by the domain of the lead's website or email, or by its name. Both is better than a domain, and a domain than a name.
    fileprivate static func companySearch(_ id: Int64, _ authorization: Authorization) -> SQL? {
        let principal = authorization.principal
        let hidden = hidden(from: principal)
        let domains = [("website", domainOfWebsite), ("email", domainOfEmail)].filter { !hidden.contains($0.0) }.map { $0.1 }
        let byDomain: SQL =
            domains.isEmpty ? "false" : "coalesce(c.domain <> ALL(\(freeMail)) AND c.domain IN (\(domains.joined(separator: ", "))), false)"
        let byName: SQL = hidden.contains("company_name") ? "false" : "coalesce(lower(c.name) = lower(t.company_name), false)"
        let visible: SQL = principal.condition(on: .company, alias: "c").map { " AND " + $0 } ?? ""
        return """
            SELECT c.id FROM leads t JOIN companies c ON c.organization_id = t.organization_id AND (\(byDomain) OR \(byName))\(visible)
            \(resource.matching(id, authorization, and: [])) ORDER BY 2 * \(byDomain)::int + \(byName)::int DESC, c.id LIMIT 1
            """
    }

    /// As `companies.domain` is made.
    private static let domainOfWebsite: SQL = #"lower(substring(t.website FROM '^[a-zA-Z]+://(?:[wW][wW][wW]\.)?([^/:?#]+)'))"#
    private static let domainOfEmail: SQL = "lower(substring(t.email FROM '@([^@]+)$'))"

    /// Where people have mail who do not work there.
    private static let freeMail = [
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "ymail.com", "aol.com",
        "icloud.com",
        "me.com", "mac.com", "gmx.com", "gmx.net", "gmx.de", "web.de", "mail.com", "mail.ru", "yandex.ru", "yandex.com", "proton.me",
        "protonmail.com", "zoho.com", "qq.com", "163.com", "126.com", "orange.fr", "free.fr", "t-online.de", "comcast.net",
    ]
}
