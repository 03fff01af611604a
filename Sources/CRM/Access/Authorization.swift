import PostgreSQL
import RBAC

/// A decision to let a principal do something with records of a resource: with which of them, and with which of their fields.
/// The engine does nothing without one.
public struct Authorization: Sendable {
    /// Who was let through.
    public let principal: Principal
    /// To what: the resource as the principal sees it.
    public let resource: Resource
    /// What for; nil for what the principal has just been allowed to write and reads back.
    public let permission: Permission?
    /// The records that the principal may see.
    let visible: RowFilter
    /// The records among them with which they may do it.
    let reached: RowFilter

    /// The right to read back what the principal has just been allowed to write, or what takes no scope.
    public init(reading resource: Resource, _ principal: Principal) {
        self.init(principal: principal, resource: resource, permission: nil, visible: .everything, reached: .everything)
    }

    init(principal: Principal, resource: Resource, permission: Permission?, visible: RowFilter, reached: RowFilter) {
        self.principal = principal
        self.resource = resource
        self.permission = permission
        self.visible = visible
        self.reached = reached
    }

    /// "t is within the scope", nil where the scope is the whole organization. Every statement that is run for a member has this:
    /// get, list, count, search, statistics, export and bulk alike.
    var rowFilter: SQL? { resource.condition(reached) }

    /// The right to be told why not: it takes that a record may be seen.
    var seeing: Authorization {
        Authorization(principal: principal, resource: resource, permission: permission, visible: visible, reached: visible)
    }

    /// What it means that a record is seen and not reached.
    var outside: CRMError {
        guard let permission else { return .notFound }
        // Doing it to many takes two rights, of which one may be the narrower.
        let scopes = [permission, resource.permission(.bulk)].compactMap { $0 }.map { ($0, principal.policy.scope(for: $0)) }
        let narrowest = scopes.first { RowFilter($0.1, principal.subject.member) == reached } ?? scopes[0]
        return narrowest.1.map { .outside(narrowest.0, $0) } ?? .forbidden(narrowest.0)
    }
}

extension Principal {
    /// The right to do `action` with records of `resource`, as the principal sees it.
    ///
    /// What is done with a record that is there takes the right to read it too: what cannot be read is not found, and what can
    /// be read and not changed is forbidden.
    /// - Parameter inBulk: whether it is done to many at once, which takes a right of its own.
    /// - Throws: `CRMError.forbidden`.
    public func authorize(_ action: Action, _ resource: Resource, inBulk: Bool = false) throws(CRMError) -> Authorization {
        guard let permission = resource.permission(action), let reading = resource.permission(.read) else { throw .notFound }
        var scope = Scope.organization
        if inBulk, let bulk = resource.permission(.bulk) { scope = try require(bulk) }
        scope = min(scope, try require(permission))
        let readable = action == .create ? policy.scope(for: reading) : try require(reading)
        if action != .create, let readable { scope = min(scope, readable) }
        return Authorization(
            principal: self,
            resource: resource.seen(by: self),
            permission: permission,
            visible: RowFilter(readable, subject.member),
            reached: RowFilter(scope, subject.member)
        )
    }
}
