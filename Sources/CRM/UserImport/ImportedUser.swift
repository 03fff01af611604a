import PostgreSQL

/// A line of the file that holds what an account needs.
struct ImportedUser: Sendable {
    let line: Int
    let email: String
    let username: String
    let firstName: String
    let lastName: String
    let passwordHash: String
    let isActive: Bool
    let joinedAt: Instant?
    let lastLoginAt: Instant?
    /// Where the user becomes a member: an id or a name.
    let organization: String?
    /// With which role: an id or a name.
    let role: String?

    private static let firstNameField = Field("first_name", .text(maximum: 100, .line))
    private static let lastNameField = Field("last_name", .text(maximum: 100, .line))
    private static let usernameField = Field("username", .text(maximum: 150, .line))
    private static let organizationField = Field("organization", .text(maximum: 200, .line))
    private static let roleField = Field("role", .text(maximum: 100, .line))
    private static let emailField = Field("email", .text(maximum: 254, .email), .required)
    private static let activeField = Field("is_active", .boolean)
    private static let joinedField = Field("date_joined", .timestamp)
    private static let loginField = Field("last_login", .timestamp)

    /// - Parameter hash: the password hash as it is stored, of one as it is given; nil for one that logins could not check.
    /// - Throws: the first column that is not acceptable, and why.
    init(_ cells: [String: String], line: Int, options: UserImport.Options, hash: (String) -> String?) throws(CRMError.Problem) {
        func value(_ field: Field) throws(CRMError.Problem) -> Value? {
            guard let text = cells[field.name], !text.isEmpty || field.name == "email" else { return nil }
            return try field.value(fromText: text)
        }
        guard let email = try value(Self.emailField)?.text else { throw CRMError.Problem("email", "This field is required.") }
        let username = try value(Self.usernameField)?.text ?? email
        // A username with an @ could be somebody else's email.
        let isEmail = EmailAddress(username)?.text.lowercased() == email.lowercased()
        if username.contains("@"), !isEmail { throw CRMError.Problem("username", "A username with an @ has to be the email.") }
        guard let given = cells["password"], !given.isEmpty else {
            throw CRMError.Problem("password", "This field is required: a hash, or ! for an account without a password.")
        }
        guard let passwordHash = hash(given) else {
            throw CRMError.Problem("password", "This is no hash that can be used: pbkdf2_sha256$… and argon2id are, and ! stands for none.")
        }
        let organization = try value(Self.organizationField)?.text ?? options.organization
        let role = try value(Self.roleField)?.text
        if role != nil, organization == nil { throw CRMError.Problem("role", "A role is held in an organization: name one.") }
        self.line = line
        self.email = email
        self.username = isEmail ? email : username
        self.firstName = try value(Self.firstNameField)?.text ?? ""
        self.lastName = try value(Self.lastNameField)?.text ?? ""
        self.passwordHash = passwordHash
        self.isActive = if case .boolean(let flag)? = try value(Self.activeField) { flag } else { true }
        self.joinedAt = try value(Self.joinedField)?.instant
        self.lastLoginAt = try value(Self.loginField)?.instant
        self.organization = organization
        self.role = role
    }
}
