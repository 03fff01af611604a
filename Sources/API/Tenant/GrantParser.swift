import CRM
import HTTPCore
import JSON
import RBAC

/// Permissions, scopes and rules for fields as clients write them.
extension JSONObject {
    /// Keys under which answers name a permission, and those that stand beside them: what was shown can be sent back.
    private static let names = ["permission", "permission_id", "codename", "id"]
    private static let shown = ["name", "resource", "action", "scopes"]

    /// The permission of a body.
    /// - Throws: 400 where none is given, 422 where there is no such permission.
    func permission() throws(APIError) -> Permission {
        var found: Permission?
        for key in Self.names {
            guard let json = self[key], !json.isNull else { continue }
            let permission = try Permission.named(json, key)
            if let found, found != permission { throw .field(key, "This is not the permission \"\(found.codename)\".") }
            found = permission
        }
        guard let found else { throw .field("permission", "This field is required.") }
        return found
    }

    /// The scope beside a permission; absent, the organization.
    func scope(of permission: Permission) throws(APIError) -> Scope {
        guard let json = self["scope"], !json.isNull else { return .organization }
        guard let scope = json.stringValue.flatMap(Scope.init(name:)) else {
            throw .field("scope", "Must be one of: own, team, organization.")
        }
        if scope != .organization, !permission.isScoped {
            throw .field("scope", "\(permission.codename) reaches the organization or nothing.")
        }
        return scope
    }

    /// A list of permissions: ids, codenames, or objects with a scope. Each once, or twice the same.
    func grants(_ key: String) throws(APIError) -> [Permission: Scope]? {
        guard let items = try list(key) else { return nil }
        var grants: [Permission: Scope] = [:]
        for (index, item) in items.enumerated() {
            let (permission, scope) = try inItem(index, of: key) { () throws(APIError) -> (Permission, Scope) in
                guard let object = item.objectValue else { return (try Permission.named(item, key), .organization) }
                try object.refuse(except: Self.names + ["scope"] + Self.shown)
                let permission = try object.permission()
                return (permission, try object.scope(of: permission))
            }
            if let other = grants[permission], other != scope {
                throw .field(key, "\(permission.codename) is given twice, with different scopes.")
            }
            grants[permission] = scope
        }
        return grants
    }

    /// A list of permissions without scopes: ids, codenames or objects.
    func permissions(_ key: String) throws(APIError) -> [Permission]? {
        guard let items = try list(key) else { return nil }
        var permissions: [Permission] = []
        for (index, item) in items.enumerated() {
            permissions.append(
                try inItem(index, of: key) { () throws(APIError) -> Permission in
                    guard let object = item.objectValue else { return try Permission.named(item, key) }
                    try object.refuse(except: Self.names + ["scope"] + Self.shown)
                    return try object.permission()
                }
            )
        }
        return permissions
    }

    /// The rules for fields under a key.
    func fields(_ key: String) throws(APIError) -> [RuledField: FieldAccess]? {
        guard let json = self[key], !json.isNull else { return nil }
        guard let object = json.objectValue else { throw .field(key, "An object is required, as {\"deals.amount\": \"hidden\"}.") }
        return try object.fields()
    }

    /// This object as rules: `{"deals.amount": "hidden"}`. `full` is no rule.
    /// - Throws: 400 that names the key, and the field that was probably meant.
    func fields() throws(APIError) -> [RuledField: FieldAccess] {
        var rules: [RuledField: FieldAccess] = [:]
        for (key, value) in members {
            let field = try RuledField.named(key)
            guard let access = value.stringValue.flatMap(FieldAccess.init(name:)) else {
                throw .field(key, "Must be one of: hidden, readonly, full.")
            }
            if let other = rules[field], other != access { throw .field(key, "\(field.codename) is given twice.") }
            rules[field] = access
        }
        return rules
    }

    private func list(_ key: String) throws(APIError) -> [JSON]? {
        guard let json = self[key], !json.isNull else { return nil }
        guard let items = json.arrayValue, items.count <= 1000 else { throw .field(key, "A list of permissions is required.") }
        return items
    }

    /// An error in an item of a list is one of the list.
    private func inItem<T>(_ index: Int, of key: String, _ body: () throws(APIError) -> T) throws(APIError) -> T {
        do {
            return try body()
        } catch {
            var error = error
            error.fields = [FieldError(name: key, messages: error.fields.flatMap(\.messages).map { "Item \(index): \($0)" })]
            throw error
        }
    }
}

extension Permission {
    /// A permission by its id or its codename.
    static func named(_ json: JSON, _ key: String) throws(APIError) -> Permission {
        if let id = json.int64Value {
            guard let id = Int(exactly: id), let permission = Permissions.catalog[id] else {
                throw .unprocessable(key, "There is no permission \(id).")
            }
            return permission
        }
        guard let codename = json.stringValue else { throw .field(key, "A permission's id or codename is required.") }
        guard let permission = Permissions.catalog[codename] else {
            let suggestion = nearest(to: codename, among: Permissions.catalog.all.map(\.codename)).map { " Did you mean \"\($0)\"?" } ?? ""
            throw .unprocessable(key, "There is no permission \"\(codename.prefix(100))\".\(suggestion)")
        }
        return permission
    }
}

extension RuledField {
    /// A field by the name that a client gave, which an error is about.
    /// - Parameter key: what the client called it, where that is not the name itself.
    static func named(_ codename: String, _ key: String? = nil) throws(APIError) -> RuledField {
        if let field = RuledField(codename) { return field }
        if codename.hasSuffix(".id") { throw .field(key ?? codename, "Ids can be neither hidden nor protected.") }
        let suggestion = nearest(to: codename, among: codenames).map { " Did you mean \"\($0)\"?" } ?? ""
        throw .field(key ?? codename, "There is no field \"\(codename.prefix(100))\".\(suggestion)")
    }
}

extension Grant {
    /// `{"id", "codename", "scope"}`
    var json: JSON {
        .object(
            JSONObject([
                ("id", .int(Int64(permission.id))), ("codename", .string(permission.codename)), ("scope", .string(scope.name)),
            ])
        )
    }
}

extension [FieldRule] {
    /// `{"deals.amount": "hidden"}`
    var json: JSON { .object(JSONObject(map { ($0.codename, .string($0.access.name)) })) }
}
