import CRM
import HTTPCore
import HTTPTypes
import JSON
import JWT

/// How an invitation is accepted: by the user who is logged in, by one who shows their password, or by somebody who makes an account.
extension Services {
    /// What an acceptance leads to.
    struct Acceptance {
        let user: Int64
        let organization: Int64
        /// Whether the account was made by it.
        let isNew: Bool
        /// Whether a login has to begin; nobody's who is logged in.
        let begins: Bool
        /// What a password was checked against, if one was.
        let checked: Credentials?
    }

    /// - Throws: 400 for a token that is not good any longer, and for what an account needs; 401 where there is an account and nobody
    ///   shows that it is theirs; 403 for another account; 409.
    func accept(_ request: APIRequest) async throws -> Acceptance {
        let body = try request.object(allowForm: true)
        let token = try body.mailedToken()
        if request.headers[.authorization] != nil {
            try body.refuse(except: ["token"])
            let caller = try await caller(request)
            let offer = try await invitations.offer(token)
            guard offer.account == caller.userID else { throw APIError.forbidden(message: "This invitation is for another account.") }
            return try await accept(token, offer, as: .user(caller.userID), request)
        }
        let offer = try await invitations.offer(token)
        let rest = body.removing("token")
        guard let account = offer.account else {
            return try await accept(token, offer, as: .newcomer(try await newcomer(rest, offer)), request)
        }
        guard body["password"] != nil else { throw Self.hasAccount }
        try rest.refuse(except: ["password"] + LoginBody.codeKeys)
        let login = try LoginBody(rest.setting("email", .string(try await accounts.profile(account).user.email)))
        let checked = try await credentials.authenticate(login, request)
        guard checked.userID == account else { throw APIError.forbidden(message: "This invitation is for another account.") }
        return try await accept(token, offer, as: .user(account), after: checked, request)
    }

    /// A registration with an invitation: it founds no organization.
    func register(_ body: JSONObject, with invitation: String, keys: Registration.Keys, _ request: APIRequest) async throws -> Acceptance {
        let token = MailedToken.hash(of: invitation)
        do {
            for key in keys.organization where body[key].map({ !$0.isNull }) == true {
                throw APIError.field(key, "Whoever was invited founds no organization.")
            }
            let offer = try await invitations.offer(token)
            guard offer.account == nil else { throw Self.hasAccount }
            let person = try await newcomer(body.removing("invitation"), offer, keys: keys)
            return try await accept(token, offer, as: .newcomer(person), request)
        } catch let error as CRMError {
            throw APIError(error, keys: ["token": "invitation"])
        }
    }

    private func newcomer(
        _ body: JSONObject,
        _ offer: InvitationService.Offer,
        keys: Registration.Keys = .invited
    ) async throws -> Accounts.Registration {
        if let email = body["email"], !email.isNull, try body.emailAddress() != offer.email {
            throw APIError.field("email", "This invitation is for another address.")
        }
        let registration = try Registration(body.setting("email", .string(offer.email.text)), keys: keys)
        return Accounts.Registration(
            email: offer.email,
            username: registration.username,
            firstName: registration.firstName,
            lastName: registration.lastName,
            phone: registration.phone,
            passwordHash: try await credentials.hasher.hash(registration.password),
            organizationName: ""
        )
    }

    private func accept(
        _ token: String,
        _ offer: InvitationService.Offer,
        as guest: InvitationService.Guest,
        after checked: Credentials? = nil,
        _ request: APIRequest
    ) async throws -> Acceptance {
        let (user, organization) = try await invitations.accept(token, offer, as: guest, client: request.client)
        let isNew = if case .newcomer = guest { true } else { false }
        return Acceptance(
            user: user,
            organization: organization,
            isNew: isNew,
            begins: request.headers[.authorization] == nil,
            checked: checked
        )
    }

    /// Whoever holds the token reads the mailbox of this account, and is told of it.
    private static var hasAccount: APIError {
        var error = APIError.unauthorized("There is an account with this email: log in, or send its password.")
        error.code = "LOGIN_REQUIRED"
        error.extra = [("code", "LOGIN_REQUIRED")]
        return error
    }
}

extension Registration.Keys {
    /// What whoever accepts an invitation may say of themselves.
    static let invited = Registration.Keys(repeated: tenant.repeated, others: ["username", "phone"])
}

extension JSONObject {
    /// The same without a key.
    fileprivate func removing(_ key: String) -> JSONObject {
        var object = self
        object[key] = nil
        return object
    }

    /// The same with a value under a key.
    fileprivate func setting(_ key: String, _ value: JSON) -> JSONObject {
        var object = self
        object[key] = value
        return object
    }
}
