import CRM
import HTTPCore
import HTTPTypes
import JSON
import JWT
import PostgreSQL
import RBAC

/// What the domain, the database and the hasher throw, as answers.
extension APIError {
    /// - Parameter keys: what the client called the fields that it sent, by their name in the domain.
    init(_ error: CRMError, keys: [String: String] = [:]) {
        func named(_ problem: CRMError.Problem) -> FieldError {
            FieldError(name: keys[problem.field] ?? problem.field, messages: [problem.message])
        }
        switch error {
        case .notFound: self = .notFound
        case .invalid(let problems): self = .validation(problems.map(named))
        case .unprocessable(let problem): self = .unprocessable(named(problem).name, problem.message)
        case .duplicate(let problem):
            self = .validation([named(problem)])
            code = APIError.duplicateCode
        case .conflict(let message): self = .conflict(message)
        case .forbidden(let permission): self = .forbidden(required: permission.codename)
        case .takesLogin(let permission):
            self = .forbidden(required: permission?.codename, message: "An API key cannot do this: it takes a login.")
        case .outside(let permission, let scope):
            self = .forbidden(required: permission.codename)
            message = "You may do this with records \(scope.reach) only."
            extra.append(("scope", .string(scope.name)))
        case .protected(let permission, let field):
            self = .forbidden(required: permission.codename)
            message = "Your roles do not let you change the field \"\(keys[field] ?? field)\"."
            extra.append(("field", .string(keys[field] ?? field)))
        case .lacking(let permission, let field):
            self = .forbidden(required: permission.codename)
            message = "Your own roles do not give that access to the field \"\(field)\"."
            extra.append(("field", .string(field)))
        case .item(let index, let error): self = .items([(index, APIError(error, keys: keys))])
        }
    }

    /// The code of a unique value that is taken: 400 at most doors, 409 at V1's.
    static let duplicateCode = "DUPLICATE"

    /// A bulk request of which items were refused; nothing was done.
    static func items(_ refusals: [(index: Int, error: APIError)]) -> APIError {
        guard let first = refusals.first else { return .badRequest("Nothing was done.") }
        var error = first.error
        error.fields = []
        error.message = "Item \(first.index) was refused: \(first.error.summary) Nothing was changed."
        error.extra += [
            (
                "results",
                .array(
                    refusals.map { index, refusal in
                        .object(
                            JSONObject([
                                ("index", .number(JSONNumber(Int64(index)))), ("status", .number(JSONNumber(Int64(refusal.status)))),
                                ("errors", refusal.body),
                            ])
                        )
                    }
                )
            )
        ]
        return error
    }

    /// The answer for anything that is thrown, or nil for what nobody expected.
    static func from(_ error: any Error) -> APIError? {
        switch error {
        case let error as APIError: error
        case let error as CRMError: APIError(error)
        case let problem as CRMError.Problem: .field(problem.field, problem.message)
        case let error as PostgresError: APIError(error)
        case HasherError.busy: .unavailable(retryAfter: 1)
        default: nil
        }
    }

    private init?(_ error: PostgresError) {
        switch error {
        case .unavailable, .poolExhausted: self = .unavailable(retryAfter: 1)
        case .server(let server):
            // Class 53: out of resources; 57: operator intervention; 57014: the statement took too long.
            // 40001 and 40P01: two requests waited for each other, and this one was ended. All of it was undone.
            let passing = server.sqlState.hasPrefix("53") || server.sqlState.hasPrefix("57")
            guard passing || ["25P03", "40001", "40P01"].contains(server.sqlState) else { return nil }
            self = .unavailable(retryAfter: 1)
        case .invalidInput: self = .badRequest("A text contains a NUL character.")
        case .decoding, .cancelled: return nil
        }
    }

    /// One sentence.
    private var summary: String {
        guard let field = fields.first, let message = field.messages.first else { return message }
        return "\(field.name): \(message)"
    }

    /// `{"detail": …}` or `{"field": ["…"]}`, with what else there is to say.
    var members: [(String, JSON)] {
        let named: [(String, JSON)] = fields.map { ($0.name, .array($0.messages.map(JSON.string))) }
        return (named.isEmpty ? [("detail", .string(message))] : named) + extra
    }

    /// The same, as one value.
    var body: JSON { .object(JSONObject(members)) }
}

extension Scope {
    /// As the end of a sentence about records.
    fileprivate var reach: String {
        switch self {
        case .own: "of your own"
        case .team: "of your team"
        case .organization: "of your organization"
        }
    }
}

extension Route {
    /// The route, with what the domain throws turned into answers; what nobody expected stays what it is, and is logged.
    var withDomainErrors: Route {
        Route(method, template, bodyLimit: bodyLimit) { [method, handler] request in
            do {
                // Only reads have parameters: a misspelt or misplaced one is an error, not silence.
                if method != .get { try request.refuseParameters() }
                return try await handler(request)
            } catch {
                throw APIError.from(error) ?? error
            }
        }
    }
}
