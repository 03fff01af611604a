import PostgreSQL

/// Those that the organization buys from (document "Tenant", Vendors).
public enum Vendors {
    static let name = Column<String>("name", maximum: 200, [.required, .searched])
    static let category = Column<String>("category", maximum: 100, .searched)
    static let contactName = Column<String>("contact_name", maximum: 200, .searched)
    static let taxNumber = Column<String>("tax_number", maximum: 50)
    static let paymentTerms = Column<String>("payment_terms", maximum: 100)
    static let rating = Column<Int64>("rating", in: 1...5)
    static let status = Column<String>("status", oneOf: ["active", "inactive", "blocked"], default: "active")

    /// The resource `vendors`.
    public static let resource = Resource(
        "vendors",
        label: "vendor",
        fields: [
            Common.id.field, name.field, category.field, contactName.field, Common.email.field, Common.phone.field, Common.website.field,
            taxNumber.field, paymentTerms.field, rating.field, status.field,
        ] + Common.place + [
            Common.tags.field, Common.notes.field, Common.owner.field, Common.customFields.field,
        ] + Common.record
    )
}
