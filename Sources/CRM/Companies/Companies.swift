import PostgreSQL

/// Businesses that contacts work for: "companies" in document "Classic", "accounts" in document "Suite". Deleted for good.
public enum Companies {
    package static let name = Column<String>("name", maximum: 200, [.required, .searched])
    package static let accountType = Column<String>(
        "account_type",
        oneOf: ["prospect", "customer", "partner", "vendor", "competitor", "other"],
        default: "prospect"
    )
    /// What a lead's company is recognized by: of the website, or else of the email.
    package static let domain = Column<String>("domain", maximum: 500, .readOnly)
    package static let territory = Column<Int64>("territory_id", "territory", references: .territory)

    /// The resource `companies`.
    public static let resource = Resource(
        "companies",
        label: "company",
        fields: [
            Common.id.field, name.field, accountType.field, Common.industry.field, Common.email.field, Common.phone.field,
            Common.website.field, domain.field,
        ] + Common.place + [
            territory.field, Common.tags.field, Common.notes.field, Common.owner.field, Common.customFields.field,
        ] + Common.record,
        rules: Resource.Rules(write: { write, draft, id, _ in
            guard id != nil, draft.gives(name.name) else { return }
            // Contacts keep their company's name beside its id: a list of them needs no join, and a search no second table.
            write.companions = [
                """
                UPDATE contacts c SET company_name = written.name FROM written
                WHERE c.organization_id = written.organization_id AND c.company_id = written.id
                    AND c.company_name IS DISTINCT FROM written.name
                """
            ]
        })
    )
}
