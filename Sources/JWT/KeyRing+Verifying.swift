import JSON

extension KeyRing {
    /// A longer token is refused before anything of it is looked at (CVE-2025-30204).
    static let longestToken = 8 * 1024

    /// Checks the signature of a token in the compact serialization (RFC 7515 section 5.2) and returns its payload, decoded.
    package func payload(ofSigned token: String) throws(TokenError) -> [UInt8] {
        guard token.utf8.count <= Self.longestToken else { throw .malformed }
        var token = token
        let result = token.withUTF8 { bytes in
            Result { () throws(TokenError) in try payload(ofSigned: UnsafeRawBufferPointer(bytes)) }
        }
        return try result.get()
    }

    private func payload(ofSigned token: UnsafeRawBufferPointer) throws(TokenError) -> [UInt8] {
        let dot = UInt8(ascii: ".")
        guard
            let first = token.firstIndex(of: dot),
            let second = token[(first + 1)...].firstIndex(of: dot),
            !token[(second + 1)...].contains(dot)
        else { throw .malformed }
        let key = try key(for: UnsafeRawBufferPointer(rebasing: token[..<first]))
        let message = UnsafeRawBufferPointer(rebasing: token[..<second])
        let signature = UnsafeRawBufferPointer(rebasing: token[(second + 1)...])
        guard key.signs(message, as: signature) else { throw .badSignature }
        guard let payload = Base64URL.decode(UnsafeRawBufferPointer(rebasing: token[(first + 1)..<second])) else { throw .malformed }
        return payload
    }

    /// The key that the header selects. The headers that our keys write are compared as they stand; any other is read.
    private func key(for header: UnsafeRawBufferPointer) throws(TokenError) -> SigningKey {
        if let key = keys.first(where: { $0.header.elementsEqual(header) }) { return key }
        guard
            let bytes = Base64URL.decode(header),
            // A NUL in `kid` is let through here: such a key is unknown like any other.
            case .object(let parameters) = try? JSONReader.parse(bytes, limits: Self.headerLimits, policy: .init(nul: .allow))
        else { throw .malformed }
        return try key(for: parameters)
    }

    private static let headerLimits = JSONReader.Limits(depth: 8, elements: 64)

    private func key(for parameters: JSONObject) throws(TokenError) -> SigningKey {
        for (name, value) in parameters.members {
            switch (name, value) {
            case ("alg", .string), ("kid", .string): break
            case ("typ", .string(let type)) where type.lowercased() == "jwt": break
            case ("alg", _): throw .unsupportedAlgorithm
            case ("kid", _), ("typ", _): throw .malformed
            default: throw .unsupportedHeader(name)
            }
        }
        guard let name = parameters["alg"]?.stringValue, let algorithm = Algorithm(rawValue: name) else { throw .unsupportedAlgorithm }
        let key: SigningKey? =
            if let id = parameters["kid"]?.stringValue {
                keys.first { $0.isNamed(id) }
            } else {
                keys.first { $0.id == nil } ?? signing
            }
        guard let key else { throw .unknownKey }
        guard key.algorithm == algorithm else { throw .unsupportedAlgorithm }
        return key
    }
}

extension SigningKey {
    /// Whether `signature` is the encoded code of `message`. It is the texts that are compared: a code that is cut short,
    /// padded or encoded in another way than ours differs.
    func signs(_ message: UnsafeRawBufferPointer, as signature: UnsafeRawBufferPointer) -> Bool {
        let expected = mac.withCode(of: message) { Base64URL.characters(of: $0) }
        return expected.withUnsafeBytes { constantTimeEquals($0, signature) }
    }
}
