/// What a principal was let in by.
public enum Credential: Hashable, Sendable {
    /// A login; ending it ends the tokens or the key made for it.
    case session(Int64)
    /// An API key of the organization, found by what is kept of its secret.
    case apiKey(id: Int64, hash: String)
}
