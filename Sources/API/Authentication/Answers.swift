import CRM
import JSON

extension CredentialService.Tokens {
    /// `{"access", "refresh"}`, and `more` beside them.
    func pair(with more: [(String, JSON)] = []) -> JSON {
        .object(JSONObject([("access", .string(access)), ("refresh", .string(refresh))] + more))
    }
}

extension User {
    /// Who somebody is, as documents "Suite" and "V1" show it.
    var names: [(String, JSON)] {
        [("id", .int(id)), ("email", .string(email)), ("first_name", .string(firstName)), ("last_name", .string(lastName))]
    }
}

extension Profile {
    /// The name of the first role in an organization, "admin"; nil where the user is no member.
    func role(in organization: Int64?) -> String? {
        memberships.first { $0.organizationID == organization }?.role
    }
}

extension Membership {
    /// The name of the first role, "admin".
    var role: String? { roles.first?.lowercased() }
}
