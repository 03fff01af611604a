import RBAC
import Testing

/// What somebody carries of another's rights is never more than either.
@Suite("A policy narrowed to another")
struct NarrowingTests {
    @Test("Every permission has the lesser scope, every field the lesser access", arguments: 0..<300)
    func intersection(seed: Int) {
        var random = Seeded(state: UInt64(seed) &+ 90_000)
        let world = NaiveModel.World(using: &random)
        func policy() -> Policy { Policy(roles: world.roles.filter { _ in Bool.random(using: &random) }, catalog: catalog) }
        let (maker, carried) = (policy(), policy())
        let both = maker.narrowed(to: carried, id: 7, name: "Key")
        for permission in catalog.all {
            let scopes = [maker.scope(for: permission), carried.scope(for: permission)]
            #expect(both.scope(for: permission) == (scopes.contains(nil) ? nil : scopes.compactMap { $0 }.min()))
        }
        for resource in catalog.resources {
            let isSeen = both.grants.contains { $0.permission.resource == resource }
            for field in NaiveModel.World.fields + ["email"] {
                let least = min(maker.access(to: field, of: resource), carried.access(to: field, of: resource))
                #expect(both.access(to: field, of: resource) == (isSeen ? least : .hidden))
            }
        }
        // Whatever it may do, both may; and what it is called by is one role.
        for side in [maker, carried] { #expect(side.covers(all: both.grants)) }
        #expect(both.roles.map(\.id) == [7] && both.roles[0].name == "Key")
        // To the same, it stays the same.
        #expect(maker.narrowed(to: maker, id: 7, name: "Key").grants == maker.grants)
    }

    @Test("What is withheld is carried by nobody")
    func withheld() throws {
        let owner = Policy(roles: [role(.owner)], catalog: catalog)
        let withheld: Set<Permission> = [try #require(catalog["roles:update"]), try #require(catalog["api_keys:manage"])]
        let narrowed = owner.narrowed(to: owner, withholding: withheld, id: 1, name: "Key")
        #expect(narrowed.grants.map(\.permission) == catalog.all.filter { !withheld.contains($0) })
    }

    @Test("With nothing in common there is nothing, and no field either")
    func nothing() throws {
        let reader = Policy(roles: [role("reader", ["leads:read": .organization])], catalog: catalog)
        let writer = Policy(roles: [role("writer", ["leads:create": .organization])], catalog: catalog)
        let narrowed = reader.narrowed(to: writer, id: 1, name: "Key")
        #expect(narrowed.grants.isEmpty && narrowed.access(to: "score", of: "leads") == .hidden)
    }
}
