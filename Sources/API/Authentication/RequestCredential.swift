import HTTPCore
import HTTPTypes

/// What a request brings to say who it is from. Every kind is taken at every door.
enum RequestCredential: Equatable {
    /// `Authorization: Bearer <JWT>`
    case accessToken(String)
    /// `Authorization: Token <key>`, the key of a login: document "Classic".
    case sessionKey(String)
    /// `X-API-Key: sk_…`: document "V1"; or `Authorization: Bearer sk_…`.
    case apiKey(String)

    private static let keyField = HTTPField.Name("X-API-Key")

    /// The one credential of a request.
    /// - Throws: 401 for none, or one of no known kind; 400 for two that differ: whose request that would be is anybody's guess.
    init(_ request: APIRequest) throws(APIError) {
        var given: [RequestCredential] = []
        for text in request.headers[values: .authorization] { given.append(try Self.authorization(text)) }
        if let name = Self.keyField { given += request.headers[values: name].map(RequestCredential.apiKey) }
        guard let first = given.first else { throw .unauthorized() }
        guard given.allSatisfy({ $0 == first }) else {
            throw .badRequest("The request has two different credentials. Send one: Authorization or X-API-Key.")
        }
        self = first
    }

    private static func authorization(_ text: String) throws(APIError) -> RequestCredential {
        if let token = text.credentials(of: "Bearer") { return token.hasPrefix("sk_") ? .apiKey(token) : .accessToken(token) }
        if let key = text.credentials(of: "Token") { return .sessionKey(key) }
        throw .unauthorized("Invalid Authorization header. Use: Bearer <token> or Token <key>.")
    }
}

extension String {
    /// The credentials after an authentication scheme, whose name has no case (RFC 9110, section 11.1).
    fileprivate func credentials(of scheme: String) -> String? {
        guard let space = utf8.firstIndex(of: UInt8(ascii: " ")) else { return nil }
        let name = utf8[..<space]
        guard name.count == scheme.utf8.count, self[..<space].lowercased() == scheme.lowercased() else { return nil }
        let rest = self[utf8.index(after: space)...]
        return rest.isEmpty ? nil : String(rest)
    }
}
