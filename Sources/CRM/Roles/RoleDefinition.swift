import JSON
import RBAC

/// What people decide about a role: everything but who holds it.
public struct RoleDefinition: Sendable {
    /// The name, unique within the organization whatever its case.
    public var name: String
    /// A sentence for people.
    public var description: String?
    /// What the role grants, and how far.
    public var grants: [Permission: Scope]
    /// The fields that it hides or protects; full access is no rule.
    public var fields: [RuledField: FieldAccess] {
        didSet { fields = fields.filter { $0.value != .full } }
    }

    /// A role that is yet to be made.
    public init(name: String, description: String? = nil, grants: [Permission: Scope] = [:], fields: [RuledField: FieldAccess] = [:]) {
        self.name = name
        self.description = description
        self.grants = grants
        self.fields = fields.filter { $0.value != .full }
    }

    /// What a role that exists says.
    init(_ role: Role, description: String?) {
        self.init(
            name: role.name,
            description: description,
            grants: Dictionary(role.grants.map { ($0.permission, $0.scope) }) { _, last in last },
            // A rule for a field that the program no longer knows is nothing.
            fields: Dictionary(role.fields.compactMap { rule in RuledField(rule.codename).map { ($0, rule.access) } }) { _, last in last }
        )
    }

    /// The definition as the policy engine sees it.
    func role(_ id: Int64) -> Role {
        Role(
            id: id,
            name: name,
            isSystem: false,
            grants: grants.map { Grant(permission: $0.key, scope: $0.value) }.sorted { $0.permission.index < $1.permission.index },
            fields: fields.rules
        )
    }

    /// The definition as the audit log keeps it.
    var json: JSON {
        let role = role(0)
        let permissions = role.grants.map { grant -> JSON in
            ["codename": .string(grant.permission.codename), "scope": .string(grant.scope.name)]
        }
        return [
            "name": .string(name), "description": description.map(JSON.string) ?? .null, "permissions": .array(permissions),
            "fields": .object(JSONObject(role.fields.map { ($0.codename, .string($0.access.name)) })),
        ]
    }
}

/// A field that a role can hide or protect, named as the API does: `deals.amount`.
public struct RuledField: Hashable, Sendable {
    /// The resource's name: `deals`.
    public let resource: String
    /// The field's name: `amount`.
    public let name: String

    /// The field of that name. A relation is also found by its key, as `deals.owner`; ids are every record's own, and no role's.
    public init?(_ codename: String) {
        guard let field = Self.byCodename[codename] else { return nil }
        self = field
    }

    private init(resource: String, name: String) {
        self.resource = resource
        self.name = name
    }

    /// The name in requests and answers: `deals.amount`.
    public var codename: String { "\(resource).\(name)" }

    /// The names under which fields are found.
    public static let codenames = byCodename.keys.sorted()

    private static let byCodename: [String: RuledField] = Registry.resources.reduce(into: [:]) { fields, resource in
        for field in resource.fields where field.name != "id" {
            for key in [field.relation?.key, field.name].compactMap({ $0 }) {
                fields["\(resource.name).\(key)"] = RuledField(resource: resource.name, name: field.name)
            }
        }
    }
}

extension [RuledField: FieldAccess] {
    /// The same as rules, in the order of their names.
    public var rules: [FieldRule] {
        map { FieldRule(resource: $0.key.resource, field: $0.key.name, access: $0.value) }.sorted { $0.codename < $1.codename }
    }
}
