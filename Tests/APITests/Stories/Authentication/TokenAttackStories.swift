import JSON
import JWT
import TestSupport
import Testing

/// Forged tokens at the door. The verifier's own tests hold every rule of it; these hold that the door asks it, and
/// that a claim is no right: the session and the membership are looked up.
@Suite struct TokenAttackStories {
    @Test func theForgeryIsPerfectUntilTamperedWith() async throws {
        var user = try await Client.owner()
        let forger = try Forger(user)
        for token in [forger.token(), forger.token("aud", ["other", "rookery"])] {
            user.token = token
            #expect(try await user.get("/api/users/me/").status == 200)
        }
    }

    @Test func forgedTokensAreRefusedAndChangeNothing() async throws {
        let owner = try await Client.owner()
        let (victim, forger) = (try await Client.owner(), try Forger(owner))
        let genuine = owner.token ?? ""
        let unsigned = Base64URL.encode(Array(#"{"alg":"none"}"#.utf8)) + "." + (genuine.split(separator: ".").dropFirst().first ?? "")
        let twice = JSON.object(forger.payload).serialized.dropLast() + #","\u0073ub":"\#(victim.userID)"}"#
        let attacks: [(String, String)] = [
            ("no signature", unsigned + "."), ("no signature, no dot", unsigned),
            ("none", forger.token(header: #"{"alg":"none"}"#)), ("nOnE", forger.token(header: #"{"alg":"nOnE"}"#)),
            ("RS256", forger.token(header: #"{"alg":"RS256"}"#)),
            ("another key", forger.token(key: Array("another secret of forty-eight bytes, as it must.".utf8))),
            ("no key", forger.token(key: [])),
            ("HS512 with the key of HS256", forger.token(header: #"{"alg":"HS512"}"#, .HS512)),
            ("kid of a file", forger.token(header: #"{"alg":"HS256","kid":"../../dev/null"}"#)),
            ("jwk", forger.token(header: #"{"alg":"HS256","jwk":{"kty":"oct","k":"AAAA"}}"#)),
            ("jku", forger.token(header: #"{"alg":"HS256","jku":"http://127.0.0.1:1/"}"#)),
            ("crit", forger.token(header: #"{"alg":"HS256","crit":["exp"]}"#)),
            ("b64", forger.token(header: #"{"alg":"HS256","b64":false}"#)),
            ("sub twice", forger.token(payload: String(twice))), ("dots", String(repeating: ".", count: 9000)),
            ("padding", genuine + "="), ("cut", String(genuine.dropLast(4))), ("empty", "a.b.c"),
            ("exp missing", forger.token("exp", nil)), ("exp past", forger.token("exp", 1_000_000_000)),
            ("exp a text", forger.token("exp", "9999999999")), ("nbf", forger.token("nbf", 9_999_999_999)),
            ("exp 1e400", forger.token(payload: JSON.object(forger.payload).serialized.replacing(#""exp":"#, with: #""exp":1e400,"x":"#))),
            ("aud missing", forger.token("aud", nil)), ("aud of another", forger.token("aud", "rookery2")),
            ("iss", forger.token("iss", "rook")), ("refresh as access", forger.token("token_type", "refresh")),
            ("no type", forger.token("token_type", nil)), ("sid missing", forger.token("sid", nil)),
            ("another user", forger.token("sub", .string(String(victim.userID)))),
            ("a session of nobody", forger.token("sid", 9_000_000_000)),
        ]
        for (name, token) in attacks {
            var attacker = owner
            attacker.token = token
            let answer = try await attacker.post("/api/customers/", ["company_name": "Intruder"])
            #expect(answer.status == 401, "\(name): \(answer.text)")
            #expect(answer.headers["www-authenticate"] != nil, "\(name)")
        }
        #expect(try await owner.get("/api/customers/").count == 0)
        #expect(try await victim.get("/api/users/me/").status == 200)
    }

    @Test func aForgedOrganizationIsNoMembership() async throws {
        let (owner, other) = (try await Client.owner(), try await Client.owner())
        var attacker = owner
        attacker.token = try Forger(owner).token("org", .id(other.organizationID))
        #expect(try await attacker.get("/api/customers/").status == 403)
        #expect(try await attacker.post("/api/customers/", ["company_name": "Intruder"]).status == 403)
        #expect(try await attacker.get("/api/users/me/")["organization"].isNull)
        #expect(try await other.get("/api/customers/").count == 0)
    }

    @Test func forgedRolesAreIgnored() async throws {
        let owner = try await Client.owner()
        var viewer = try await owner.colleague("viewer")
        let forger = try Forger(viewer)
        for claim in ["role", "roles", "permissions", "is_staff", "scope"] {
            viewer.token = forger.token(claim, claim == "is_staff" ? true : ["owner", "customers:create"])
            #expect(try await viewer.post("/api/customers/", ["company_name": "Intruder"]).status == 403)
        }
        #expect(try await owner.get("/api/customers/").count == 0)
    }

    @Test("What is no bearer token", arguments: ["", "Bearer", "Bearer ", "bearer x", "Basic dXNlcjpwYXNz", "Bearer a b", "x"])
    func otherSchemes(value: String) async throws {
        var user = Client(try await TestServer.shared)
        user.headers = [("Authorization", value)]
        #expect(try await user.get("/api/users/me/").status == 401)
    }
}
