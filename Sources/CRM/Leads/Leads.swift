import PostgreSQL

/// Leads: people or businesses that may become customers (document "Tenant", Leads).
public enum Leads {
    /// A title of its own ("New Lead - Acme Corp"), or else the person or the company.
    package static let name = Column<String>(Field("name", .text(maximum: 200, .line), .searched, expression: "t.display_name"))
    package static let jobTitle = Column<String>("job_title", maximum: 100)
    package static let source = Column<String>("source", oneOf: Common.sources, default: "other")
    /// Changed to `converted` by the conversion alone.
    public static let status = Column<String>(
        "status",
        oneOf: ["new", "contacted", "qualified", "unqualified", "converted"],
        default: "new"
    )
    package static let priority = Column<String>("priority", oneOf: Common.priorities, default: "medium")
    /// How promising the lead is, in percent.
    public static let score = Column<Int64>("score", in: 0...100, default: 0)
    /// How likely it is to become a sale, in percent.
    package static let probability = Column<Int64>("probability", in: 0...100, default: 0)
    package static let territory = Column<Int64>("territory_id", "territory", references: .territory)
    package static let estimatedValue = Column<Numeric>(money: "estimated_value")
    package static let currency = Column<String>(Field("currency", .text(maximum: 3, .currency), standard: .text("USD")))
    package static let assignedTo = Column<Int64>("assigned_to_id", "assigned_to", references: .member, .owning)
    package static let disqualifiedReason = Column<String>("disqualified_reason", maximum: 500, .readOnly)
    package static let qualifiedAt = Column<Instant>("qualified_at", .readOnly)
    package static let convertedCustomer = Column<Int64>("converted_customer_id", "converted_customer", references: .customer, .readOnly)
    package static let convertedContact = Column<Int64>("converted_contact_id", "converted_contact", references: .contact, .readOnly)
    package static let convertedCompany = Column<Int64>("converted_company_id", "converted_company", references: .company, .readOnly)
    package static let convertedDeal = Column<Int64>("converted_deal_id", "converted_deal", references: .deal, .readOnly)
    package static let convertedAt = Column<Instant>("converted_at", .readOnly)
    package static let convertedBy = Column<Int64>("converted_by_id", "converted_by", references: .member, .readOnly)

    static let naming = DisplayName(
        column: "display_name",
        [.column("name"), .words(["first_name", "last_name"]), .column("company_name"), .column("email")]
    )

    /// The resource `leads`.
    public static let resource = Resource(
        "leads",
        label: "lead",
        fields: [
            Common.id.field, name.field, Common.firstName.field, Common.lastName.field, Common.companyName.field, jobTitle.field,
            Common.email.field, Common.phone.field, Common.website.field, Common.industry.field,
        ] + Common.place + [
            source.field, status.field, priority.field, score.field, probability.field, estimatedValue.field, currency.field,
            Common.owner.field,
            assignedTo.field, territory.field, Common.tags.field, Common.notes.field, Common.customFields.field, disqualifiedReason.field,
            qualifiedAt.field, convertedCustomer.field, convertedContact.field, convertedCompany.field, convertedDeal.field,
            convertedAt.field, convertedBy.field,
        ] + Common.record + [activitiesCount.field, lastActivityAt.field],
        softDeleted: true,
        naming: naming,
        constraints: [
            "leads_named": unnamed,
            // The only way into or out of "converted" is the conversion; the database holds that.
            "leads_converted": .conflict("A converted lead keeps its status."),
        ],
        rules: Resource.Rules(
            check: { draft, id in
                if id == nil, ["name", "first_name", "last_name", "company_name", "email"].allSatisfy({ !draft.gives($0) }) {
                    throw unnamed
                }
                if id == nil, draft[status] == .text("converted") {
                    throw CRMError.invalid("status", "A lead is converted by its convert action.")
                }
            },
            write: { write, draft, id, authorization in
                guard let value = draft[status] else { return }
                if let id, value == .text("converted") { write.prelude = [refuseConversion(id, authorization)] }
                if value == .text("qualified") { write.assign("qualified_at", id == nil ? "now()" : "coalesce(t.qualified_at, now())") }
                if id != nil, value != .text("unqualified") { write.assign(disqualifiedReason, .null) }
            }
        )
    )

    /// A converted lead can be sent back as it was read; another one does not become "converted" this way.
    private static func refuseConversion(_ id: Int64, _ authorization: Authorization) -> SQL {
        let unconverted = resource.matching(id, authorization, and: ["t.status <> 'converted'"])
        return "SELECT refuse(400, 'status', 'A lead is converted by its convert action.') FROM leads t\(unconverted)"
    }

    private static let unnamed = CRMError.invalid("first_name", "Give a name, a first name, a last name, a company name or an email.")
}
