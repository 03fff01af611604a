import PostgreSQL

/// People one does business with: contacts in the documents "Classic", "Suite" and "V1", clients in "Mini".
public enum Contacts {
    package static let jobTitle = Column<String>("job_title", maximum: 100, .searched)
    /// The company by name. Of a company that is a record, its name, which follows the record.
    package static let companyName = Column<String>("company_name", maximum: 200, .searched)
    package static let company = Column<Int64>("company_id", "company", references: .company)
    /// How far they have come: Classic's category and Mini's stage.
    package static let lifecycleStage = Column<String>("lifecycle_stage", oneOf: ["lead", "prospect", "customer"], default: "lead")
    package static let status = Column<String>("status", oneOf: ["active", "inactive"], default: "active")
    package static let address = Column<String>("address", maximum: 500, [.unordered], format: .paragraph)
    package static let assignedTo = Column<Int64>("assigned_to_id", "assigned_to", references: .member, .owning)

    static let naming = DisplayName(column: "display_name", [.words(["first_name", "last_name"]), .column("email")])

    /// The resource `contacts`.
    public static let resource = Resource(
        "contacts",
        label: "contact",
        fields: [
            Common.id.field, Common.displayName.field, Common.firstName.field, Common.lastName.field, Common.email.field,
            Common.phone.field, jobTitle.field, companyName.field, company.field, lifecycleStage.field, status.field, address.field,
            Common.tags.field, Common.notes.field, Common.owner.field, assignedTo.field, Common.customFields.field,
        ] + Common.record,
        softDeleted: true,
        naming: naming,
        constraints: ["contacts_named": unnamed],
        rules: Resource.Rules(
            check: { draft, id in
                if id == nil, ["first_name", "last_name", "email"].allSatisfy({ !draft.gives($0) }) { throw unnamed }
            },
            write: { write, draft, _, authorization in
                // The id wins over the name, so that what was read can be sent back.
                if let company = draft[company] {
                    name(&write, company.id, authorization)
                } else if let name = draft[companyName]?.text {
                    link(&write, name, authorization)
                } else if draft.contains(companyName.name) {
                    write.assign(company, .null)
                }
            }
        )
    )

    /// The name of a company that is linked; without one, the name that is given, or none.
    private static func name(_ write: inout Write, _ company: Int64?, _ authorization: Authorization) {
        guard let company else { return write[companyName] == nil ? write.assign(companyName, .null) : () }
        let organization = authorization.principal.organizationID
        write.assign(companyName.name, "(SELECT name FROM companies WHERE organization_id = \(organization) AND id = \(company))")
    }

    /// A company that is named is linked, where there is one of that name that the principal may see.
    private static func link(_ write: inout Write, _ name: String, _ authorization: Authorization) {
        let principal = authorization.principal
        let visible: SQL = principal.condition(on: .company, alias: "c").map { " AND " + $0 } ?? ""
        write.assign(
            company.name,
            """
            (SELECT c.id FROM companies c WHERE c.organization_id = \(principal.organizationID) AND lower(c.name) = lower(\(name))\(visible)
                ORDER BY c.id LIMIT 1)
            """
        )
    }

    private static let unnamed = CRMError.invalid("first_name", "Give a first name, a last name or an email.")
}
