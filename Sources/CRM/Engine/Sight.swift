import PostgreSQL
import RBAC

/// What somebody may see of the rows that a computed column looks at, so that a number tells no more than their list would.
struct Sight: Sendable {
    /// nil for the resource itself, which hides nothing.
    let principal: Principal?

    /// " AND the row may be seen" over an alias of the target's table; nothing where all of them may.
    func visible(_ target: Target, _ alias: String) -> SQL {
        principal?.condition(on: target, alias: alias).map { " AND " + $0 } ?? ""
    }

    /// Whether none of these fields of a resource is hidden.
    func shows(_ fields: [String], of resource: String) -> Bool {
        guard let principal else { return true }
        return principal.policy.restrictions(on: resource).hidden.isDisjoint(with: fields)
    }
}
