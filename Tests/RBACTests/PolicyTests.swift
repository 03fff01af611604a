import RBAC
import Testing

@Suite("What a member may do")
struct PolicyTests {
    @Test("A granted permission is allowed with its scope; another is denied and named")
    func decide() throws {
        let policy = Policy(roles: [role("seller", ["leads:read": .team])], catalog: catalog)
        let (read, update) = (try #require(catalog["leads:read"]), try #require(catalog["leads:update"]))
        #expect(policy.decide(read) == .allowed(.team))
        #expect(policy.decide(read).isAllowed)
        #expect(policy.decide(update) == .denied(required: update))
        #expect(!policy.decide(update).isAllowed)
        #expect(policy.scope(for: update) == nil)
    }

    @Test("Without a role everything is denied")
    func noRoles() {
        let policy = Policy(roles: [], catalog: catalog)
        for permission in catalog.all { #expect(policy.decide(permission) == .denied(required: permission)) }
        #expect(policy.grants.isEmpty)
    }

    @Test("Several roles add up, and the widest scope holds, in whichever order they come")
    func union() throws {
        let narrow = role("narrow", ["leads:read": .own, "leads:update": .own])
        let wide = role("wide", ["leads:read": .organization, "deals:read": .team])
        for roles in [[narrow, wide], [wide, narrow]] {
            let policy = Policy(roles: roles, catalog: catalog)
            #expect(policy.scope(for: try #require(catalog["leads:read"])) == .organization)
            #expect(policy.scope(for: try #require(catalog["leads:update"])) == .own)
            #expect(policy.scope(for: try #require(catalog["deals:read"])) == .team)
            #expect(policy.grants.map(\.permission.codename) == ["leads:read", "leads:update", "deals:read"])
            #expect(policy.roles.count == 2)
        }
    }

    @Test("A permission of another catalog is denied, though its index is taken here")
    func foreignCatalog() throws {
        let other = PermissionCatalog([ResourcePermissions(number: 77, resource: "rockets", actions: Action.allCases)])
        let owner = Policy(roles: [role(.owner)], catalog: catalog)
        for permission in other.all {
            #expect(owner.decide(permission) == .denied(required: permission))
            #expect(!owner.covers(Grant(permission: permission, scope: .own)))
        }
        let launch = try #require(other["rockets:manage"])
        let astronaut = Role(id: 9, name: "astronaut", isSystem: false, grants: [Grant(permission: launch, scope: .organization)])
        #expect(Policy(roles: [astronaut], catalog: catalog).grants.isEmpty)

        let larger = PermissionCatalog([ResourcePermissions(number: 78, resource: "ships", actions: [.read])])
        #expect(Policy(roles: [], catalog: larger).scope(for: launch) == nil)
    }

    @Test("Nobody hands on more than they have")
    func delegation() throws {
        let policy = Policy(roles: [role("lead", ["leads:read": .team, "leads:update": .organization])], catalog: catalog)
        let read = try #require(catalog["leads:read"])
        let update = try #require(catalog["leads:update"])
        let delete = try #require(catalog["leads:delete"])
        #expect(policy.covers(Grant(permission: read, scope: .own)))
        #expect(policy.covers(Grant(permission: read, scope: .team)))
        #expect(!policy.covers(Grant(permission: read, scope: .organization)))
        #expect(!policy.covers(Grant(permission: delete, scope: .own)))

        #expect(policy.covers(all: []))
        #expect(policy.covers(all: [Grant(permission: read, scope: .team), Grant(permission: update, scope: .organization)]))
        #expect(!policy.covers(all: [Grant(permission: read, scope: .team), Grant(permission: delete, scope: .own)]))
    }
}
