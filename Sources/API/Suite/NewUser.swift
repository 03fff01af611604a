import CRM
import HTTPCore
import JSON
import JWT

/// An account that an administrator makes for somebody, as it is written in a body.
struct NewUser: Sendable {
    private let email: EmailAddress
    private let username: String
    private let firstName: String
    private let lastName: String
    private let phone: String?
    /// nil where the user chooses it.
    let password: String?
    let role: RoleName

    /// - Throws: 400 that names the field.
    init(_ body: JSONObject) throws(APIError) {
        try body.refuse(
            except: ["email", "username", "first_name", "last_name", "phone", "password", "password2", "role", "role_id", "is_active"]
        )
        if let isActive = body["is_active"], isActive.boolValue != true {
            throw .field("is_active", "A user who is made is active.")
        }
        email = try body.emailAddress()
        username = try body.username(beside: email.text) ?? email.text
        firstName = try body.value(["first_name"], as: UserFields.firstName)?.text ?? ""
        lastName = try body.value(["last_name"], as: UserFields.lastName)?.text ?? ""
        phone = try body.value(["phone"], as: UserFields.phone)?.text
        role = try body.role() ?? .name("viewer")
        password = body["password"].map(\.isNull) ?? true ? nil : try body.required("password")
        guard let password else { return }
        try PasswordRules.check(password, againIn: body, under: ["password2"])
        let names = PasswordRules.names(email: email.text, username: username, first: firstName, last: lastName)
        try PasswordRules.check(password, field: "password", names: names)
    }

    func registration(passwordHash: String) -> Accounts.Registration {
        Accounts.Registration(
            email: email,
            username: username,
            firstName: firstName,
            lastName: lastName,
            phone: phone,
            passwordHash: passwordHash,
            organizationName: ""
        )
    }
}
