import PostgreSQL
import RBAC

/// Users, their passwords' hashes and their logins. Hashing itself is the caller's.
public struct Accounts: Sendable {
    let database: Database
    let access: AccessControl
    /// Whether only those log in whose address is verified.
    public let requiresVerifiedEmail: Bool

    /// Accounts in a database; `access` is told what changes.
    public init(database: Database, access: AccessControl, requiresVerifiedEmail: Bool = false) {
        self.database = database
        self.access = access
        self.requiresVerifiedEmail = requiresVerifiedEmail
    }

    /// A new user's data, validated.
    public struct Registration: Sendable {
        /// In its one spelling.
        public var email: EmailAddress
        /// Without an `@`, unless it is the email.
        public var username: String
        /// May be empty.
        public var firstName: String
        /// May be empty.
        public var lastName: String
        /// As the user wrote it.
        public var phone: String?
        /// Never the password itself.
        public var passwordHash: String
        /// The organization that is founded with the account.
        public var organizationName: String

        /// All of it.
        public init(
            email: EmailAddress,
            username: String,
            firstName: String,
            lastName: String,
            phone: String? = nil,
            passwordHash: String,
            organizationName: String
        ) {
            self.email = email
            self.username = username
            self.firstName = firstName
            self.lastName = lastName
            self.phone = phone
            self.passwordHash = passwordHash
            self.organizationName = organizationName
        }
    }

    /// Makes a user and an organization that they own, and has a mail sent with which they show that the address is theirs.
    /// - Throws: `CRMError.duplicate` for an email or a username that is taken.
    public func register(_ registration: Registration, client: ClientTrace) async throws -> (user: Int64, organization: Int64) {
        try await Self.naming {
            let organization = try await Organizations.reserveID(database)
            return try await database.transaction(settings: .organization(organization)) { transaction in
                let made = try await transaction.query(registration.insertion(home: organization, isVerified: false))
                let user: Int64 = try made[0].get(0)
                _ = try await transaction.batch(
                    Organizations.founding(organization, name: registration.organizationName, owner: user) + [
                        OutgoingMail.queue(.emailVerification, to: registration.email.text, client)
                    ]
                )
                return (user, organization)
            }
        }
    }

    /// What to check a login against: by email or by username, whatever its case.
    public func credentials(login: String) async throws -> Credentials? {
        let login = EmailAddress(login)?.text ?? login
        let rows = try await database.query(
            """
            SELECT id, password_hash, is_active, password_changed_at FROM users
            WHERE lower(email) = lower(\(login)) OR lower(username) = lower(\(login))
            ORDER BY lower(email) = lower(\(login)) DESC LIMIT 1
            """
        )
        guard !rows.isEmpty else { return nil }
        return try Self.credentials(rows[0])
    }

    /// What to check a known user's password against.
    public func credentials(user: Int64) async throws -> Credentials? {
        let rows = try await database.query("SELECT id, password_hash, is_active, password_changed_at FROM users WHERE id = \(user)")
        return rows.isEmpty ? nil : try Self.credentials(rows[0])
    }

    private static func credentials(_ row: Row) throws -> Credentials {
        Credentials(userID: try row.get(0), passwordHash: try row.get(1), isActive: try row.get(2), passwordChangedAt: try row.get(3))
    }

    /// Stores a new hash, and ends the logins of the user and the links by which the password could be reset.
    /// - Parameters:
    ///   - kept: the login that goes on.
    ///   - organization: where it is recorded.
    public func setPassword(
        _ hash: String,
        of user: Int64,
        keeping kept: Int64? = nil,
        organization: Int64?,
        client: ClientTrace
    ) async throws {
        try await access.change(.user(user)) { announcement in
            _ = try await database.batch(
                [
                    // First, as a reset does it: of the two at once, one waits for the other.
                    MailedToken.void(.passwordReset, of: user),
                    "UPDATE users SET password_hash = \(hash), password_changed_at = now(), updated_at = now() WHERE id = \(user)",
                    AuditLog.entry(.passwordChanged, of: user, in: organization, client),
                    """
                    UPDATE sessions SET ended_at = now()
                    WHERE user_id = \(user) AND ended_at IS NULL AND id IS DISTINCT FROM \(kept)
                    """,
                    announcement,
                ],
                settings: organization.map(LocalSettings.organization) ?? .none
            )
        }
    }

    /// Stores the hash of the same password under newer parameters.
    /// - Parameter former: the hash that the password was checked against: another one is another password's by now, and stays.
    public func upgradeHash(_ hash: String, from former: String, of user: Int64) async throws {
        _ = try await database.query("UPDATE users SET password_hash = \(hash) WHERE id = \(user) AND password_hash = \(former)")
    }

    /// - Throws: `CRMError.notFound` for a user who is gone.
    public func profile(_ user: Int64) async throws -> Profile {
        let results = try await database.batch(
            ["SELECT \(User.columns) FROM users u WHERE u.id = \(user)", Organizations.memberships(of: user)],
            settings: .user(user)
        )
        guard !results[0].isEmpty else { throw CRMError.notFound }
        return Profile(user: try User(results[0][0]), memberships: try results[1].map(Organizations.membership))
    }

    /// What users may change of themselves. What is nil stays as it is.
    public struct Changes: Sendable {
        /// A new first name.
        public var firstName: String?
        /// A new last name.
        public var lastName: String?
        /// A new username.
        public var username: String?
        /// A new number, or none any more.
        public var phone: String??
        /// A new title, or none any more.
        public var jobTitle: String??

        /// No change.
        public init() {}
    }

    /// Changes a user.
    /// - Throws: `CRMError.duplicate` for a username that is taken.
    public func change(_ user: Int64, _ changes: Changes) async throws -> Profile {
        try await Self.naming {
            _ = try await database.query(
                """
                UPDATE users SET updated_at = now(), first_name = coalesce(\(changes.firstName), first_name),
                    last_name = coalesce(\(changes.lastName), last_name), username = coalesce(\(changes.username), username),
                    phone = CASE WHEN \(changes.phone != nil) THEN \(changes.phone ?? nil) ELSE phone END,
                    job_title = CASE WHEN \(changes.jobTitle != nil) THEN \(changes.jobTitle ?? nil) ELSE job_title END
                WHERE id = \(user)
                """
            )
        }
        return try await profile(user)
    }

    /// Runs what writes a user, and names the field whose value somebody else has.
    static func naming<T>(_ body: () async throws -> T) async throws -> T {
        do {
            return try await body()
        } catch PostgresError.server(let error) where error.sqlState == "23505" {
            let field = error.constraint == "users_username_key" ? "username" : "email"
            throw CRMError.duplicate(CRMError.Problem(field, "A user with this \(field) already exists."))
        }
    }
}

extension Accounts.Registration {
    /// The statement that makes the user, and answers their id.
    func insertion(home organization: Int64, isVerified: Bool) -> SQL {
        """
        INSERT INTO users (email, username, first_name, last_name, phone, password_hash, default_organization_id, email_verified_at)
        VALUES (\(email.text), \(username), \(firstName), \(lastName), \(phone), \(passwordHash), \(organization),
            CASE WHEN \(isVerified) THEN now() END)
        RETURNING id
        """
    }
}
