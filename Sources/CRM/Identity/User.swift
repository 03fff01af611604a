import PostgreSQL

/// A person with an account.
public struct User: Sendable {
    /// The user's number.
    public let id: Int64
    /// Unique, whatever its case.
    public let email: String
    /// Unique, whatever its case; the email where none was chosen.
    public let username: String
    /// May be empty.
    public let firstName: String
    /// May be empty.
    public let lastName: String
    /// As the user wrote it.
    public let phone: String?
    /// As the user wrote it.
    public let jobTitle: String?
    /// Whether the user may log in.
    public let isActive: Bool
    /// When the account was made.
    public let createdAt: Instant
    /// When the user last gave the password; nil for never.
    public let lastLoginAt: Instant?
    /// Whether somebody has shown that they read mail to that address.
    public let isEmailVerified: Bool

    static let columns: SQL = """
        u.id, u.email, u.username, u.first_name, u.last_name, u.phone, u.job_title, u.is_active, u.created_at, u.last_login_at,
            u.email_verified_at IS NOT NULL
        """

    init(_ row: Row) throws {
        id = try row.get(0)
        email = try row.get(1)
        username = try row.get(2)
        firstName = try row.get(3)
        lastName = try row.get(4)
        phone = try row.getIfPresent(5)
        jobTitle = try row.getIfPresent(6)
        isActive = try row.get(7)
        createdAt = try row.get(8)
        lastLoginAt = try row.getIfPresent(9)
        isEmailVerified = try row.get(10)
    }
}

/// An organization in which a user is a member, with the names of their roles there.
public struct Membership: Sendable {
    /// The organization's number.
    public let organizationID: Int64
    /// The organization's name.
    public let organizationName: String
    /// Names of roles, the oldest first.
    public let roles: [String]
    /// Since when the user is a member.
    public let joinedAt: Instant
}

/// A user with all that a browser app shows of them.
public struct Profile: Sendable {
    /// The person.
    public let user: User
    /// The organizations in which they are an active member.
    public let memberships: [Membership]
}

/// What a login is checked against.
public struct Credentials: Sendable {
    /// Whose they are.
    public let userID: Int64
    /// With its algorithm and parameters in it.
    public let passwordHash: String
    /// Whether the user may log in.
    public let isActive: Bool
    /// Since when this is the password: a login that began with another one does not come to be.
    public let passwordChangedAt: Instant
}

/// A login that stands until it is ended or expires: a family of refresh tokens, or a key.
public struct Session: Sendable {
    /// The claim `sid` of its tokens.
    public let id: Int64
    /// Whose login it is.
    public let userID: Int64
    /// The organization in which the login begins; nil for a user who belongs to none.
    public let organizationID: Int64?
}
