import PostgreSQL
import RBAC

/// A resource as one principal sees it. What is hidden is not there at all, so that it is neither shown, nor filtered, searched,
/// ordered or exported by, nor written: everything follows from the list of fields.
extension Resource {
    /// The resource with the fields, relations and names that the principal may see, and may write those that they may write.
    public func seen(by principal: Principal) -> Resource {
        principal.seesEverything ? self : principal.remembering("resource " + identity) { restricted(for: principal) }
    }

    private func restricted(for principal: Principal) -> Resource {
        let rules = principal.policy.restrictions(on: name)
        let seen = fields.compactMap { field -> Field? in
            guard rules[field.name] != .hidden, field.sources.allSatisfy({ principal.sees($0, within: name) }) else { return nil }
            return field.seen(by: principal, named: naming, protected: rules[field.name] == .readOnly, without: rules.hidden)
        }
        return Resource(self, seenAs: seen)
    }
}

extension Field {
    /// nil for a column of which nothing is theirs to see.
    fileprivate func seen(by principal: Principal, named naming: DisplayName?, protected: Bool, without hidden: Set<String>) -> Field? {
        var kind = kind
        let seen = look?(Sight(principal: principal))
        if look != nil, seen == nil { return nil }
        if var relation {
            let hidden = principal.policy.restrictions(on: relation.target.table).hidden
            let name: SQL = "\(literal: relation.target.name.sql(relation.alias, without: hidden) ?? "NULL::text")"
            relation.visible = principal.condition(on: relation.target, alias: relation.alias)
            relation.naming = relation.visible.map { "CASE WHEN \($0) THEN \(name) END" } ?? name
            relation.hidden = hidden
            kind = .reference(relation)
        }
        let isName = naming != nil && expression == naming?.sql("t")
        return Field(
            name,
            kind,
            protected ? traits.union(.readOnly) : traits,
            standard: standard,
            expression: isName ? naming?.sql("t", without: hidden) ?? "NULL::text" : expression,
            sources: sources,
            items: items,
            look: look,
            seen: seen
        )
    }
}

extension Principal {
    /// Whether what a record shows of a field, as "deals.amount", may be seen: of the record itself it may where it is not hidden.
    fileprivate func sees(_ codename: String, within resource: String) -> Bool {
        guard codename.hasPrefix(resource + ".") else { return sees(codename) }
        return policy.restrictions(on: resource)[String(codename.dropFirst(resource.count + 1))] != .hidden
    }

    /// Whether a field, as "pipeline_stages.name", may be seen of all records.
    func sees(_ codename: String) -> Bool {
        let parts = codename.split(separator: ".").map { String($0) }
        guard parts.count == 2, let reading = Permissions.catalog[parts[0], .read] else { return false }
        return policy.scope(for: reading) == .organization && policy.restrictions(on: parts[0])[parts[1]] != .hidden
    }
}

extension [String: FieldAccess] {
    /// The fields that are not there.
    var hidden: Set<String> { Set(filter { $0.value == .hidden }.keys) }
}
