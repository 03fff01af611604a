import CRM
import JWT
import PostgreSQL

/// What the doors are built on: the domain's services and the credentials' parts. One value, made at start.
public struct Services: Sendable {
    let engine: Engine
    let access: AccessControl
    let accounts: Accounts
    let organizations: OrganizationService
    let members: MemberService
    let teams: TeamService
    let roles: RoleService
    let credentials: CredentialService
    let invitations: InvitationService
    let people: PeopleSettings
    let mail: MailDelivery?
    let apiKeys: APIKeyService
    /// Webhooks, with what URLs this server lets them have.
    let webhooks: Resource
    let keyVerifier: APIKeyVerifier

    /// - Parameters:
    ///   - database: connections that act as the server's role.
    ///   - tokens: signs and verifies with the first key.
    ///   - hasher: hashes passwords on threads of its own.
    ///   - limits: how much guessing there may be; nil for any amount.
    ///   - allowsPrivateWebhooks: whether webhooks may lead into private networks.
    ///   - people: how people come in and back in.
    ///   - mail: sends what is put into the queue; without it, others do.
    public init(
        database: Database,
        access: AccessControl,
        tokens: TokenIssuer,
        hasher: PasswordHasher,
        lifetimes: TokenLifetimes,
        limits: LoginLimits? = LoginLimits(),
        allowsPrivateWebhooks: Bool = false,
        people: PeopleSettings = PeopleSettings(),
        mail: MailDelivery? = nil
    ) {
        self.engine = Engine(database: database)
        self.access = access
        self.accounts = Accounts(database: database, access: access, requiresVerifiedEmail: people.requiresVerifiedEmail)
        self.organizations = OrganizationService(database: database, access: access)
        self.members = MemberService(access: access)
        self.webhooks = Webhooks.resource(allowingPrivate: allowsPrivateWebhooks)
        self.people = people
        self.mail = mail
        self.invitations = InvitationService(access: access, members: members, settings: people, mail: mail)
        self.teams = TeamService(access: access)
        self.roles = RoleService(database: database, access: access)
        let keys = KeyStore(first: tokens, access: access)
        self.apiKeys = APIKeyService(access: access)
        self.keyVerifier = APIKeyVerifier(access: access, apiKeys: apiKeys, keys: keys)
        self.credentials = CredentialService(
            accounts: accounts,
            access: access,
            keys: keys,
            hasher: hasher,
            lifetimes: lifetimes,
            throttle: LoginThrottle(attempts: Attempts(database: database), limits: limits) { keys.hash(of: $0, for: "attempts") },
            secondFactors: SecondFactors(
                accounts: accounts,
                box: SecretBox(tokens.keys.signing, purpose: "two-factor secrets"),
                keys: keys
            )
        )
    }
}

/// How long tokens are valid, in seconds.
public struct TokenLifetimes: Sendable {
    /// Of an access token.
    public var access: Int64
    /// Of a refresh token. Each exchange makes one that is valid as long again.
    public var refresh: Int64
    /// Of a session, however often its tokens are exchanged: then the password is asked for again.
    public var session: Int64

    /// 15 minutes and 7 days (document "V1", Token Configuration), and 30 days (NIST SP 800-63B, section 4.1.3).
    public init(access: Int64 = 900, refresh: Int64 = 604_800, session: Int64 = 2_592_000) {
        self.access = access
        self.refresh = refresh
        self.session = session
    }
}
