import JSON
import PostgreSQL
import RBAC
import Testing
import TestSupport

@testable import API
@testable import CRM

/// What one makes lies within the scope of making, and to give a record to somebody takes the right to assign it.
@Suite struct ScopeGivingTests {
    @Test(arguments: Canonical.shapes) func nothingIsMadeOutsideTheScopeOfMaking(_ shape: Shape) async throws {
        let office = try await ScopeOffice(shape)
        for rights in Rights.all {
            try await office.clear()
            try await office.grant(rights, office.actions)
            let before = try await office.records()
            var makeable: [JSON] = []
            for (number, given) in office.givings.enumerated() {
                let body = JSON.object(office.body(given, number: number))
                let verdict = office.making(given, rights, [])
                let answer = try await office.me.post(shape.path, body)
                office.expect(answer, verdict, "\(given), \(rights)")
                if verdict == .done { makeable.append(body) }
            }
            try await office.clear()
            // In bulk: what can be made is made at once, and with one more that cannot, nothing is.
            let inBulk = office.givings.enumerated().map { ($1, JSON.object(office.body($1, number: $0))) }
            let possible = inBulk.filter { office.making($0.0, rights, ["bulk"]) == .done }
            for (given, body) in inBulk {
                let verdict = office.making(given, rights, ["bulk"])
                if verdict == .done { continue }
                let answer = try await office.me.post(shape.path + "bulk_create/", .array(possible.map(\.1) + [body]))
                office.expect(answer, verdict, "bulk, \(given), \(rights)")
            }
            #expect(try await office.records() == before, "\(rights)")
            if possible.isEmpty { continue }
            let made = try await office.me.post(shape.path + "bulk_create/", .array(possible.map(\.1)))
            #expect(made.status == 201, "\(rights): \(made.text)")
        }
    }

    @Test(arguments: Canonical.shapes.filter { $0.resource.permission(.assign) != nil })
    func nothingIsGivenAwayWithoutTheRightToAssign(_ shape: Shape) async throws {
        let office = try await ScopeOffice(shape)
        let all = try await office.restock()
        for rights in Rights.all {
            try await office.grant(rights, office.actions)
            let changeable = office.made(all).filter { Verdict(["update"], rights, office.belonging($0), office.viewpoint) == .done }
            var gifts: [(id: Int64, key: String, before: JSON, after: JSON)] = []
            for record in changeable {
                let id = try #require(record["id"]?.int64Value)
                for key in office.keys where key != "created_by_id" {
                    for user in [office.me.userID, office.mate.userID, office.other.userID, nil] {
                        let (before, after) = (record[key] ?? .null, user.map(JSON.int) ?? .null)
                        let verdict = office.giving(record, user, rights)
                        if before == after || verdict == .done {
                            gifts.append((id, key, before, after))
                        } else {
                            let answer = try await office.me.patch("\(shape.path)\(id)/", .object(JSONObject([(key, after)])))
                            office.expect(answer, verdict, "\(key) \(before.serialized) → \(after.serialized), \(rights)")
                        }
                    }
                }
            }
            #expect(try await office.records() == all, "\(rights)")
            for (id, key, before, after) in gifts {
                let path = "\(shape.path)\(id)/"
                let answer = try await office.me.patch(path, .object(JSONObject([(key, after)])))
                let isGiven = answer.status == 200 && answer[key] == after
                #expect(isGiven, "\(key) \(before.serialized) → \(after.serialized), \(rights): \(answer.text)")
                if before != after {
                    #expect(try await office.world.owner.patch(path, .object(JSONObject([(key, before)]))).status == 200)
                }
            }
            try await office.forgetTimes(of: all)
        }
    }
}

extension ScopeOffice {
    /// To whom a new record may be given: each once, for what has one of everybody.
    fileprivate var givings: [Belonging] {
        if isOwnerGiven { return belongings }
        return keys.count == 1
            ? [Belonging(owner: me.userID)] : [me, mate, other].map { Belonging(owner: me.userID, assignee: $0.userID) }
    }

    /// What a new record that is given to somebody must be answered.
    fileprivate func making(_ given: Belonging, _ rights: Rights, _ further: [String]) -> Verdict {
        let ungranted = (["create"] + further).filter { rights[$0] == .nothing }
        if !ungranted.isEmpty { return .forbidden(ungranted) }
        var refusals = (["create"] + further).filter { !viewpoint.reaches(given, rights[$0]) }
        let assigned = zip(keys, [given.owner, given.assignee]).contains { key, user in
            // What is left unassigned is given to nobody; what is left without an owner is taken from whoever makes it.
            if key == "created_by_id" || key != "owner_id" && user == nil { return false }
            return user != me.userID && !viewpoint.reaches(Belonging(owner: user), rights["assign"])
        }
        if assigned, actions.contains("assign") { refusals.append("assign") }
        return refusals.isEmpty ? .done : .forbidden(refusals)
    }

    /// What must be answered to whoever gives a record that they may change to this user.
    fileprivate func giving(_ record: JSON, _ user: Int64?, _ rights: Rights) -> Verdict {
        let reaches = viewpoint.reaches(belonging(record), rights["assign"]) && viewpoint.reaches(Belonging(owner: user), rights["assign"])
        return reaches ? .done : .forbidden(["assign"])
    }

    /// Makes the records what they were, with their times.
    fileprivate func forgetTimes(of records: [JSON]) async throws {
        for record in records {
            let (id, time) = (record["id"]?.int64Value, record["updated_at"]?.stringValue)
            _ = try await world.owner.server.owner.query(
                "UPDATE \(identifier: shape.resource.name) SET updated_at = \(time)::text::timestamptz WHERE id = \(id)"
            )
        }
    }
}
