import PostgreSQL

extension Accounts {
    /// Asks for a mail with which whoever reads this address shows that they do. Nothing happens where there is no such account, or
    /// its address is verified already.
    public func requestVerification(_ email: EmailAddress, client: ClientTrace) async throws {
        _ = try await database.query(OutgoingMail.queue(.emailVerification, to: email.text, client))
    }

    /// Uses a token up: the address to which it was sent is its user's, if it still is the account's.
    /// - Throws: `CRMError.invalid` for a token that is not good any longer.
    public func verifyEmail(_ token: String, client: ClientTrace) async throws {
        try await database.transaction { transaction in
            let taken = try await transaction.query(MailedToken.take(token, .emailVerification))
            guard let row = taken.first else { throw Self.invalidToken }
            let (user, email): (Int64, String) = (try row.get(0), try row.get(1))
            let verified = try await transaction.query(
                """
                UPDATE users SET email_verified_at = coalesce(email_verified_at, now())
                WHERE id = \(user) AND email = \(email) AND is_active RETURNING id
                """
            )
            if verified.isEmpty { throw Self.invalidToken }
            _ = try await transaction.batch(Self.recording(.emailVerified, of: user, client))
        }
    }
}
