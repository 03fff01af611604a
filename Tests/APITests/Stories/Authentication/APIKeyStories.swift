import JSON
import PostgreSQL
import TestSupport
import Testing

/// API keys: how an organization makes, sees, rotates and ends them (document "V1", API Key Authentication).
@Suite struct APIKeyStories {
    private let path = Client.keys

    @Test(arguments: ["/api/api-keys/", "/api/v1/api-keys/"], ["live", "test"])
    func aKeyIsShownOnceAndWorksInEveryWay(_ path: String, mode: String) async throws {
        let owner = try await Client.owner("Acme")
        let made = try await owner.post(
            path,
            [
                "name": "Import", "mode": .string(mode), "permissions": ["customers:read", ["permission": "leads:read", "scope": "own"]],
                "expires_at": "2099-01-01T00:00:00Z", "allowed_addresses": ["127.0.0.0/8", "2001:db8::/32", "::ffff:10.0.0.1"],
            ]
        )
        #expect(made.status == 201, "\(made.text)")
        #expect(made.headers["location"] == "\(path)\(made.id)/" && made.headers["cache-control"] == "no-store")
        let key = try #require(made["key"].stringValue)
        #expect(key.hasPrefix("sk_\(mode)_") && key.dropFirst(8).allSatisfy { $0.isLetter || $0.isNumber } && key.count > 56)
        #expect(made["prefix"].stringValue == "sk_\(mode)_" && made["last_four"].stringValue == String(key.suffix(4)))
        #expect(made["status"] == "active" && made["mode"].stringValue == mode)
        #expect(made["role"] == .null && made["created_by"] == .reference(owner.userID, "Test User"))
        #expect(
            made["permissions"] == [
                ["codename": "customers:read", "scope": "organization"], ["codename": "leads:read", "scope": "own"],
            ]
        )
        #expect(made["expires_at"] == "2099-01-01T00:00:00Z")
        #expect(made["allowed_addresses"] == ["127.0.0.0/8", "2001:db8::/32", "10.0.0.1"])

        let shown = try await owner.get("\(path)\(made.id)/")
        #expect(shown.status == 200 && shown["key"] == .null && shown["name"] == "Import")
        #expect(try await owner.get(path).ids == [made.id])
        for answer in [shown, try await owner.get(path)] { #expect(!answer.text.contains(key) && !answer.text.contains("hash")) }

        _ = try await owner.make("/api/customers/", ["company_name": "Found"])
        let program = owner.with(key: key)
        for way in [program, owner.authorized("Bearer \(key)"), owner.authorized("bearer \(key)")] {
            #expect(try await way.get("/api/customers/").count == 1)
            #expect(try await way.get("/api/leads/").status == 200)
            let refused = try await way.get("/api/vendors/")
            #expect(refused.status == 403 && refused["required_permission"] == "vendors:read")
            #expect(try await way.post("/api/customers/", ["company_name": "No"]).status == 403)
        }
        // Where it was used last is written down soon, and not with every request.
        #expect(try await eventually { try await owner.get("\(path)\(made.id)/")["last_used_address"] == "127.0.0.1" })
        #expect(try await owner.get("\(path)\(made.id)/")["last_used_at"].stringValue?.hasSuffix("Z") == true)
        // A key names its own organization, and nothing of it is the key's to learn.
        let me = try await program.get("/api/user-roles/my_permissions/")
        #expect(me["organization_id"].int64Value == owner.organizationID && me["permissions"].arrayValue?.count == 2)
    }

    @Test func whatAProgramWritesIsItsMakers() async throws {
        let owner = try await Client.owner()
        let program = owner.with(try await owner.makeKey(["customers:create", "customers:read"]))
        let made = try await program.post("/api/customers/", ["company_name": "Imported"])
        #expect(made.status == 201 && made["created_by"] == .reference(owner.userID, "Test User"))
        #expect(made["owner", "id"].int64Value == owner.userID)
    }

    @Test func onlyAKeyedHashIsKept() async throws {
        let owner = try await Client.owner()
        let key = try await owner.makeKey()
        let random = key.text.dropFirst(8).drop { $0 != "k" }.dropFirst()
        #expect(random.count == 48)
        let rows = try await owner.server.owner.query("SELECT secret_hash, to_jsonb(k)::text FROM api_keys k WHERE id = \(key.id)")
        let (hash, row): (String, String) = (try rows[0].get(0), try rows[0].get(1))
        #expect(hash.count == 43 && !row.contains(key.text) && !row.contains(random))
        for text in [hash, "sk_live_\(owner.organizationID)k\(hash)"] { #expect(try await !owner.with(key: text).isLetIn) }
        let log = try await owner.get("/api/audit-log/?search=api_key")
        #expect(log.results.map { $0["action"] } == ["api_key.created"])
        let after = try #require(log.results.first?["after"])
        #expect(
            after["api_key"]?.int64Value == key.id && after["name"] == "Import"
                && after["permissions"] == ["customers:read": "organization"]
        )
        for secret in [key.text, String(random), hash] { #expect(!log.text.contains(secret)) }
    }

    @Test func aRotationLetsBothSecretsWorkForAWhile() async throws {
        let owner = try await Client.owner()
        let key = try await owner.makeKey()
        let rotated = try await owner.post("\(path)\(key.id)/rotate/")
        #expect(rotated.status == 200, "\(rotated.text)")
        let second = try #require(rotated["key"].stringValue)
        #expect(second != key.text && second.hasPrefix("sk_live_") && rotated["last_four"].stringValue == String(second.suffix(4)))
        #expect(rotated["previous", "last_four"].stringValue == String(key.text.suffix(4)))
        for text in [key.text, second] { #expect(try await owner.with(key: text).isLetIn) }
        // Again, at once: the newest alone.
        let last = try await owner.post("\(path)\(key.id)/rotate/", ["overlap_seconds": 0])
        #expect(last.status == 200 && last["previous"] == .null)
        let third = try #require(last["key"].stringValue)
        for (text, isGood) in [(key.text, false), (second, false), (third, true)] {
            #expect(try await owner.with(key: text).isLetIn == isGood)
        }
        // The end of an overlap comes by itself.
        let short = try #require(try await owner.post("\(path)\(key.id)/rotate/", ["overlap_seconds": 30])["key"].stringValue)
        #expect(try await owner.with(key: third).isLetIn)
        #expect(try await eventually(within: .seconds(120)) { try await !owner.with(key: third).isLetIn })
        #expect(try await owner.with(key: short).isLetIn)
        for overlap: JSON in [.id(-1), .id(2_592_001), "1", true, nil] {
            #expect(try await owner.post("\(path)\(key.id)/rotate/", ["overlap_seconds": overlap]).names("overlap_seconds"))
        }
        #expect(try await owner.post("\(path)\(key.id)/rotate/", ["overlap": 1]).names("overlap"))
        let log = try await owner.get("/api/audit-log/?action=api_key.rotated&ordering=id")
        #expect(log.results.map { $0[path: "after", "overlap_seconds"].int64Value } == [86_400, 0, 30])
        for text in [key.text, second, third, short] { #expect(!log.text.contains(text)) }
    }

    @Test func anEndHoldsAtEveryServerOnTheNextRequest() async throws {
        let first = try await TestServer.start("ended_keys")
        let second = try await TestServer.start(on: first.databaseURL)
        let owner = try await Client.owner(on: first)
        let (key, other) = (try await owner.makeKey(), try await owner.makeKey())
        for program in [owner.with(key), owner.with(key).at(second), owner.with(other).at(second)] { #expect(try await program.isLetIn) }
        // Rotated here, refused there.
        let rotated = try await owner.post("\(path)\(key.id)/rotate/", ["overlap_seconds": 0])
        let next = owner.with(key: try #require(rotated["key"].stringValue))
        #expect(try await !owner.with(key).at(second).isLetIn)
        #expect(try await next.at(second).isLetIn)
        // Revoked there, refused here.
        #expect(try await owner.at(second).delete("\(path)\(key.id)/").status == 204)
        for program in [next, next.at(second)] { #expect(try await !program.isLetIn) }
        #expect(try await owner.with(other).at(second).isLetIn)
        // It is out of the list, and still to be seen; and it comes to nothing more.
        #expect(try await owner.get(path).ids == [other.id])
        #expect(try await owner.get(path + "?status=revoked").ids == [key.id])
        #expect(try await owner.get("\(path)\(key.id)/")["status"] == "revoked")
        #expect(try await owner.delete("\(path)\(key.id)/").status == 204)
        #expect(try await owner.post("\(path)\(key.id)/rotate/").status == 409)
        #expect(try await owner.patch("\(path)\(key.id)/", ["name": "Again"]).status == 409)
        #expect(try await owner.get("/api/audit-log/?action=api_key.revoked").count == 1)
        await second.stop()
        await first.stop()
    }

    @Test func whateverIsWrongWithAKeyIsNotTold() async throws {
        let owner = try await Client.owner()
        let (good, revoked, expired) = (try await owner.makeKey(), try await owner.makeKey(), try await owner.makeKey())
        let away = try await owner.makeKey(["customers:read"], [("allowed_addresses", ["192.0.2.0/24", "2001:db8::1"])])
        #expect(try await owner.delete("\(path)\(revoked.id)/").status == 204)
        _ = try await owner.server.owner.query("UPDATE api_keys SET expires_at = now() WHERE id = \(expired.id)")
        let random = String(good.text.suffix(48))
        let texts = [
            revoked.text, expired.text, away.text, "sk_live_x", "sk_live_", "sk_", "pk_live_1", "sk_test_" + good.text.dropFirst(8),
            String(good.text.dropLast()), good.text + "0", good.text.uppercased(), "sk_live_0k\(random)", "sk_live_-1k\(random)",
            "sk_live_\(owner.organizationID + 1)k\(random)", "sk_live_0\(owner.organizationID)k\(random)",
            "sk_live_9223372036854775808k\(random)", "sk_live_\(owner.organizationID)k'; --",
        ]
        let expected = try await owner.with(key: "sk_live_1k" + String(repeating: "0", count: 48)).get("/api/customers/")
        #expect(expected.status == 401 && expected.headers["www-authenticate"]?.hasPrefix("Bearer") == true)
        for text in texts {
            let answer = try await owner.with(key: text).get("/api/customers/")
            #expect(answer.status == 401 && answer.bytes == expected.bytes, "\(text)")
            #expect(answer.headers["www-authenticate"] == expected.headers["www-authenticate"])
        }
        #expect(try await owner.with(good).isLetIn)
        // A key that comes from elsewhere may be in somebody else's hands: that is recorded, once in a while.
        let log = "/api/audit-log/?action=api_key.refused"
        #expect(try await eventually { try await owner.get(log).count == 1 })
        #expect(try await owner.get(log).results.first?[path: "after", "api_key"].int64Value == away.id)
        // It may be let in from here, and then no more.
        #expect(try await owner.patch("\(path)\(away.id)/", ["allowed_addresses": ["127.0.0.1"]]).status == 200)
        #expect(try await owner.with(away).isLetIn)
        #expect(try await owner.patch("\(path)\(away.id)/", ["allowed_addresses": ["127.0.0.2"]]).status == 200)
        #expect(try await !owner.with(away).isLetIn)
        #expect(try await owner.patch("\(path)\(away.id)/", ["allowed_addresses": []]).status == 200)
        #expect(try await owner.with(away).isLetIn)
    }

    @Test func anEndThatComesIsAnEnd() async throws {
        let owner = try await Client.owner()
        let key = try await owner.makeKey(["customers:read"], [("expires_at", "2099-01-01T00:00:00Z")])
        let program = owner.with(key)
        #expect(try await program.isLetIn)
        // From memory, too: nobody announces it.
        _ = try await owner.server.owner.query("UPDATE api_keys SET expires_at = now() + interval '40 seconds' WHERE id = \(key.id)")
        #expect(try await owner.patch("\(path)\(key.id)/", ["name": "Soon over"]).status == 200)
        #expect(try await program.isLetIn)
        #expect(try await eventually(within: .seconds(120)) { try await !program.isLetIn })
        #expect(try await owner.get(path + "?status=expired").ids == [key.id])
        // It does not come back.
        #expect(try await owner.patch("\(path)\(key.id)/", ["expires_at": "2099-01-01T00:00:00Z"]).status == 409)
        #expect(try await owner.post("\(path)\(key.id)/rotate/").status == 409)
    }

    @Test func badKeysAreNotMade() async throws {
        let owner = try await Client.owner()
        let good: [(String, JSON)] = [("name", "A"), ("permissions", ["leads:read"])]
        let wrong: [(field: String, status: Int, members: [(String, JSON)])] = [
            ("name", 400, [("permissions", ["leads:read"])]), ("name", 400, good.dropFirst() + [("name", "")]),
            ("name", 400, good.dropFirst() + [("name", .string(String(repeating: "x", count: 101)))]),
            ("permissions", 400, [("name", "A")]), ("permissions", 400, [("name", "A"), ("permissions", [])]),
            ("permissions", 400, good + [("role", "viewer")]), ("permissions", 400, [("name", "A"), ("permissions", "leads:read")]),
            ("permissions", 422, [("name", "A"), ("permissions", ["leads:fly"])]), ("role", 422, [("name", "A"), ("role", "pilot")]),
            ("role_id", 422, [("name", "A"), ("role_id", 9_000_000_000_000)]), ("mode", 400, good + [("mode", "sandbox")]),
            ("expires_at", 400, good + [("expires_at", "2020-01-01T00:00:00Z")]), ("expires_at", 400, good + [("expires_at", "soon")]),
            ("key", 400, good + [("key", "sk_live_mine")]), ("created_by_id", 400, good + [("created_by_id", 1)]),
            ("organization_id", 400, good + [("organization_id", 1)]),
        ]
        for (field, status, members) in wrong {
            let answer = try await owner.post(path, .object(JSONObject(members)))
            #expect(answer.status == status && answer.names(field), "\(members): \(answer.text)")
        }
        let addresses: [JSON] = [
            "127.0.0.1", ["x"], [1], ["127.0.0.1/33"], ["10.0.0.1/8"], ["::/129"], ["127.1"], ["010.0.0.1"], ["10.0.0.0/08"], ["10.0.0.0/"],
            ["10.0.0.0/-1"], ["fe80::1%eth0"], [" 127.0.0.1"], [""], .array(Array(repeating: "127.0.0.1", count: 51)),
        ]
        for address in addresses {
            let answer = try await owner.post(path, .object(JSONObject(good + [("allowed_addresses", address)])))
            #expect(answer.status == 400 && answer.names("allowed_addresses"), "\(address): \(answer.text)")
        }
        let suggestion = try await owner.post(path, .object(JSONObject(good + [("allowed_addresses", ["10.1.2.3/8"])])))
        #expect(suggestion.text.contains("10.0.0.0/8"))
        let key = try await owner.makeKey()
        for (field, body) in [("mode", ["mode": "test"]), ("permissions", ["permissions": []]), ("name", ["name": nil])] as [(String, JSON)]
        {
            #expect(try await owner.patch("\(path)\(key.id)/", body).names(field))
        }
        #expect(try await owner.get(path).ids == [key.id])
        #expect(try await owner.get(path + "?secret_hash=x").status == 400)
        #expect(try await owner.get(path + "?ordering=secret_hash").status == 400)
    }
}
