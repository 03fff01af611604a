import JSON
import PostgreSQL
import TestSupport

/// An API key as the answer that made it showed it.
struct MadeKey: Sendable {
    let id: Int64
    let text: String
    let answer: Answer
}

extension Client {
    static let keys = "/api/api-keys/"

    /// Makes a key of these permissions, or with a body of its own.
    func makeKey(_ permissions: [String] = ["customers:read"], _ more: [(String, JSON)] = []) async throws -> MadeKey {
        let carried: [(String, JSON)] = permissions.isEmpty ? [] : [("permissions", .array(permissions.map(JSON.string)))]
        return try await makeKey(.object(JSONObject([("name", "Import")] + carried + more)))
    }

    func makeKey(_ body: JSON) async throws -> MadeKey {
        let answer = try await post(Self.keys, body)
        guard answer.status == 201, let text = answer["key"].stringValue else { throw Unexpected(answer) }
        return MadeKey(id: answer.id, text: text, answer: answer)
    }

    /// A program with this key, in the way of document "V1".
    func with(key: String) -> Client {
        var program = Client(server)
        program.headers = [("X-API-Key", key)]
        (program.userID, program.organizationID) = (userID, organizationID)
        return program
    }

    func with(_ key: MadeKey) -> Client { with(key: key.text) }

    /// Somebody with nothing but this in the field Authorization.
    func authorized(_ authorization: String) -> Client {
        var client = Client(server)
        client.headers = [("Authorization", authorization)]
        (client.userID, client.organizationID, client.email, client.password) = (userID, organizationID, email, password)
        return client
    }

    /// A new login of the same user with a key: document "Classic".
    func keyed() async throws -> (key: String, client: Client) {
        let answer = try await Client(server).post("/users/login/", ["username": .string(email), "password": .string(password)])
        guard answer.status == 200, let key = answer["key"].stringValue else { throw Unexpected(answer) }
        return (key, authorized("Token \(key)"))
    }

    /// Whether a request is let in, whatever it may do.
    var isLetIn: Bool { get async throws { try await get("/api/customers/").status != 401 } }
}
