import CRM

/// Document "Suite", CRM Endpoints: accounts, contacts and leads.
extension SuiteDoor {
    /// Accounts are companies.
    static let accounts = Shape(
        Companies.resource,
        path: "/api/crm/accounts/",
        manner: manner,
        keys: [
            Key("id", Common.id), Key("name", Companies.name),
            Key(
                "account_type",
                Companies.accountType,
                titles(["prospect", "customer", "partner", "vendor", "competitor", "other"])
            ),
            Key("industry", Common.industry), Key("phone", Common.phone), Key("email", Common.email), Key("website", Common.website),
            Key("territory", Companies.territory, .reference()), Key("address", Common.address, .value, .unlisted),
            Key("city", Common.city, .value, .unlisted), Key("state", Common.state, .value, .unlisted),
            Key("postal_code", Common.postalCode, .value, .unlisted), Key("country", Common.country, .value, .unlisted),
            Key("owner", Common.owner, .reference(), .unlisted), Key("tags", Common.tags, .value, .unlisted),
            Key("notes", Common.notes, .value, .unlisted), Key("custom_fields", Common.customFields, .value, .unlisted),
        ] + times
    )

    /// The account is the company, which is known by its name too.
    static let contacts = Shape(
        Contacts.resource,
        path: "/api/crm/contacts/",
        manner: manner,
        keys: [
            Key("id", Common.id), Key("first_name", Common.firstName), Key("last_name", Common.lastName), Key("email", Common.email),
            Key("phone", Common.phone), Key("title", Contacts.jobTitle), Key("account", Contacts.company, .reference()),
            Key("status", Contacts.status, titles(["active", "inactive"]), .unlisted),
            Key("address", Contacts.address, .value, .unlisted), Key("owner", Common.owner, .reference(), .unlisted),
            Key("assigned_to", Contacts.assignedTo, .reference(), .unlisted), Key("tags", Common.tags, .value, .unlisted),
            Key("notes", Common.notes, .value, .unlisted), Key("custom_fields", Common.customFields, .value, .unlisted),
        ] + times
    )

    /// A lead that was disqualified is lost.
    static let leads = Shape(
        Leads.resource,
        path: "/api/crm/leads/",
        manner: manner,
        keys: [
            Key("id", Common.id), Key("first_name", Common.firstName), Key("last_name", Common.lastName), Key("email", Common.email),
            Key("phone", Common.phone), Key("company_name", Common.companyName), Key("lead_source", Leads.source, titles(Common.sources)),
            Key("status", Leads.status, .spelled(leadStatus)), Key("territory", Leads.territory, .reference()),
            Key("title", Leads.jobTitle, .value, .unlisted), Key("website", Common.website, .value, .unlisted),
            Key("industry", Common.industry, .value, .unlisted), Key("owner", Common.owner, .reference(), .unlisted),
            Key("assigned_to", Leads.assignedTo, .reference(), .unlisted),
            Key("account", Leads.convertedCompany, .reference(), .unlisted),
            Key("contact", Leads.convertedContact, .reference(), .unlisted), Key("deal", Leads.convertedDeal, .reference(), .unlisted),
            Key("converted_at", Leads.convertedAt, .value, .unlisted), Key("tags", Common.tags, .value, .unlisted),
            Key("notes", Common.notes, .value, .unlisted), Key("custom_fields", Common.customFields, .value, .unlisted),
        ] + times
    )

    private static let leadStatus = Spelling([
        "new": "New", "contacted": "Contacted", "qualified": "Qualified", "unqualified": "Lost", "converted": "Converted",
    ])
}
