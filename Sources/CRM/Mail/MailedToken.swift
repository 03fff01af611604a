import PostgreSQL

/// A secret that travels in a mail, and what is kept of it.
public struct MailedToken: Sendable {
    /// What the link carries.
    public let text: String
    /// What is stored: from it, the text cannot be found.
    public let hash: String

    /// A secret of 256 random bits, and its SHA-256.
    public init(text: String, hash: String) {
        self.text = text
        self.hash = hash
    }

    /// What tokens are for.
    enum Purpose: String, Sendable {
        case invitation
        case emailVerification = "email_verification"
        case passwordReset = "password_reset"
    }

    /// The statement that uses a token up. It answers the user and the email of one that is good, once.
    static func take(_ hash: String, _ purpose: Purpose) -> SQL {
        """
        DELETE FROM mailed_tokens WHERE token_hash = \(hash) AND purpose = \(purpose.rawValue) AND expires_at > now()
        RETURNING user_id, email
        """
    }

    /// The statement after which a user's tokens of this purpose are good for nothing.
    static func void(_ purpose: Purpose, of user: Int64) -> SQL {
        "DELETE FROM mailed_tokens WHERE user_id = \(user) AND purpose = \(purpose.rawValue)"
    }

    /// The statement after which an invitation's token is good for nothing.
    static func void(invitation: Int64, in organization: Int64) -> SQL {
        "DELETE FROM mailed_tokens WHERE organization_id = \(organization) AND invitation_id = \(invitation)"
    }
}
