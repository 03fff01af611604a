import PostgreSQL

/// Columns that many resources have, in one spelling.
package enum Common {
    package static let id = Column<Int64>("id", in: 1...Int64.max, .readOnly)
    package static let firstName = Column<String>("first_name", maximum: 100, .searched)
    package static let lastName = Column<String>("last_name", maximum: 100, .searched)
    package static let companyName = Column<String>("company_name", maximum: 200, .searched)
    package static let displayName = Column<String>("name", computed: "t.display_name", .text(maximum: 400, .line))
    package static let email = Column<String>("email", maximum: 254, .searched, format: .email)
    package static let phone = Column<String>("phone", maximum: 40, .searched, format: .phone)
    package static let website = Column<String>("website", maximum: 500, format: .url)
    package static let industry = Column<String>("industry", maximum: 100)
    package static let address = Column<String>("address", maximum: 500, format: .paragraph)
    package static let city = Column<String>("city", maximum: 100)
    package static let state = Column<String>("state", maximum: 100)
    package static let postalCode = Column<String>("postal_code", maximum: 20)
    package static let country = Column<String>("country", maximum: 100)
    package static let tags = Column<[String]>(tags: "tags")
    package static let notes = Column<String>("notes", maximum: 10_000, [.unfiltered, .unordered], format: .paragraph)
    package static let description = Column<String>("description", maximum: 10_000, [.unfiltered, .unordered], format: .paragraph)
    package static let customFields = Column<JSONText>(object: "custom_fields")
    package static let owner = Column<Int64>("owner_id", "owner", references: .member, [.callerByDefault, .owning])
    package static let createdBy = Column<Int64>("created_by_id", "created_by", references: .member, .readOnly)
    package static let createdAt = Column<Instant>("created_at", .readOnly)
    package static let updatedAt = Column<Instant>("updated_at", .readOnly)

    package static let place = [address.field, city.field, state.field, postalCode.field, country.field]
    package static let record = [createdBy.field, createdAt.field, updatedAt.field]

    /// Of what has no owner but whoever made it.
    package static let madeRecord = [
        Column<Int64>("created_by_id", "created_by", references: .member, [.readOnly, .owning]).field, createdAt.field, updatedAt.field,
    ]

    /// Where a lead or a customer came from.
    package static let sources = [
        "website", "referral", "cold_call", "email", "social_media", "advertisement", "event", "partner", "trade_show", "import", "api",
        "other",
    ]
    package static let priorities = ["low", "medium", "high", "urgent"]
}
