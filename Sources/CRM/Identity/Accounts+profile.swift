import PostgreSQL

/// What a user tells of themselves beside their name.
public struct ProfileDetails: Sendable {
    /// As the user wrote it.
    public let jobTitle: String?
    /// As the user wrote it.
    public let location: String?
    /// What they look like.
    public let picture: Picture?

    /// Where a picture is.
    public enum Picture: Sendable {
        /// Here, under this name.
        case stored(String)
        /// At this URL, whatever is there.
        case elsewhere(String)
    }

    /// What is nil stays as it is.
    public struct Changes: Sendable {
        /// A new title, or none any more.
        public var jobTitle: String??
        /// A new place, or none any more.
        public var location: String??
        /// Another picture, or none any more.
        public var picture: PictureChange?

        /// No change.
        public init() {}
    }

    /// What can become of a picture.
    public enum PictureChange: Sendable {
        case upload(ProfilePicture)
        case url(String)
        case clear
    }
}

extension Accounts {
    /// - Throws: `CRMError.notFound` for a user who is gone.
    public func details(of user: Int64) async throws -> ProfileDetails { try Self.details(try await database.query(Self.details(user))) }

    /// Changes what a user tells of themselves. There is one picture: another takes its place.
    public func change(_ user: Int64, _ changes: ProfileDetails.Changes) async throws -> ProfileDetails {
        var url: String?
        var statements: [SQL] = []
        if changes.picture != nil { statements.append("DELETE FROM profile_pictures WHERE user_id = \(user)") }
        switch changes.picture {
        case .upload(let picture):
            statements.append(
                """
                INSERT INTO profile_pictures (user_id, name, format, content)
                VALUES (\(user), \(picture.name), \(picture.format.rawValue), \(picture.content))
                """
            )
        case .url(let text): url = text
        case .clear, nil: break
        }
        // First, so that of two changes at once one waits for the other.
        let update: SQL = """
            UPDATE users SET updated_at = now(),
                job_title = CASE WHEN \(changes.jobTitle != nil) THEN \(changes.jobTitle ?? nil) ELSE job_title END,
                location = CASE WHEN \(changes.location != nil) THEN \(changes.location ?? nil) ELSE location END,
                picture_url = CASE WHEN \(changes.picture != nil) THEN \(url) ELSE picture_url END
            WHERE id = \(user)
            """
        let results = try await database.batch([update] + statements + [Self.details(user)])
        guard let rows = results.last else { throw CRMError.notFound }
        return try Self.details(rows)
    }

    /// A picture by its name.
    public func picture(_ name: String) async throws -> ProfilePicture? {
        let rows = try await database.query("SELECT format, content FROM profile_pictures WHERE name = \(name)")
        guard let row = rows.first, let format = ProfilePicture.Format(rawValue: try row.get(0)) else { return nil }
        return ProfilePicture(name: name, format: format, content: try row.get(1))
    }

    /// Whether there is a picture of that name.
    public func hasPicture(_ name: String) async throws -> Bool {
        try await !database.query("SELECT FROM profile_pictures WHERE name = \(name)").isEmpty
    }

    private static func details(_ user: Int64) -> SQL {
        """
        SELECT u.job_title, u.location, p.name, u.picture_url
        FROM users u LEFT JOIN profile_pictures p ON p.user_id = u.id WHERE u.id = \(user)
        """
    }

    private static func details(_ rows: Rows) throws -> ProfileDetails {
        guard let row = rows.first else { throw CRMError.notFound }
        let stored: String? = try row.getIfPresent(2)
        let url: String? = try row.getIfPresent(3)
        return ProfileDetails(
            jobTitle: try row.getIfPresent(0),
            location: try row.getIfPresent(1),
            picture: stored.map(ProfileDetails.Picture.stored) ?? url.map(ProfileDetails.Picture.elsewhere)
        )
    }
}
