import CRM
import HTTPCore
import JSON
import JWT

extension MailedToken {
    /// A new secret of 256 bits. Its SHA-256 is enough to keep: nobody guesses so many.
    public static func random() -> MailedToken {
        let text = Random.token(bytes: 32)
        return MailedToken(text: text, hash: hash(of: text))
    }

    /// What would be kept of a secret that somebody shows.
    static func hash(of text: String) -> String { Base64URL.encode(sha256(Array(text.utf8))) }
}

extension JSONObject {
    /// The `token` of a mailed link, by what is kept of it.
    func mailedToken() throws(APIError) -> String { MailedToken.hash(of: try required("token", maximum: 200)) }
}
