import HTTPTypes
import JSON

/// A field of the request and what is wrong with it.
public struct FieldError: Sendable, Hashable {
    /// The field's name as the client wrote it.
    public let name: String
    /// Sentences for people.
    public let messages: [String]

    /// A field with what is wrong with it.
    public init(name: String, messages: [String]) {
        self.name = name
        self.messages = messages
    }
}

/// An answer that is an error. What its body looks like is decided where the API is known, by the `errors` function of
/// `HTTPService`; nothing in here is secret.
public struct APIError: Error, Sendable {
    /// The HTTP status, 400 to 599.
    public var status: Int
    /// A stable name for programs, `VALIDATION_ERROR`.
    public var code: String
    /// A sentence for people.
    public var message: String
    /// The fields that the request has to change.
    public var fields: [FieldError]
    /// Fields for the head of the answer, such as Allow or Retry-After.
    public var headers: HTTPFields
    /// Further members for the body, such as `required_permission`.
    public var extra: [(String, JSON)]

    /// An error with all its parts; the factories below name the usual ones.
    public init(
        status: Int,
        code: String,
        message: String,
        fields: [FieldError] = [],
        headers: HTTPFields = [:],
        extra: [(String, JSON)] = []
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.fields = fields
        self.headers = headers
        self.extra = extra
    }
}
