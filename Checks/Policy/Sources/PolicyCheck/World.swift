import JSON
import RBAC

/// One organization, made of the generator's plain lists in the way the CRM makes it of rows.
struct World {
    let catalog: PermissionCatalog
    let roles: [Int64: Role]
    let subjects: [Int64: Subject]
    let owners: [Int64: Owners]

    init(reading json: JSON?) throws {
        let resources = try json["resources"].elements.enumerated().map { try ResourcePermissions(reading: $1, number: $0 + 1) }
        let catalog = PermissionCatalog(resources)
        let roles = try json["roles"].elements.map { try Role(reading: $0, catalog: catalog) }
        let teams = try json["teams"].elements.map { try $0["members"].elements.map { try $0.int } }
        self.catalog = catalog
        self.roles = Dictionary(roles.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        subjects = try [Int64: Subject](
            json["members"].elements.map { json in
                let (id, held) = try (json["id"].int, json["roles"].elements.map { try $0.int })
                return (
                    id,
                    Subject(
                        member: Member(id: id, teammates: teams.filter { $0.contains(id) }.joined()),
                        policy: Policy(roles: roles.filter { held.contains($0.id) }, catalog: catalog)
                    )
                )
            },
            uniquingKeysWith: { first, _ in first }
        )
        owners = try [Int64: Owners](
            json["records"].elements.map {
                try ($0["id"].int, Owners(owner: $0["owner"]?.int64Value, assignee: $0["assignee"]?.int64Value))
            },
            uniquingKeysWith: { first, _ in first }
        )
    }
}

extension ResourcePermissions {
    fileprivate init(reading json: JSON, number: Int) throws {
        try self.init(
            number: number,
            resource: json["name"].text,
            actions: json["actions"].elements.map { json in
                let name = try json.text
                return try Action.allCases.first { $0.codename == name }.orFail("no action \(name)")
            },
            isScoped: json["scoped"]?.boolValue ?? true
        )
    }
}

extension Role {
    fileprivate init(reading json: JSON, catalog: PermissionCatalog) throws {
        try self.init(
            id: json["id"].int,
            name: "role",
            isSystem: false,
            grants: json["grants"].elements.map { try Grant(reading: $0.elements, catalog: catalog) },
            fields: json["fields"].elements.map { try FieldRule(reading: $0) }
        )
    }
}

extension RoleChange {
    init(reading json: JSON, catalog: PermissionCatalog) throws {
        try self.init(
            grant: json["grant"].elements.map { try Grant(reading: $0.elements, catalog: catalog) },
            revoke: json["revoke"].elements.map { json in
                let name = try json.text
                return try catalog[name].orFail("no permission \(name)")
            },
            fields: json["fields"].elements.map { try FieldRule(reading: $0) }
        )
    }
}

extension FieldRule {
    fileprivate init(reading json: JSON) throws {
        let words = try json.elements.map { try $0.text }
        guard words.count == 2, let access = FieldAccess(name: words[1]) else { throw Malformed("no field rule: \(words)") }
        let field = try FieldName(words[0])
        self.init(resource: field.resource, field: field.name, access: access)
    }
}

extension Grant {
    init(reading words: some Collection<JSON>, catalog: PermissionCatalog) throws {
        let words = try words.map { try $0.text }
        guard words.count == 2, let permission = catalog[words[0]], let scope = Scope(name: words[1]) else {
            throw Malformed("no grant: \(words)")
        }
        self.init(permission: permission, scope: scope)
    }
}

/// `deals.amount`, taken apart.
struct FieldName {
    let resource: String
    let name: String

    init(_ codename: String) throws {
        let parts = codename.split(separator: ".")
        guard parts.count == 2 else { throw Malformed("no field: \(codename)") }
        (resource, name) = (String(parts[0]), String(parts[1]))
    }
}
