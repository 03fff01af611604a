import JSON
import JWT
import TestSupport

/// Makes tokens that the server would never make, with or without its key.
struct Forger {
    /// What a genuine access token of the client says.
    let payload: JSONObject

    init(_ client: Client) throws {
        let segments = (client.token ?? "").split(separator: ".")
        guard segments.count == 3, let bytes = Base64URL.decode(segments[1]), let payload = try JSONReader.parse(bytes).objectValue else {
            throw JSONError(message: "The client has no token.", offset: 0)
        }
        self.payload = payload
    }

    /// A token of any header and payload, with the signature that belongs to it.
    func token(
        header: String = #"{"alg":"HS256","typ":"JWT"}"#,
        payload: String? = nil,
        key: [UInt8] = TestServer.secret,
        _ algorithm: Algorithm = .HS256
    ) -> String {
        let payload = payload ?? JSON.object(self.payload).serialized
        let segments = [header, payload].map { Base64URL.encode(Array($0.utf8)) }.joined(separator: ".")
        return segments + "." + Base64URL.encode(hmac(algorithm, key: key, message: Array(segments.utf8)))
    }

    /// A token signed with the server's key, in which one claim is as given, or missing.
    func token(_ claim: String, _ value: JSON?) -> String {
        var payload = payload
        payload[claim] = value
        return token(payload: JSON.object(payload).serialized)
    }
}
