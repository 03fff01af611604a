import HTTPCore
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(1)))
struct RoutingTests {
    static let routes = [
        Route(.get, "/api/deals/{id}/") { .text(.ok, "deal \($0.parameters[0])", type: "text/plain") },
        .text(.get, "/api/deals/stats/", "stats"),
        .text(.get, "/api/deals/", "deals"),
        .text(.post, "/api/deals/", "created"),
        Route(.get, "/api/users/{user_id}/notes/{id}/") { .text(.ok, "\($0.parameters)", type: "text/plain") },
        Route(.get, "/api/files/{name}") { .text(.ok, "file \($0.textParameters[0])", type: "text/plain") },
    ]

    @Test(arguments: [
        ("/api/deals/7/", "deal 7"),
        ("/api/deals/7", "deal 7"),
        ("/api/deals/9223372036854775807/", "deal 9223372036854775807"),
        ("/api/deals/007/", "deal 7"),
        ("/api/deals/stats/", "stats"),
        ("/api/deals/stats", "stats"),
        ("/api/deals?page=1", "deals"),
        ("/api/users/3/notes/4/", "[3, 4]"),
        ("/api/files/a%2Fb%20c", "file a/b c"),
        ("/api/files/42", "file 42"),
        ("http://localhost/api/deals/7/?x=1", "deal 7"),
    ])
    func `a path is answered by its most literal route`(target: String, body: String) async throws {
        try await RunningServer.run(Self.routes) { server in
            let answer = try await server.request("GET", target)
            #expect(answer.status == 200)
            #expect(answer.body == body)
        }
    }

    @Test(arguments: [
        "/", "/api", "/api/deals/9223372036854775808/", "/api/deals/99999999999999999999/", "/api/deals/-1/", "/api/deals/1.5/",
        "/api/deals/+1/", "/api/deals/%31/", "/api/deals//", "//api/deals/", "/api/deals/7/8/", "/api/%64eals/", "/api/files/",
        "/api/deals/x/", "/api/DEALS/", "/api/deals/../deals/",
    ])
    func `what is no path is not found`(target: String) async throws {
        try await RunningServer.run(Self.routes) { server in
            let answer = try await server.request("GET", target)
            #expect(answer.status == 404)
        }
    }

    @Test
    func `another method gets the list of those there are`() async throws {
        try await RunningServer.run(Self.routes) { server in
            let answer = try await server.request("DELETE", "/api/deals/")
            #expect(answer.status == 405)
            #expect(answer["allow"] == "GET, POST, HEAD, OPTIONS")
            let trace = try await server.request("TRACE", "/api/deals/")
            #expect(trace.status == 405)
            #expect(try await server.request("TRACE", "/nothing").status == 405)
        }
    }

    @Test
    func `HEAD is GET without the body`() async throws {
        try await RunningServer.run(Self.routes) { server in
            try await RawConnection.open(server.port) { connection in
                try await connection.send("HEAD /api/deals/ HTTP/1.1\r\nHost: a\r\n\r\n")
                let head = try await connection.answer(toHead: true)
                #expect(head.status == 200)
                #expect(head["content-length"] == "5")
                try await connection.send("GET /api/deals/ HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await connection.answer().body == "deals")
            }
        }
    }

    @Test
    func `OPTIONS tells the methods`() async throws {
        try await RunningServer.run(Self.routes) { server in
            let answer = try await server.request("OPTIONS", "/api/deals/7/")
            #expect(answer.status == 204)
            #expect(answer["allow"] == "GET, HEAD, OPTIONS")
            #expect(answer["content-length"] == nil)
            #expect(try await server.request("OPTIONS", "/nothing").status == 404)
        }
    }

    @Test(arguments: [("/a/{id}/", "/a/{user_id}"), ("/a/b", "/a/b/"), ("/{name}", "/{other}")])
    func `two routes for the same requests are an error that names both`(first: String, second: String) {
        let table = Result { () throws(RouteConflict) in
            try RouteTable([.text(.get, first, ""), .text(.post, first, ""), .text(.get, second, "")])
        }
        guard case .failure(let error) = table else {
            Issue.record("the table takes both")
            return
        }
        #expect(error.templates == [first, second])
        #expect(error.description == "two routes answer GET \(first) and \(second)")
    }
}
