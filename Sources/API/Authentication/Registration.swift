import CRM
import HTTPCore
import JSON
import JWT

/// A registration as it is written in a body: one parser for every door's. The document's names are the door's.
struct Registration: Sendable {
    let email: EmailAddress
    let username: String
    let password: String
    let firstName: String
    let lastName: String
    let phone: String?
    let organizationName: String
    /// The token of an invitation: then no organization is founded.
    static let invitation = "invitation"

    /// What a door's registration may have beside `email`, `password`, `first_name` and `last_name`.
    struct Keys: Sendable {
        /// The password once more, as browser forms send it.
        var repeated: [String]
        /// Whether it has to be there.
        var isRepeatedRequired = false
        /// The name of the organization that is founded.
        var organization: [String] = []
        /// Further ones.
        var others: [String] = []

        static let tenant = Keys(
            repeated: ["password2", "password_confirm", "confirm_password"],
            organization: ["organization_name", "organization", "company_name"],
            others: ["username", "phone"]
        )
        static let suite = Keys(repeated: ["password2"], isRepeatedRequired: true, organization: ["company_name"])
        static let classic = Keys(repeated: ["password2"], isRepeatedRequired: true, others: ["username"])

        var all: [String] { ["email", "password", "first_name", "last_name"] + repeated + organization + others }
    }

    /// - Throws: 400 that names the field.
    init(_ body: JSONObject, keys: Keys) throws(APIError) {
        try body.refuse(except: keys.all)
        let email = try body.emailAddress()
        password = try body.required("password")
        try PasswordRules.check(password, againIn: body, under: keys.repeated)
        if keys.isRepeatedRequired { _ = try body.required(keys.repeated[0]) }
        username = try body.username(beside: email.text) ?? email.text
        firstName = try body.value(["first_name"], as: UserFields.firstName)?.text ?? ""
        lastName = try body.value(["last_name"], as: UserFields.lastName)?.text ?? ""
        phone = try body.value(["phone"], as: UserFields.phone)?.text
        let own = firstName.isEmpty ? username : firstName
        organizationName = try body.value(keys.organization, as: UserFields.organizationName)?.text ?? "\(own)'s organization"
        self.email = email
        let names = PasswordRules.names(
            email: email.text,
            username: username,
            first: firstName,
            last: lastName,
            organization: organizationName
        )
        try PasswordRules.check(password, field: "password", names: names)
    }
}

extension Services {
    /// Makes a user and an organization that they own, of a body in JSON or of a form; with the token of an `invitation`, a member of the
    /// organization that invites instead. Nobody is logged in by it.
    /// - Throws: 400 that names the field.
    func register(_ request: APIRequest, keys: Registration.Keys) async throws -> (user: Int64, organization: Int64) {
        let body = try request.object(allowForm: true)
        if body[Registration.invitation].map({ !$0.isNull }) == true {
            let acceptance = try await register(body, with: try body.required(Registration.invitation, maximum: 200), keys: keys, request)
            return (acceptance.user, acceptance.organization)
        }
        let registration = try Registration(body, keys: keys)
        let made = try await accounts.register(
            Accounts.Registration(
                email: registration.email,
                username: registration.username,
                firstName: registration.firstName,
                lastName: registration.lastName,
                phone: registration.phone,
                passwordHash: try await credentials.hasher.hash(registration.password),
                organizationName: registration.organizationName
            ),
            client: request.client
        )
        mail?.wake()
        return made
    }
}
