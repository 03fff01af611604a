import JSON
import TestSupport
import Testing

/// Document "Tenant", section "API Endpoints": every line, with what it means, in an organization that has one of everything.
@Suite struct ContractStories {
    @Test("Every endpoint of the document answers, with and without its last slash", arguments: [true, false])
    func everyEndpointAnswers(slash: Bool) async throws {
        let owner = try await Client.owner("Contract")
        let records = try await Endpoint.records(owner)
        for endpoint in Endpoint.document {
            // What ends a login has one of its own.
            let client = endpoint.path.hasPrefix("/api/auth/") ? try await Client.owner() : owner
            let path = endpoint.path(with: records, slash: slash)
            let answer = try await client.send(endpoint.method, path, try endpoint.body(with: records, client))
            #expect(answer.status == endpoint.status, "\(endpoint.method) \(path): \(answer.text.prefix(300))")
            for key in endpoint.shows { #expect(answer.json[key] != nil, "\(endpoint.method) \(path) shows no \(key)") }
            #expect(answer.headers["x-request-id"] != nil)
        }
    }

    @Test("Everything but registration and login requires authentication")
    func authenticationIsRequired() async throws {
        let owner = try await Client.owner()
        let records = try await Endpoint.records(owner)
        let stranger = Client(owner.server)
        for endpoint in Endpoint.document where !["POST /api/auth/login/", "POST /api/users/"].contains(endpoint.line) {
            for slash in [true, false] {
                let answer = try await stranger.send(endpoint.method, endpoint.path(with: records, slash: slash), [:])
                #expect(answer.status == 401, "\(endpoint.line)")
                #expect(answer.detail != nil && answer.headers["www-authenticate"]?.hasPrefix("Bearer") == true, "\(endpoint.line)")
            }
        }
        // Nobody changed anything.
        #expect(try await owner.get("/api/customers/").count == 2)
    }

    @Test(
        "The query parameters that the document shows",
        arguments: [
            ("/api/customers/?status=active", 2), ("/api/customers/?status=inactive", 0),
            ("/api/leads/?source=website&priority=high", 1), ("/api/leads/?source=website&priority=low", 0),
            ("/api/deals/?pipeline=1&stage=2", 0), ("/api/customers/?search=john", 1), ("/api/leads/?search=company", 1),
            ("/api/customers/?page=1&page_size=50", 2), ("/api/deals/?ordering=-created_at", 1), ("/api/leads/?ordering=score", 3),
        ]
    )
    func documentedParameters(path: String, count: Int64) async throws {
        let owner = try await Client.owner()
        _ = try await Endpoint.records(owner)
        let answer = try await owner.get(path)
        #expect(answer.status == 200)
        #expect(answer.count == count)
        #expect(answer["next"].isNull && answer["previous"].isNull && answer.results.count == count)
    }
}
