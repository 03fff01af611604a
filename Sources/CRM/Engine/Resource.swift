import PostgreSQL
import RBAC

/// A kind of record, declared once: its table, its fields and what is particular to it. Everything generic (list, get,
/// create, update, delete, filter, search, order, page, bulk, export) follows from this.
public final class Resource: Sendable {
    /// The table, the resource part of permissions, and the canonical path segment with `-` for `_`.
    public let name: String
    /// For messages: "customer".
    public let label: String
    /// In the order in which answers show them.
    public let fields: [Field]
    /// Whether a deletion keeps the row (`deleted_at`) for people who want it back.
    public let isSoftDeleted: Bool
    /// The column that answers call `id`.
    let key: String
    let defaultOrdering: [Ordering]
    /// How its records are called, where that is put together from several fields.
    let naming: DisplayName?
    /// What the database's constraints mean to a client, by constraint name.
    let constraints: [String: CRMError]
    /// Domain rules that complete or refuse a write before it becomes SQL.
    let rules: Rules

    /// The fields that say whose a record is; those that the server fills with the caller; those that must be given. Of the whole
    /// resource, also of what is hidden from whoever it is seen by.
    let owning: [Field]
    let callerByDefault: [Field]
    let required: [Field]
    let hasCreator: Bool
    /// Which of the table's rows these records are, where they are not all.
    let selected: Selected?
    /// Whether a search looks in all that `search_text` is made of: there is one, and nothing of it is hidden.
    let isSearchedWhole: Bool

    private let byName: [String: Int]

    /// The domain's own rules of one resource. `id` is nil for a record that does not exist yet.
    struct Rules: Sendable {
        /// Refuses values that do not go together.
        var check: @Sendable (_ draft: Draft, _ id: Int64?) throws -> Void = { _, _ in }
        /// Completes a write: defaults that the database knows, locks, history.
        var write: @Sendable (_ write: inout Write, _ draft: Draft, _ id: Int64?, _ authorization: Authorization) -> Void = { _, _, _, _ in
        }
        /// Completes a deletion.
        var delete: @Sendable (_ removal: inout Removal, _ id: Int64, _ authorization: Authorization) -> Void = { _, _, _ in }
    }

    init(
        _ name: String,
        label: String,
        fields: [Field],
        softDeleted: Bool = false,
        key: String = "id",
        defaultOrdering: [Ordering]? = nil,
        naming: DisplayName? = nil,
        constraints: [String: CRMError] = [:],
        rules: Rules = Rules()
    ) {
        self.name = name
        self.label = label
        self.fields = fields
        self.isSoftDeleted = softDeleted
        self.key = key
        self.naming = naming
        self.constraints = constraints
        self.rules = rules
        self.defaultOrdering = defaultOrdering ?? [Ordering("t.created_at", descending: true), Ordering("t.id", descending: true)]
        self.owning = fields.filter { $0.traits.contains(.owning) }
        self.callerByDefault = fields.filter { $0.traits.contains(.callerByDefault) }
        self.required = fields.filter { $0.traits.contains(.required) && $0.isWritable }
        self.hasCreator = fields.contains { $0.name == "created_by_id" }
        self.selected = nil
        self.isSearchedWhole = Self.textSearched.contains(name)
        self.byName = Self.places(fields)
    }

    /// The same resource with other fields to be seen, or fewer of its rows.
    init(_ whole: Resource, seenAs fields: [Field], selected: Selected? = nil) {
        name = whole.name
        label = whole.label
        self.fields = fields
        isSoftDeleted = whole.isSoftDeleted
        key = whole.key
        naming = whole.naming
        constraints = whole.constraints
        rules = whole.rules
        // An order tells of the values that it goes by.
        let hidden = Set(whole.fields.map(\.sql.text)).subtracting(fields.map(\.sql.text))
        defaultOrdering = whole.defaultOrdering.filter { !hidden.contains($0.sql.text) }
        owning = whole.owning
        callerByDefault = whole.callerByDefault
        required = selected == nil ? whole.required : fields.filter { $0.traits.contains(.required) && $0.isWritable }
        self.selected = selected ?? whole.selected
        hasCreator = whole.hasCreator
        let (searched, all) = (Self.searched(fields), Self.searched(whole.fields))
        isSearchedWhole = whole.isSearchedWhole && searched.map(\.sql.text) == all.map(\.sql.text)
        byName = Self.places(fields)
    }

    private static func places(_ fields: [Field]) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: fields.enumerated().map { ($1.name, $0) })
    }

    /// No fields at all: for lists that are not read through the engine.
    public static let none = Resource("", label: "", fields: [])

    /// The field of this name, or nil.
    public func field(_ name: String) -> Field? { byName[name].map { fields[$0] } }

    /// Fields that clients write.
    public var writable: [Field] { fields.filter(\.isWritable) }

    /// The permission to do `action` with records of this kind; every resource of the registry has those it is routed with.
    public func permission(_ action: Action) -> Permission? { Permissions.catalog[name, action] }

    /// "t is a row of this organization that is not deleted."
    func present(in organization: Int64) -> SQL {
        var condition: SQL = "t.organization_id = \(organization)"
        if isSoftDeleted { condition += " AND t.deleted_at IS NULL" }
        if let selected { condition += " AND \(literal: selected.condition)" }
        return condition
    }
}

/// One key of an ORDER BY.
public struct Ordering: Sendable {
    let sql: SQL
    let descending: Bool

    init(_ sql: SQL, descending: Bool) {
        self.sql = sql
        self.descending = descending
    }

    /// Order by a field of a resource.
    public init(_ field: Field, descending: Bool) { self.init(field.sql, descending: descending) }

    var text: SQL { descending ? sql + " DESC" : sql }
}
