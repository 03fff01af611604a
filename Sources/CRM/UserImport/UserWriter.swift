import PostgreSQL

/// Writes users in portions, in one transaction, and tells which of them cannot be written.
struct UserWriter {
    private struct Name: Hashable {
        let email: String
        let username: String
    }

    private let transaction: Transaction
    private let options: UserImport.Options
    private var memberships: MembershipWriter
    var summary = UserImport.Summary()

    init(_ options: UserImport.Options, _ transaction: Transaction) async throws {
        self.transaction = transaction
        self.options = options
        memberships = try await MembershipWriter(options, transaction)
        // A name on the command line that means nothing is said once, and not for each line.
        if let organization = options.organization { _ = try await memberships.place(organization, options.role) }
    }

    mutating func write(_ users: [ImportedUser], _ report: (CSVError) -> Void) async throws {
        var placed: [(user: ImportedUser, place: MembershipWriter.Place?)] = []
        for user in users {
            do {
                let place: MembershipWriter.Place? =
                    if let organization = user.organization {
                        try await memberships.place(organization, user.role ?? options.role)
                    } else {
                        nil
                    }
                placed.append((user, place))
            } catch let problem as CRMError.Problem {
                refuse(user, "\(problem.field): \(problem.message)", report)
            }
        }
        var made = try await insert(placed)
        var joining: [MembershipWriter.Place: [Int64]] = [:]
        var missing: [ImportedUser] = []
        for (user, place) in placed {
            // Of two equal lines the first made the account.
            guard let id = made.removeValue(forKey: Name(email: user.email, username: user.username)) else {
                missing.append(user)
                continue
            }
            summary.users += 1
            if let place { joining[place, default: []].append(id) }
        }
        for (place, ids) in joining {
            try await memberships.join(ids, place)
            summary.members += ids.count
        }
        try await explain(missing, report)
    }

    private mutating func refuse(_ user: ImportedUser, _ message: String, _ report: (CSVError) -> Void) {
        summary.invalid += 1
        report(CSVError(line: user.line, message))
    }

    /// - Returns: the ids of those that could be made, by what tells users apart.
    private func insert(_ placed: [(user: ImportedUser, place: MembershipWriter.Place?)]) async throws -> [Name: Int64] {
        if placed.isEmpty { return [:] }
        let users = placed.map(\.user)
        let rows = try await transaction.query(
            """
            INSERT INTO users (email, username, password_hash, first_name, last_name, is_active, created_at, last_login_at,
                default_organization_id)
            SELECT u.email, u.username, u.hash, u.first_name, u.last_name, u.is_active::boolean,
                coalesce(nullif(u.joined, '')::timestamptz, now()), nullif(u.last_login, '')::timestamptz, nullif(u.organization, 0)
            FROM unnest(\(users.map(\.email)), \(users.map(\.username)), \(users.map(\.passwordHash)), \(users.map(\.firstName)),
                \(users.map(\.lastName)), \(users.map { $0.isActive ? "true" : "false" }),
                \(users.map { $0.joinedAt?.postgresText ?? "" }), \(users.map { $0.lastLoginAt?.postgresText ?? "" }),
                \(placed.map { $0.place?.organization ?? 0 }))
                WITH ORDINALITY
                u (email, username, hash, first_name, last_name, is_active, joined, last_login, organization, place)
            ORDER BY u.place
            ON CONFLICT DO NOTHING
            RETURNING id, email, username
            """
        )
        var made: [Name: Int64] = [:]
        for row in rows { made[Name(email: try row.get(1), username: try row.get(2))] = try row.get(0) }
        return made
    }

    /// Why these could not be made: what stands in their way is there now.
    private mutating func explain(_ users: [ImportedUser], _ report: (CSVError) -> Void) async throws {
        if users.isEmpty { return }
        let rows = try await transaction.query(
            """
            SELECT coalesce(bool_or(lower(u.email) = lower(w.email)), false),
                coalesce(bool_or(lower(u.email) = lower(w.email) AND u.xmin = pg_current_xact_id()::xid), false)
            FROM unnest(\(users.map(\.email)), \(users.map(\.username))) WITH ORDINALITY w (email, username, place)
            LEFT JOIN users u ON lower(u.email) = lower(w.email) OR lower(u.username) = lower(w.username)
            GROUP BY w.place ORDER BY w.place
            """
        )
        for (place, user) in users.enumerated() {
            let (hasEmail, isOurs) = (try rows[place].get(0, as: Bool.self), try rows[place].get(1, as: Bool.self))
            switch (hasEmail, isOurs) {
            case (_, true): refuse(user, "email: Another line has this email.", report)
            case (true, false):
                if options.skipsExisting {
                    summary.existing += 1
                } else {
                    refuse(user, "email: A user with this email already exists.", report)
                }
            case (false, _): refuse(user, "username: A user with this username already exists.", report)
            }
        }
    }
}
