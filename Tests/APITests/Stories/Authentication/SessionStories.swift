import JSON
import PostgreSQL
import TestSupport
import Testing

/// Where a user is logged in, and how they end that.
@Suite struct SessionStories {
    private let path = "/api/sessions/"

    @Test func aUserSeesTheirOwnLogins() async throws {
        let user = try await Client.owner("Acme")
        let phone = try await Family(user, agent: "Phone/1.0")
        _ = try await Family(try await Client.owner(), agent: "Stranger/1.0")
        let list = try await phone.client.get(path)
        #expect(list.status == 200 && list.count == 2)
        let session = try #require(list.results.first)
        #expect(session["id"]?.int64Value == phone.session && session["current"] == true)
        #expect(session["device"] == "Phone/1.0" && session["address"] == "127.0.0.1")
        #expect(session["organization"] == .reference(user.organizationID, "Acme"))
        for key in ["created_at", "last_used_at", "expires_at"] { #expect(session[key]?.stringValue?.hasSuffix("Z") == true) }
        #expect(list.results.map { $0["current"] } == [true, false])
        #expect(try await phone.client.get("\(path)\(phone.session)/").json == session)
        // In pages, ordered, and with nothing else to ask for.
        let page = try await user.get(path + "?page_size=1&ordering=created_at")
        #expect(page.ids != [phone.session] && page["next"].stringValue?.contains("page=2") == true)
        #expect(try await user.get(path + "?user=1").status == 400)
        for key in ["refresh", "token", "jti"] { #expect(!list.text.contains(key)) }
    }

    @Test func aRefreshIsAUseAndEndedLoginsAreNotListed() async throws {
        let user = try await Client.owner()
        let (family, gone, expired) = (try await Family(user), try await Family(user), try await Family(user))
        try await family.set("last_used_at = '2020-01-01', user_agent = 'Old/1.0'")
        try await expired.set("expires_at = now()")
        #expect(try await gone.client.post("/api/auth/logout/").status == 200)
        #expect(try await user.get(path + "?ordering=last_used_at").results.first?["device"] == "Old/1.0")
        var newer = family
        newer.agent = "New/2.0"
        #expect(try await newer.refresh().status == 200)
        let list = try await user.get(path + "?ordering=-last_used_at")
        #expect(list.ids.count == 2 && list.ids.first == family.session)
        #expect(list.results.first?["device"] == "New/2.0")
        for session in [gone.session, expired.session] {
            #expect(try await user.get("\(path)\(session)/").status == 404)
            #expect(try await user.delete("\(path)\(session)/").status == 404)
        }
    }

    @Test func oneIsEndedAtEveryServerAndTheOthersGoOn() async throws {
        let first = try await TestServer.start("ended_sessions")
        let second = try await TestServer.start(on: first.databaseURL)
        let user = try await Client.owner(on: first)
        let (lost, kept) = (try await Family(user), try await Family(user))
        for family in [lost, lost.at(second), kept.at(second)] { #expect(try await family.isAlive) }
        #expect(try await user.delete("\(path)\(lost.session)/").status == 204)
        for family in [lost, lost.at(second)] {
            #expect(try await !family.isAlive)
            #expect(try await family.refresh().status == 401)
        }
        for family in [kept, kept.at(second)] { #expect(try await family.isAlive) }
        let entry = try #require(try await user.get("/api/audit-log/?action=session.ended").results.first)
        #expect(entry[path: "after", "sessions"] == .ids([lost.session]))
        await second.stop()
        await first.stop()
    }

    @Test func anothersLoginIsNotThere() async throws {
        let (user, stranger) = (try await Client.owner(), try await Client.owner())
        let family = try await Family(user)
        for method in ["GET", "DELETE"] {
            let foreign = try await stranger.send(method, "\(path)\(family.session)/")
            let missing = try await stranger.send(method, "\(path)9000000000000/")
            #expect(foreign.status == 404 && foreign.bytes == missing.bytes)
        }
        #expect(try await family.isAlive)
        #expect(try await Client(user.server).get(path).status == 401)
    }

    @Test("Out everywhere", arguments: [("DELETE", "/api/sessions/"), ("POST", "/api/auth/logout-all/")], [true, false, nil])
    func everywhere(_ way: (method: String, path: String), keepsCurrent: Bool?) async throws {
        let user = try await Client.owner()
        let stranger = try await Family(try await Client.owner())
        var families: [Family] = []
        for _ in 0..<3 { families.append(try await Family(user)) }
        let current = families[0]
        let body: JSON? = keepsCurrent.map { ["keep_current": .bool($0)] }
        let answer = try await current.client.send(way.method, way.path, body)
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer["ended"].int64Value == (keepsCurrent == true ? 3 : 4))
        for family in families.dropFirst() {
            #expect(try await !family.isAlive)
            #expect(try await family.refresh().status == 401)
        }
        #expect(try await user.get("/api/users/me/").status == 401)
        #expect(try await current.isAlive == (keepsCurrent == true))
        #expect(try await current.refresh().status == (keepsCurrent == true ? 200 : 401))
        #expect(try await stranger.isAlive)
        let refused = try await stranger.client.send(way.method, way.path, ["keep": true])
        #expect(refused.status == 400 && refused.names("keep"))
        #expect(try await stranger.client.send(way.method, way.path, ["keep_current": "x"]).names("keep_current"))
        #expect(try await stranger.isAlive)
    }
}
