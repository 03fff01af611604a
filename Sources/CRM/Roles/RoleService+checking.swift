import PostgreSQL
import RBAC

extension RoleService {
    /// Answers whether a member may do something, and why or why not. Anyone may ask about themselves.
    ///
    /// Nothing is told of a record that the principal may not read. Of themselves they learn what their roles say, the same for a
    /// record that is somebody else's as for one that is not there.
    /// - Throws: `CRMError.forbidden` without the right to read roles, where it is about somebody else; `CRMError.unprocessable` for
    ///   somebody who is no member; `CRMError.notFound` where it is about somebody else and a record that the principal may not read.
    public func check(_ check: PermissionCheck, _ principal: Principal) async throws -> PermissionCheck.Answer {
        let isAboutOthers = check.user != principal.userID
        if isAboutOthers { try principal.require(Permissions.readRoles) }
        let resource = Registry.resources.first { $0.name == check.permission.resource }
        if isAboutOthers, check.record != nil, let resource { try Self.refuseUnlessOwnersAreSeen(resource, principal) }
        let organization = principal.organizationID
        var statements: [SQL] = [
            RoleHolder.query([check.user], in: organization), Roles.query + " WHERE r.organization_id = \(organization)",
        ]
        if let record = check.record, let resource { statements.append(resource.owners(of: record, principal)) }
        let results = try await database.batch(statements, settings: principal.settings)
        guard !results[0].isEmpty else {
            throw CRMError.unprocessable(CRMError.Problem("user", "The organization has no such member."))
        }
        let holder = try RoleHolder(results[0][0])
        let owners = results.count > 2 && !results[2].isEmpty ? try Self.owners(results[2][0]) : nil
        if isAboutOthers, check.record != nil, owners == nil { throw CRMError.notFound }
        // Whoever asks about themselves with an API key asks what they may do with it.
        let subject = isAboutOthers ? holder.subject(try RoleHolder.roles(results[1])) : principal.subject
        // What would help must not tell of a record whose it is, to somebody who may not see that.
        let narrowest: Scope = resource?.hiddenOwner(from: principal) == nil ? .own : .organization
        return check.answer(subject, name: holder.name, owners: owners, asker: principal.userID, narrowest: narrowest)
    }

    /// Whether somebody else's scope reaches a record tells whose it is.
    private static func refuseUnlessOwnersAreSeen(_ resource: Resource, _ principal: Principal) throws(CRMError) {
        guard let hidden = resource.hiddenOwner(from: principal) else { return }
        throw .lacking(Permissions.named(resource.name, .read), field: "\(resource.name).\(hidden)")
    }

    private static func owners(_ row: Row) throws -> Owners {
        Owners(owner: try row.getIfPresent(0), assignee: try row.getIfPresent(1))
    }

    /// The teams that the principal is in.
    public func teams(of principal: Principal) async throws -> [(id: Int64, name: String)] {
        let rows = try await database.query(
            """
            SELECT t.id, t.name FROM teams t JOIN team_members m ON m.organization_id = t.organization_id AND m.team_id = t.id
            WHERE t.organization_id = \(principal.organizationID) AND m.user_id = \(principal.userID) ORDER BY t.id
            """,
            settings: principal.settings
        )
        return try rows.map { (try $0.get(0), try $0.get(1)) }
    }
}

extension Resource {
    /// The owner and the assignee of a record, where the principal may read it.
    fileprivate func owners(of record: Int64, _ principal: Principal) -> SQL {
        let columns = (ownerColumns.prefix(2).map { "t.\($0)" } + ["NULL::bigint", "NULL::bigint"]).prefix(2)
        let filter = permission(.read).map(principal.subject.filter) ?? .nothing
        let visible: SQL = condition(filter).map { " AND " + $0 } ?? ""
        return """
            SELECT \(literal: columns.joined(separator: ", ")) FROM \(literal: name) t
            WHERE \(present(in: principal.organizationID)) AND t.\(literal: key) = \(record)
            """ + visible
    }

    /// A column that says whose a record is, and that the principal may not see of the records that they read.
    func hiddenOwner(from principal: Principal) -> String? {
        let restrictions = principal.policy.restrictions(on: name)
        return ownerColumns.first { restrictions[$0] == .hidden }
    }
}
