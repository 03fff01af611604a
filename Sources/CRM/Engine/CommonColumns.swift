import PostgreSQL

/// Columns that many resources have, in one spelling.
enum Common {
    static let id = Column<Int64>("id", in: 1...Int64.max, .readOnly)
    static let firstName = Column<String>("first_name", maximum: 100, .searched)
    static let lastName = Column<String>("last_name", maximum: 100, .searched)
    static let companyName = Column<String>("company_name", maximum: 200, .searched)
    static let displayName = Column<String>("name", computed: "t.display_name", .text(maximum: 400, .line))
    static let email = Column<String>("email", maximum: 254, .searched, format: .email)
    static let phone = Column<String>("phone", maximum: 40, .searched, format: .phone)
    static let website = Column<String>("website", maximum: 500, format: .url)
    static let industry = Column<String>("industry", maximum: 100)
    static let address = Column<String>("address", maximum: 500, format: .paragraph)
    static let city = Column<String>("city", maximum: 100)
    static let state = Column<String>("state", maximum: 100)
    static let postalCode = Column<String>("postal_code", maximum: 20)
    static let country = Column<String>("country", maximum: 100)
    static let tags = Column<[String]>(tags: "tags")
    static let notes = Column<String>("notes", maximum: 10_000, [.unfiltered, .unordered], format: .paragraph)
    static let description = Column<String>("description", maximum: 10_000, [.unfiltered, .unordered], format: .paragraph)
    static let customFields = Column<JSONText>(object: "custom_fields")
    static let owner = Column<Int64>("owner_id", "owner", references: .member, [.callerByDefault, .owning])
    static let createdBy = Column<Int64>("created_by_id", "created_by", references: .member, .readOnly)
    static let createdAt = Column<Instant>("created_at", .readOnly)
    static let updatedAt = Column<Instant>("updated_at", .readOnly)

    static let place = [address.field, city.field, state.field, postalCode.field, country.field]
    static let record = [createdBy.field, createdAt.field, updatedAt.field]

    /// Of what has no owner but whoever made it.
    static let madeRecord = [
        Column<Int64>("created_by_id", "created_by", references: .member, [.readOnly, .owning]).field, createdAt.field, updatedAt.field,
    ]

    /// Where a lead or a customer came from.
    static let sources = [
        "website", "referral", "cold_call", "email", "social_media", "advertisement", "event", "partner", "trade_show", "import", "api",
        "other",
    ]
    static let priorities = ["low", "medium", "high", "urgent"]
}
