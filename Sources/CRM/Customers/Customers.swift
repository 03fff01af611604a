import PostgreSQL

/// Customers: people or businesses that buy (document "Tenant", Customers).
public enum Customers {
    static let customerType = Column<String>("customer_type", oneOf: ["individual", "business"], default: "business")
    static let source = Column<String>("source", oneOf: Common.sources)
    /// Whether one does business with them now.
    public static let status = Column<String>("status", oneOf: ["active", "inactive"], default: "active")

    static let naming = DisplayName(
        column: "display_name",
        [
            .conditional("company_name", where: "customer_type", is: "business"), .words(["first_name", "last_name"]),
            .column("company_name"),
            .column("email"),
        ]
    )

    /// The resource `customers`.
    public static let resource = Resource(
        "customers",
        label: "customer",
        fields: [
            Common.id.field, customerType.field, Common.displayName.field, Common.firstName.field, Common.lastName.field,
            Common.companyName.field, Common.email.field, Common.phone.field, Common.website.field, Common.industry.field, source.field,
        ] + Common.place + [
            status.field, Common.tags.field, Common.notes.field, Common.owner.field, Common.customFields.field,
        ] + Common.record,
        softDeleted: true,
        naming: naming,
        constraints: ["customers_named": unnamed],
        rules: Resource.Rules(check: { draft, id in
            if id == nil, ["first_name", "last_name", "company_name", "email"].allSatisfy({ !draft.gives($0) }) { throw unnamed }
        })
    )

    private static let unnamed = CRMError.invalid("first_name", "Give a first name, a last name, a company name or an email.")
}

extension Draft {
    /// Whether a value other than null is given.
    func gives(_ name: String) -> Bool { values.contains { $0.field.name == name && $0.value != .null } }
}
