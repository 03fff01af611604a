import JSON

extension Claims {
    /// The payload of a token.
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("iss")
        writer.string(issuer)
        writer.key("aud")
        writer.string(audience)
        writer.key("sub")
        writer.string(subject)
        writer.key("jti")
        writer.string(tokenID)
        writer.key("token_type")
        writer.string(type.rawValue)
        writer.key("iat")
        writer.int(issuedAt)
        writer.key("exp")
        writer.int(expiresAt)
        if let notBefore {
            writer.key("nbf")
            writer.int(notBefore)
        }
        if let session {
            writer.key("sid")
            writer.int(session)
        }
        if let organization {
            writer.key("org")
            writer.int(organization)
        }
        writer.endObject()
    }

    /// Reads a payload. Claims that are not ours are ignored (RFC 7519 section 4); ours must be of just the type we write.
    ///
    /// `audience` is the one to look for among several.
    init(_ payload: JSONObject, audience: String) throws(TokenError) {
        issuer = try payload.string("iss")
        self.audience = try payload.audience(preferring: audience)
        subject = try payload.string("sub")
        tokenID = try payload.string("jti")
        issuedAt = try payload.integer("iat")
        notBefore = try payload.integerIfPresent("nbf")
        expiresAt = try payload.integer("exp")
        guard let type = TokenType(rawValue: try payload.string("token_type")) else { throw .invalidClaim("token_type") }
        self.type = type
        session = try payload.integerIfPresent("sid")
        organization = try payload.integerIfPresent("org")
    }
}

extension JSONObject {
    fileprivate func string(_ name: String) throws(TokenError) -> String {
        guard let value = self[name] else { throw .missingClaim(name) }
        guard let text = value.stringValue, !text.isEmpty else { throw .invalidClaim(name) }
        return text
    }

    fileprivate func integer(_ name: String) throws(TokenError) -> Int64 {
        guard let value = try integerIfPresent(name) else { throw .missingClaim(name) }
        return value
    }

    /// Only an integer written as one: a fraction, an exponent, a string and null are none, and 1e19 cannot trap.
    fileprivate func integerIfPresent(_ name: String) throws(TokenError) -> Int64? {
        guard let value = self[name] else { return nil }
        guard let integer = value.int64Value else { throw .invalidClaim(name) }
        return integer
    }

    /// A string, or the preferred one out of an array of strings (RFC 7519 section 4.1.3).
    fileprivate func audience(preferring preferred: String) throws(TokenError) -> String {
        guard case .array(let values) = self["aud"] else { return try string("aud") }
        let audiences = values.compactMap(\.stringValue)
        guard !values.isEmpty, audiences.count == values.count else { throw .invalidClaim("aud") }
        return audiences.first { $0.utf8.elementsEqual(preferred.utf8) } ?? audiences[0]
    }
}
