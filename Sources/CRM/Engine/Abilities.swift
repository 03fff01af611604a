import PostgreSQL
import RBAC

/// What a principal may do with each record of a resource: what a browser app draws its buttons by. Two further columns tell
/// whether a record is the principal's own and whether it is their team's; the rest follows from the scopes.
public struct Abilities: Sendable {
    /// The actions on a record that its resource knows.
    public let actions: [(action: Action, answer: Answer)]
    /// ", own, team", over the alias `t`.
    let columns: SQL

    /// Whether an action is allowed.
    public enum Answer: Sendable {
        case always
        case never
        /// As this column of the row says.
        case column(Int)
    }

    /// Actions that are done with one record; the others are done with the resource.
    private static let ofRecords: [Action] = [.update, .delete, .assign, .convert, .close, .extend]

    /// - Parameter first: where the two columns stand in a row.
    init(of principal: Principal, _ resource: Resource, from first: Int) {
        let member = principal.subject.member
        actions = Self.ofRecords.compactMap { action in
            guard let permission = resource.permission(action) else { return nil }
            switch principal.policy.scope(for: permission) {
            case nil: return (action, .never)
            case .own: return (action, .column(first))
            case .team: return (action, .column(first + 1))
            case .organization: return (action, .always)
            }
        }
        let tests = [Scope.own, .team].map { resource.condition(RowFilter($0, member)) ?? "true" }
        columns = tests.reduce(into: "") { $0 += ", coalesce(\($1), false)" }
    }
}
