import Foundation
import JSON

extension Client {
    /// The owner of a new organization on the shared server.
    package static func owner(_ organization: String = "Test", on server: TestServer? = nil) async throws -> Client {
        let target: TestServer = if let server { server } else { try await TestServer.shared }
        return try await Client(target).registered(organization)
    }

    /// A new user with an organization of their own.
    package func registered(_ organization: String = "Test") async throws -> Client {
        var client = Client(server)
        client.email = "u\(UUID().uuidString.lowercased())@example.com"
        client.password = "correct horse battery"
        let answer = try await client.post(
            "/api/users/",
            [
                "email": .string(client.email), "password": .string(client.password), "first_name": "Test", "last_name": "User",
                "organization_name": .string(organization),
            ]
        )
        guard answer.status == 201 else { throw Unexpected(answer) }
        client.userID = answer.id
        client.organizationID = answer["organization"]["id"]?.int64Value ?? 0
        client.token = answer["tokens"]["access"]?.stringValue
        return client
    }

    /// Another user, who joins this client's organization with a role and acts in it.
    package func colleague(_ role: String) async throws -> Client {
        var other = try await registered("Own")
        let added = try await post(
            "/api/organizations/\(organizationID)/add_member/",
            ["email": .string(other.email), "role": .string(role)]
        )
        guard added.status == 201 else { throw Unexpected(added) }
        other.organizationID = organizationID
        other.headers.append(("X-Organization-Id", String(organizationID)))
        return other
    }

    /// A new login of the same user: its client.
    package func loggedIn(password: String? = nil) async throws -> Client {
        let answer = try await Client(server).post(
            "/api/auth/login/",
            ["email": .string(email), "password": .string(password ?? self.password)]
        )
        guard answer.status == 200 else { throw Unexpected(answer) }
        var client = self
        client.token = answer["access"].stringValue
        return client
    }

    /// Makes a record and answers its id.
    package func make(_ path: String, _ body: JSON) async throws -> Int64 {
        let answer = try await post(path, body)
        guard answer.status == 201 else { throw Unexpected(answer) }
        return answer.id
    }
}

/// An answer that a test cannot go on with.
package struct Unexpected: Error, CustomStringConvertible {
    package let answer: Answer
    package init(_ answer: Answer) { self.answer = answer }
    package var description: String { "\(answer.status): \(answer.text.prefix(500))" }
}
