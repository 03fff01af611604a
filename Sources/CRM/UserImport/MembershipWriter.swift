import JSON
import PostgreSQL
import RBAC

/// Makes new users members of organizations, in the name of a member of each and with no more than that member's rights.
///
/// As every change of access it is made behind the organization's lock, recorded and announced; who was made here was known to no
/// process before, so nobody waits until all of them have heard.
struct MembershipWriter {
    /// An organization and a role there.
    struct Place: Hashable {
        let organization: Int64
        let role: Int64
    }

    /// What a line may say of them, found once.
    private struct Name: Hashable {
        let organization: String
        let role: String
    }

    /// More names than this in one file, and finding them starts over.
    private static let capacity = 1_000

    private let transaction: Transaction
    private let actor: Int64?
    private var principals: [Int64: Principal] = [:]
    private var roles: [Place: Role] = [:]
    private var places: [Name: Result<Place, CRMError.Problem>] = [:]

    init(_ options: UserImport.Options, _ transaction: Transaction) async throws {
        self.transaction = transaction
        guard let name = options.actor else {
            actor = nil
            return
        }
        let found = try await transaction.query(
            "SELECT id FROM users WHERE is_active AND (lower(email) = lower(\(name)) OR lower(username) = lower(\(name)))"
        )
        guard !found.isEmpty else { throw CRMError.Problem("--as", "There is no active user \(name).") }
        actor = try found[0].get(0, as: Int64.self)
    }

    /// Where a line puts its user.
    /// - Throws: `CRMError.Problem` for an organization or a role that is not there, or that the actor may not give.
    mutating func place(_ organization: String, _ role: String) async throws -> Place {
        let name = Name(organization: organization, role: role)
        if let known = places[name] { return try known.get() }
        if places.count >= Self.capacity { places.removeAll() }
        do {
            let place = try await find(organization, role)
            places[name] = .success(place)
            return place
        } catch let problem as CRMError.Problem {
            places[name] = .failure(problem)
            throw problem
        }
    }

    private mutating func find(_ organization: String, _ name: String) async throws -> Place {
        let principal = try await principal(in: organization)
        try await enter(principal.organizationID)
        let condition: SQL =
            if let id = Int64(strict: name) { "r.id = \(id)" } else { "(lower(r.name) = lower(\(name)) OR r.system_key = lower(\(name)))" }
        let rows = try await transaction.query(Roles.query + " WHERE r.organization_id = \(principal.organizationID) AND " + condition)
        guard !rows.isEmpty else { throw CRMError.Problem("role", "The organization has no role \(name).") }
        let role = try Roles.role(rows[0])
        do {
            try RoleService.refuseEscalation(role, principal)
        } catch {
            throw CRMError.Problem("role", "\(role.name) grants more than the one named by --as holds.")
        }
        let place = Place(organization: principal.organizationID, role: role.id)
        roles[place] = role
        return place
    }

    /// The actor in one of their organizations, behind its lock.
    private mutating func principal(in name: String) async throws -> Principal {
        guard let actor else {
            throw CRMError.Problem("organization", "Say with --as in whose name people are added to an organization.")
        }
        let condition: SQL = if let id = Int64(strict: name) { "o.id = \(id)" } else { "lower(o.name) = lower(\(name))" }
        let found = try await transaction.batch([
            "SET LOCAL app.user_id = \(literal: "'\(actor)'")",
            """
            SELECT o.id FROM memberships m JOIN organizations o ON o.id = m.organization_id
            WHERE m.user_id = \(actor) AND m.is_active AND o.deleted_at IS NULL AND \(condition) LIMIT 2
            """,
            "SET LOCAL app.user_id = ''",
        ])[1]
        guard !found.isEmpty else {
            throw CRMError.Problem("organization", "The one named by --as belongs to no organization \(name).")
        }
        if found.count > 1 { throw CRMError.Problem("organization", "There are several organizations \(name): give the id.") }
        let id: Int64 = try found[0].get(0)
        if let known = principals[id] { return known }
        let principal = try await load(id, actor)
        guard principal.policy.scope(for: Permissions.manageMembers) != nil else {
            throw CRMError.Problem("organization", "The one named by --as may not add members to \(name).")
        }
        principals[id] = principal
        return principal
    }

    private func load(_ organization: Int64, _ actor: Int64) async throws -> Principal {
        try await enter(organization)
        let results = try await transaction.batch([
            "UPDATE organizations SET access_version = access_version + 1 WHERE id = \(organization) RETURNING access_version",
            Roles.held + " WHERE r.organization_id = \(organization) AND m.user_id = \(actor) ORDER BY r.id",
            AccessAnnouncement(.organization(organization)).statement,
        ])
        let policy = Policy(roles: try results[1].map(Roles.role), catalog: Permissions.catalog)
        return Principal(
            organizationID: organization,
            credential: .session(0),
            subject: Subject(member: Member(id: actor, teammates: []), policy: policy),
            accessVersion: try results[0][0].get(0)
        )
    }

    /// Lets row security pass this organization's rows, and no others, from here on.
    private func enter(_ organization: Int64) async throws {
        _ = try await transaction.query("SET LOCAL app.organization_id = \(literal: "'\(organization)'")")
    }

    /// Makes users members, with the same role.
    func join(_ users: [Int64], _ place: Place) async throws {
        guard let principal = principals[place.organization], let role = roles[place] else { return }
        let organization = place.organization
        let after = JSONText(HeldRoles.document([role]).serialized)
        try await enter(organization)
        _ = try await transaction.batch([
            """
            INSERT INTO memberships (organization_id, user_id, invited_by_id)
            SELECT \(organization), u.id, \(principal.userID) FROM unnest(\(users)) u (id)
            """,
            """
            INSERT INTO member_roles (organization_id, user_id, role_id, assigned_by_id)
            SELECT \(organization), u.id, \(role.id), \(principal.userID) FROM unnest(\(users)) u (id)
            """,
            """
            INSERT INTO audit_log (organization_id, action, actor_id, user_id, role_id, after)
            SELECT \(organization), \(AuditLog.Action.memberAdded.rawValue), \(principal.userID), u.id, \(role.id), \(after)
            FROM unnest(\(users)) u (id)
            """,
        ])
    }
}
