import PostgreSQL
import RBAC

/// An organization's own data.
public struct OrganizationService: Sendable {
    let database: Database
    let access: AccessControl

    /// Organizations in a database; `access` is told what changes.
    public init(database: Database, access: AccessControl) {
        self.database = database
        self.access = access
    }

    static let name = Field("name", .text(maximum: 200, .line), .required)

    /// Whether records have no custom fields but those that are defined.
    static let strictness = Column<Bool>("has_strict_custom_fields", default: false)

    /// What clients write of an organization. Its statements are here, not the engine's: it is no row of a tenant.
    public static let resource = Resource(
        "organizations",
        label: "organization",
        fields: [
            Common.id.field, name, Common.industry.field, Common.website.field, Field("email", .text(maximum: 254, .email)),
            Common.phone.field,
        ] + Common.place + [
            Field("currency", .text(maximum: 3, .currency), standard: .text("USD")),
            Field("timezone", .text(maximum: 60, .line), standard: .text("UTC")),
            strictness.field, Column<Int64>("member_count", in: 0...Int64.max, .readOnly).field, Common.createdAt.field,
            Common.updatedAt.field,
        ]
    )

    /// All of an organization, as JSON, with its number of members.
    private static func document(_ condition: SQL) -> SQL {
        """
        SELECT json_build_object('id', o.id, 'name', o.name, 'industry', o.industry, 'website', o.website, 'email', o.email, 'phone', o.phone,
            'address', o.address, 'city', o.city, 'state', o.state, 'postal_code', o.postal_code, 'country', o.country,
            'currency', o.currency, 'timezone', o.timezone, 'has_strict_custom_fields', o.has_strict_custom_fields,
            'member_count', (SELECT count(*) FROM memberships m WHERE m.organization_id = o.id AND m.is_active),
            'created_at', to_char(o.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            'updated_at', to_char(o.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
        FROM organizations o WHERE o.deleted_at IS NULL AND \(condition)
        """
    }

    /// The organization as JSON.
    public func get(_ principal: Principal) async throws -> JSONText {
        try principal.require(Permissions.readOrganization)
        return try await read(principal)
    }

    private func read(_ principal: Principal) async throws -> JSONText {
        let rows = try await database.query(Self.document("o.id = \(principal.organizationID)"), settings: principal.settings)
        guard !rows.isEmpty else { throw CRMError.notFound }
        return try rows[0].get(0)
    }

    /// A further organization, owned by the user who makes it.
    public func create(_ draft: Draft, by user: Int64) async throws -> (id: Int64, document: JSONText) {
        guard case .text(let name)? = draft.values.first(where: { $0.field.name == "name" })?.value else {
            throw CRMError.invalid("name", "This field is required.")
        }
        let id = try await Organizations.reserveID(database)
        let statements = Organizations.founding(id, name: name, owner: user) + [Self.update(draft, id), Self.document("o.id = \(id)")]
        let results = try await database.batch(statements, settings: .organization(id))
        guard let rows = results.last, !rows.isEmpty else { throw CRMError.notFound }
        access.apply(.organization(id))
        return (id, try rows[0].get(0))
    }

    /// Changes the given fields, and answers the whole.
    public func update(_ draft: Draft, _ principal: Principal) async throws -> JSONText {
        try principal.require(Permissions.updateOrganization)
        if draft[Self.strictness] != nil {
            // What is remembered of the members says it, and has to be forgotten.
            try await access.change(principal, requiring: Permissions.updateOrganization) { transaction, principal in
                _ = try await transaction.query(Self.update(draft, principal.organizationID))
            }
            return try await read(principal)
        }
        _ = try await database.query(Self.update(draft, principal.organizationID), settings: principal.settings)
        return try await read(principal)
    }

    /// Closes an organization: nobody can enter it any more. Its data stays for those who want it back.
    public func delete(_ principal: Principal) async throws {
        try principal.require(Permissions.deleteOrganization)
        try await access.change(.organization(principal.organizationID)) { announcement in
            _ = try await database.batch(
                ["UPDATE organizations SET deleted_at = now(), updated_at = now() WHERE id = \(principal.organizationID)", announcement],
                settings: principal.settings
            )
        }
    }

    private static func update(_ draft: Draft, _ id: Int64) -> SQL {
        let assignments: [SQL] =
            draft.values.map { "\(identifier: $0.field.name) = \($0.value.sql(for: $0.field.kind))" } + ["updated_at = now()"]
        return "UPDATE organizations SET \(assignments.joined(separator: ", ")) WHERE id = \(id)"
    }
}
