import PostgreSQL
import RBAC

/// "May this member do that, and why not?"
public struct PermissionCheck: Sendable {
    /// What it is about.
    public let permission: Permission
    /// Of whom.
    public let user: Int64
    /// With which record; nil for the permission as such.
    public let record: Int64?
    /// With which of its fields.
    public let field: RuledField?

    /// A question. The record and the field are of the permission's resource.
    public init(_ permission: Permission, of user: Int64, record: Int64? = nil, field: RuledField? = nil) {
        self.permission = permission
        self.user = user
        self.record = record
        self.field = field
    }

    /// The answer, with what each role has to say.
    public struct Answer: Sendable {
        /// Whom it is about.
        public let user: (id: Int64, name: String)
        /// Why not; nil where the answer is yes.
        public let obstacle: Obstacle?
        /// How far the permission is granted; nil where it is not.
        public let scope: Scope?
        /// What would have to be granted, first what a request would be told. Empty where nothing could help.
        public let missing: [Grant]
        /// One finding for each role of the user.
        public let findings: [Explanation.Finding]
        /// The fields of the resource that are hidden or protected.
        public let restrictions: [FieldRule]
        /// What may be done with the field that was asked about.
        public let access: FieldAccess?
        /// One sentence for people.
        public let reason: String
    }

    /// What is in the way, in the order in which a request would meet it.
    public enum Obstacle: Sendable, Equatable {
        /// No role grants this permission.
        case denied(Permission)
        /// There is no such record, or none that whoever asks may read: the two are not told apart.
        case unseen
        /// The permission is granted with a scope that does not reach the record.
        case outside(Permission, Scope)
        /// The field takes more access than the roles leave.
        case field(FieldAccess, needed: FieldAccess)
    }

    /// What it takes: the permission, the right to read what it is used on, and that to make what it makes of it.
    private var needed: [Permission] { [permission, permission.reading, permission.making].compactMap { $0 } }

    /// The access that the permission takes to a field of the records.
    public var neededAccess: FieldAccess {
        switch permission.action {
        case .read, .export: .readOnly
        case .delete, .manage: .hidden
        case .create, .update, .import, .bulk, .assign, .convert, .close, .extend: .full
        }
    }

    /// - Parameter owners: whose the record is; nil where whoever asks does not see it, or no record was asked about.
    /// - Parameter narrowest: the narrowest scope that may be said to be enough.
    func answer(_ subject: Subject, name: String, owners: Owners?, asker: Int64, narrowest: Scope) -> Answer {
        let policy = subject.policy
        // What would help with a record that is not seen must not tell whose it is: it is nobody's.
        let tested = owners ?? (record == nil ? nil : Owners(owner: nil))
        let explanations = needed.map { permission in
            // What is made is another record than the one that was asked about.
            (permission: permission, explanation: subject.explain(permission, on: permission == self.permission.making ? nil : tested))
        }
        let access = field.map { policy.access(to: $0.name, of: $0.resource) }
        let obstacle = obstacle(explanations.map { ($0.permission, $0.explanation.decision) }, owners, access)
        let held = policy.scope(for: permission)
        return Answer(
            user: (subject.member.id, name),
            obstacle: obstacle,
            scope: held,
            missing: missing(explanations.compactMap(\.explanation.missing), obstacle, narrowest),
            findings: explanations[0].explanation.findings,
            restrictions: policy.restrictions(on: permission.resource).map {
                FieldRule(resource: permission.resource, field: $0.key, access: $0.value)
            }.sorted { $0.codename < $1.codename },
            access: access,
            reason: reason(obstacle, held, subject, owners, asker)
        )
    }

    private func missing(_ grants: [Grant], _ obstacle: Obstacle?, _ narrowest: Scope) -> [Grant] {
        let grants = grants.map { Grant(permission: $0.permission, scope: max($0.scope, narrowest)) }
        let first: Permission? =
            switch obstacle {
            case .denied(let permission), .outside(let permission, _): permission
            case .unseen: permission.reading
            case .field, nil: nil
            }
        return grants.filter { $0.permission == first } + grants.filter { $0.permission != first }
    }

    private func obstacle(_ decisions: [(Permission, Decision)], _ owners: Owners?, _ access: FieldAccess?) -> Obstacle? {
        for case (let permission, .denied) in decisions { return .denied(permission) }
        if record != nil, owners == nil { return .unseen }
        // The right to read is asked for first: without it, there is no such record.
        for case (let permission, .outside(let scope, _)) in decisions.reversed() { return .outside(permission, scope) }
        if let access, access < neededAccess { return .field(access, needed: neededAccess) }
        return nil
    }
}
