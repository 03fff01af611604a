import JSON
import TestSupport
import Testing

/// `/api/permissions/check/`: may somebody do that, and why not? The answer is held against what a request really meets.
@Suite struct PermissionCheckStories {
    private let path = "/api/permissions/check/"

    /// Somebody in a team of two, with a role of these permissions, and three deals: their own, their team's, somebody else's.
    private static func member(
        _ owner: Client,
        _ permissions: JSON,
        fields: JSON = [:]
    ) async throws -> (member: Client, deals: [Int64]) {
        _ = try await owner.make("/api/roles/", ["name": "Tested", "permissions": permissions, "fields": fields])
        let (member, mate) = (try await owner.colleague("Tested"), try await owner.colleague("viewer"))
        let team = try await owner.make("/api/teams/", ["name": "Desk"])
        for person in [member, mate] {
            let added = try await owner.post("/api/teams/\(team)/add_member/", ["user_id": .id(person.userID)])
            guard added.status < 300 else { throw Unexpected(added) }
        }
        var deals: [Int64] = []
        for person in [member, mate, owner] {
            deals.append(try await owner.make("/api/deals/", ["name": "Deal", "owner_id": .id(person.userID)]))
        }
        return (member, deals)
    }

    private static func grant(_ permission: String, _ scope: String?) -> [JSON] {
        scope.map { [["permission": .string(permission), "scope": .string($0)]] } ?? []
    }

    @Test(
        "The answer is what a request meets",
        arguments: ["own", "team", "organization", nil],
        ["own", "team", "organization", nil]
    )
    func agreement(reading: String?, changing: String?) async throws {
        let owner = try await Client.owner()
        let (member, deals) = try await Self.member(
            owner,
            .array(Self.grant("deals:read", reading) + Self.grant("deals:update", changing))
        )
        for deal in deals {
            for (permission, answer) in [
                ("deals:read", try await member.get("/api/deals/\(deal)/")),
                ("deals:update", try await member.patch("/api/deals/\(deal)/", ["priority": "low"])),
            ] {
                let own = try await member.post(path, ["permission": .string(permission), "record": .id(deal)])
                #expect(own.status == 200, "\(own.text)")
                #expect((own["allowed"] == true) == (answer.status == 200), "\(own.text) \(answer.status)")
                #expect((answer.status == 404) == (own["reason"].stringValue?.hasPrefix("There is no such record") == true), "\(own.text)")
                let others = try await owner.post(
                    path,
                    ["permission": .string(permission), "record": .id(deal), "user": .id(member.userID)]
                )
                #expect(others["allowed"] == own["allowed"], "\(others.text)")
                // Whoever is asked about may not see the record; whoever asks does, and is told the narrowest scope that would do.
                if answer.status == 200 {
                    #expect(own["required_permission"].isNull && own["required_scope"].isNull && own["missing"] == [])
                } else {
                    if answer.status == 403 { #expect(own["required_permission"] == answer["required_permission"], "\(own.text)") }
                    let index = deals.firstIndex(of: deal) ?? 0
                    #expect(others["required_scope"].stringValue == ["own", "team", "organization"][index], "\(others.text)")
                }
                // What is said to be missing is all that is.
                if answer.status != 200, permission == "deals:update" {
                    try await Self.giveMissing(others, owner)
                    #expect(try await member.patch("/api/deals/\(deal)/", ["priority": "low"]).status == 200)
                    try await Self.take(others, owner, ["deals:read": reading, "deals:update": changing])
                }
            }
        }
    }

    private static func giveMissing(_ answer: Answer, _ owner: Client) async throws {
        let role = try await owner.role("Tested")
        for grant in answer["missing"].arrayValue ?? [] {
            let body: JSON = ["permission": grant["codename"] ?? nil, "scope": grant["scope"] ?? nil]
            let given = try await owner.post("/api/roles/\(role)/assign_permission/", body)
            guard given.status == 200 else { throw Unexpected(given) }
        }
    }

    private static func take(_ answer: Answer, _ owner: Client, _ scopes: [String: String?]) async throws {
        let role = try await owner.role("Tested")
        let permissions = scopes.flatMap { grant($0.key, $0.value) }
        let taken = try await owner.patch("/api/roles/\(role)/", ["permissions": .array(permissions)])
        guard taken.status == 200 else { throw Unexpected(taken) }
    }

    @Test func theRolesThatMatchAreNamed() async throws {
        let owner = try await Client.owner()
        let (member, deals) = try await Self.member(owner, ["deals:read", ["permission": "deals:update", "scope": "own"]])
        let role = try await owner.make("/api/roles/", ["name": "Closer", "permissions": ["deals:close"]])
        #expect(try await owner.post("/api/user-roles/", ["user_id": .id(member.userID), "role_id": .id(role)]).status == 201)
        let tested = try await owner.role("Tested")

        let denied = try await member.post(path, ["permission_id": 303, "record": .id(deals[2])])
        #expect(denied["allowed"] == false && denied["permission"] == "deals:update" && denied["permission_id"] == 303)
        #expect(denied["user", "id"].int64Value == member.userID && denied["record"].int64Value == deals[2])
        #expect(denied["scope"] == "own" && denied["required_permission"] == "deals:update" && denied["required_scope"] == "organization")
        #expect(
            denied["roles"] == [
                ["id": .id(tested), "name": "Tested", "grants": "own", "suffices": false],
                ["id": .id(role), "name": "Closer", "grants": nil, "suffices": false],
            ]
        )
        #expect(denied["reason"] == "Your roles grant deals:update on your own records only, and this is not one of them.")

        let allowed = try await member.post(path, ["permission": "deals:update", "record": .id(deals[0])])
        #expect(allowed["allowed"] == true)
        #expect(allowed["roles"].arrayValue?.map { $0["suffices"] } == [true, false])
        #expect(allowed["reason"] == "Your roles grant deals:update on your own records, and this is one of them.")

        let whole = try await member.post(path, ["permission": "deals:close"])
        #expect(whole["allowed"] == true && whole["scope"] == "organization")
        let none = try await member.post(path, ["permission": "deals:delete"])
        #expect(none["reason"] == "None of your roles grants deals:delete.")
        #expect(none["scope"].isNull && none["required_scope"] == "own")
        #expect(try await member.post(path, ["permission": "roles:manage"])["required_scope"] == "organization")
    }

    @Test("A record that is not to be read is as one that is not there", arguments: ["own", "team", nil])
    func nothingLeaks(reading: String?) async throws {
        let (owner, stranger) = (try await Client.owner(), try await Client.owner())
        let (member, deals) = try await Self.member(
            owner,
            .array(Self.grant("deals:read", reading) + ["deals:delete", "roles:read"])
        )
        let foreign = try await stranger.make("/api/deals/", ["name": "Foreign"])
        let deleted = try await owner.make("/api/deals/", ["name": "Deleted", "owner_id": .id(member.userID)])
        #expect(try await owner.delete("/api/deals/\(deleted)/").status == 204)
        for permission in ["deals:read", "deals:delete", "deals:update"] {
            var answers: [JSON] = []
            for record in [9_000_000_000, deals[2], foreign, deleted] {
                let own = try await member.post(path, ["permission": .string(permission), "record": .id(record)])
                #expect(own.status == 200 && own["allowed"] == false, "\(own.text)")
                guard var body = own.json.objectValue else { throw Unexpected(own) }
                #expect(body["record"] == .id(record))
                body["record"] = nil
                answers.append(.object(body))
                let others = try await member.post(
                    path,
                    ["permission": .string(permission), "record": .id(record), "user": .id(owner.userID)]
                )
                #expect(others.status == 404)
                #expect(others.text == #"{"detail":"Not found."}"#)
            }
            #expect(Set(answers).count == 1, "\(answers)")
            if reading != nil, permission != "deals:update" {
                #expect(answers[0]["reason"] == "There is no such record among those that your roles let you read.")
                #expect(answers[0]["roles"]?.arrayValue?.map { $0["suffices"] } == [false], "\(answers)")
                #expect(answers[0]["required_permission"] == "deals:read" && answers[0]["required_scope"] == "organization")
            }
        }
    }

    @Test func ofOthersOnlyWhoReadsRolesMayAsk() async throws {
        let (owner, stranger) = (try await Client.owner(), try await Client.owner())
        let (member, deals) = try await Self.member(owner, ["deals:read"])
        let asked: JSON = ["permission": "deals:update", "user": .id(owner.userID)]
        let refused = try await member.post(path, asked)
        #expect(refused.status == 403 && refused["required_permission"] == "roles:read")
        #expect(try await member.post(path, ["permission": "deals:read", "user": .id(member.userID)]).status == 200)
        let manager = try await owner.colleague("manager")
        let answer = try await manager.post(path, ["permission": "deals:update", "user_id": .id(member.userID), "record": .id(deals[0])])
        #expect(answer["reason"] == "None of their roles grants deals:update.")
        for user in [stranger.userID, 9_000_000_000] {
            for key in ["user", "user_id"] {
                let unknown = try await manager.post(path, .object(JSONObject([("permission", "deals:read"), (key, .id(user))])))
                #expect(unknown.status == 422, "\(unknown.text)")
                #expect(unknown.names(key), "\(unknown.text)")
            }
        }
        // Somebody who may not know whose a deal is does not learn it from whom it is within reach of.
        _ = try await owner.make(
            "/api/roles/",
            ["name": "Blind", "permissions": ["deals:read", "roles:read"], "fields": ["deals.owner": "hidden"]]
        )
        let blind = try await owner.colleague("Blind")
        let question: JSON = ["permission": "deals:read", "user": .id(member.userID), "record": .id(deals[0])]
        let secret = try await blind.post(path, question)
        #expect(secret.status == 403 && secret["required_permission"] == "deals:read" && secret["field"] == "deals.owner_id")
        let mine = try await owner.make("/api/deals/", ["name": "Theirs", "owner_id": .id(blind.userID)])
        for deal in [mine, deals[0]] {
            let own = try await blind.post(path, ["permission": "deals:delete", "record": .id(deal)])
            #expect(own["required_scope"] == "organization", "\(own.text)")
        }
        #expect(try await blind.post(path, ["permission": "deals:read", "user": .id(member.userID)]).status == 200)
    }

    @Test func aFieldIsPartOfTheQuestion() async throws {
        let owner = try await Client.owner()
        let (member, deals) = try await Self.member(
            owner,
            ["deals:read", "deals:update", "deals:delete"],
            fields: ["deals.amount": "hidden", "deals.priority": "readonly"]
        )
        let expected: [(String, String, Bool)] = [
            ("deals:read", "amount", false), ("deals:update", "amount", false), ("deals:delete", "amount", true),
            ("deals:read", "priority", true), ("deals:update", "deals.priority", false), ("deals:update", "name", true),
        ]
        for (permission, field, allowed) in expected {
            let answer = try await member.post(
                path,
                ["permission": .string(permission), "record": .id(deals[2]), "field": .string(field)]
            )
            #expect(answer["allowed"] == .bool(allowed), "\(answer.text)")
            #expect(answer["fields"] == ["deals.amount": "hidden", "deals.priority": "readonly"])
            if !allowed { #expect(answer["required_permission"].stringValue == permission) }
        }
        let protected = try await member.patch("/api/deals/\(deals[2])/", ["priority": "low"])
        #expect(protected.status == 400 && protected.names("priority"), "\(protected.text)")
        let hidden = try await member.post(path, ["permission": "deals:update", "field": "amount"])
        #expect(hidden["field"] == ["field": "deals.amount", "access": "hidden", "required": "full"])
        #expect(hidden["reason"] == "Your roles hide deals.amount.")
    }

    @Test func convertingTakesTheRightToMakeCustomers() async throws {
        let owner = try await Client.owner()
        let role = try await owner.makeRole("Converter", ["leads:read", "leads:convert"])
        let member = try await owner.colleague("Converter")
        let lead = try await owner.make("/api/leads/", ["first_name": "Ripe"])
        for allowed in [false, true] {
            let asked = try await member.post(path, ["permission": "leads:convert", "record": .id(lead)])
            #expect(asked["allowed"] == .bool(allowed), "\(asked.text)")
            let can = try await member.get("/api/user-roles/my_permissions/")["can", "leads", "convert"]
            #expect(can == (allowed ? "organization" : .null))
            let converted = try await member.post("/api/leads/\(lead)/convert/")
            #expect(converted.status == (allowed ? 200 : 403), "\(converted.text)")
            #expect(asked["required_permission"] == converted["required_permission"])
            if allowed { break }
            #expect(asked["reason"] == "leads:convert also takes customers:create, which none of your roles grants.")
            let given = try await owner.post("/api/roles/\(role)/assign_permission/", ["permission": "customers:create"])
            #expect(given.status == 200)
        }
    }

    @Test(
        "What is not acceptable is named",
        arguments: [
            (400, "permission", #"{}"#), (422, "permission", #"{"permission": "deals:reed"}"#),
            (422, "permission_id", #"{"permission_id": 9}"#),
            (400, "permission_id", #"{"permission": "deals:read", "permission_id": 303}"#),
            (400, "record", #"{"permission": "deals:read", "record": "7"}"#),
            (400, "record", #"{"permission": "deals:read", "record": 0}"#),
            (400, "record", #"{"permission": "roles:read", "record": 7}"#),
            (400, "record", #"{"permission": "deals:create", "record": 7}"#),
            (400, "user", #"{"permission": "deals:read", "user": -1}"#),
            (400, "field", #"{"permission": "deals:read", "field": "amuont"}"#),
            (400, "field", #"{"permission": "deals:read", "field": "leads.score"}"#),
            (400, "field", #"{"permission": "deals:read", "field": 1}"#), (400, "field", #"{"permission": "roles:read", "field": "name"}"#),
            (400, "recrod", #"{"permission": "deals:read", "recrod": 7}"#),
        ]
    )
    func refusals(status: Int, field: String, body: String) async throws {
        let owner = try await Client.owner()
        let answer = try await owner.post(path, try JSONReader.parse(body))
        #expect(answer.status == status, "\(answer.text)")
        #expect(answer.names(field), "\(answer.text)")
    }

    @Test func everybodyLearnsWhatTheyMay() async throws {
        let owner = try await Client.owner()
        let (member, _) = try await Self.member(
            owner,
            [
                "deals:read", ["permission": "deals:update", "scope": "team"], "leads:update",
                ["permission": "leads:create", "scope": "own"],
            ],
            fields: ["deals.amount": "hidden", "leads.score": "hidden", "vendors.name": "hidden"]
        )
        let mine = try await member.get("/api/user-roles/my_permissions/")
        #expect(mine.status == 200, "\(mine.text)")
        #expect(mine["user_id"].int64Value == member.userID && mine["organization_id"].int64Value == owner.organizationID)
        #expect(mine["roles"] == [["id": .id(try await owner.role("Tested")), "name": "Tested"]])
        #expect(mine["teams"].arrayValue?.map { $0["name"] } == ["Desk"])
        #expect(mine["permissions"].arrayValue?.map { $0["codename"] } == ["leads:create", "leads:update", "deals:read", "deals:update"])
        #expect(mine["permissions"].arrayValue?.last == ["id": 303, "codename": "deals:update", "scope": "team"])
        #expect(mine["can", "deals", "update"] == "team" && mine["can", "deals", "delete"].isNull)
        // What one may not read one cannot change.
        #expect(mine["can", "leads", "update"].isNull && mine["can", "leads", "create"] == "own")
        #expect(mine["fields"] == ["deals.amount": "hidden", "leads.score": "hidden"])
        let all = try await owner.get("/api/permissions/?page_size=100")
        var named = 0
        for permission in all.results + (try await owner.get("/api/permissions/?page_size=100&page=2").results) {
            guard let resource = permission["resource"]?.stringValue, let action = permission["action"]?.stringValue else { continue }
            named += mine["can", resource].objectValue?[action] == nil ? 0 : 1
        }
        #expect(Int64(named) == all.count)
        #expect(try await owner.get("/api/user-roles/my_permissions/")["can", "organizations", "delete"] == "organization")
        #expect(try await owner.get("/api/user-roles/my_permissions/?page=1").names("page"))
    }
}
