import PostgreSQL

/// A person with an account.
public struct User: Sendable {
    public let id: Int64
    public let email: String
    public let username: String
    public let firstName: String
    public let lastName: String
    public let phone: String?
    public let jobTitle: String?
    public let isActive: Bool
    public let createdAt: Instant
    public let lastLoginAt: Instant?

    static let columns: SQL = """
        u.id, u.email, u.username, u.first_name, u.last_name, u.phone, u.job_title, u.is_active, u.created_at, u.last_login_at
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
    }
}

/// An organization in which a user is a member, with the names of their roles there.
public struct Membership: Sendable {
    public let organizationID: Int64
    public let organizationName: String
    public let roles: [String]
    public let joinedAt: Instant
}

/// A user with all that a browser app shows of them.
public struct Profile: Sendable {
    public let user: User
    public let memberships: [Membership]
}

/// What a login is checked against.
public struct Credentials: Sendable {
    public let userID: Int64
    public let passwordHash: String
    public let isActive: Bool
}

/// A login that stands until it is ended or expires.
public struct Session: Sendable {
    public let id: Int64
    public let userID: Int64
    /// The organization in which the login begins; nil for a user who belongs to none.
    public let organizationID: Int64?
}
