import RBAC
import Testing

@Suite("The roles of a new organization")
struct DefaultRoleTests {
    @Test("Owner has everything, admin all but the end of the organization")
    func ownerAndAdmin() {
        #expect(Set(codenames(.owner)) == Set(catalog.all.map(\.codename)))
        #expect(Set(codenames(.owner)).subtracting(codenames(.admin)) == ["organizations:delete"])
    }

    @Test("A manager runs the business and cannot change who may do what")
    func manager() {
        let expected = catalog.all.filter {
            switch $0.resource {
            case "customers", "leads", "deals", "vendors": true
            case "employees": $0.action != .delete
            case "pipelines", "pipeline_stages": $0.action != .delete
            case "roles", "members": $0.action == .read
            default: false
            }
        }
        #expect(codenames(.manager) == expected.map(\.codename))
    }

    @Test("Sales sells")
    func sales() {
        #expect(
            codenames(.sales) == [
                "members:read",
                "customers:read", "customers:create", "customers:update", "customers:export",
                "leads:read", "leads:create", "leads:update", "leads:export", "leads:convert", "leads:close",
                "deals:read", "deals:create", "deals:update", "deals:export", "deals:close",
                "pipelines:read", "pipeline_stages:read", "employees:read", "vendors:read",
            ]
        )
    }

    @Test("A viewer sees the business and changes nothing")
    func viewer() {
        #expect(
            codenames(.viewer) == [
                "members:read", "customers:read", "leads:read", "deals:read",
                "pipelines:read", "pipeline_stages:read", "employees:read", "vendors:read",
            ]
        )
    }

    @Test("Each role covers the next, so that it can give it away")
    func ladder() {
        for (above, below) in zip(DefaultRole.allCases, DefaultRole.allCases.dropFirst()) {
            let policy = Policy(roles: [role(above)], catalog: catalog)
            #expect(policy.covers(all: below.grants(in: catalog)), "\(above) does not cover \(below)")
            #expect(!Policy(roles: [role(below)], catalog: catalog).covers(all: above.grants(in: catalog)))
        }
    }

    @Test("All default grants reach the whole organization, and each is given once", arguments: DefaultRole.allCases)
    func scopes(role: DefaultRole) {
        let grants = role.grants(in: catalog)
        #expect(grants.allSatisfy { $0.scope == .organization })
        #expect(Set(grants.map(\.permission)).count == grants.count)
        #expect(!role.title.isEmpty && !role.description.isEmpty)
    }

    private func codenames(_ role: DefaultRole) -> [String] {
        role.grants(in: catalog).map(\.permission.codename)
    }
}
