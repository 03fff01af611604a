import PostgreSQL
import RBAC

@testable import CRM

/// How long it takes to authorize a list for somebody and to compile what they may see of it to SQL, as every request does.
@main
enum FilterBench {
    static func main() throws {
        checkThatAllocationsAreCounted()
        printHeader()
        for (name, resource) in [("leads", Leads.resource), ("deals", Deals.resource)] {
            for scope in Scope.allCases {
                let principal = principal(scope, teammates: 20)
                printRow("\(name), \(scope.name)", measure(20_000) { _ in compile(resource, principal) })
            }
        }
    }

    private static func compile(_ resource: Resource, _ principal: Principal) -> Int {
        guard let authorization = try? principal.authorize(.read, resource) else { return 0 }
        let predicate = ListQuery().predicate(authorization)
        return predicate.text.utf8.count + predicate.binds.count
    }

    private static func principal(_ scope: Scope, teammates: Int64) -> Principal {
        let grants = Permissions.catalog.all.map { Grant(permission: $0, scope: $0.isScoped ? scope : .organization) }
        let role = Role(id: 1, name: "Everything", isSystem: false, grants: grants)
        return Principal(
            organizationID: 1,
            sessionID: 1,
            subject: Subject(
                member: Member(id: 1, teammates: 1...teammates),
                policy: Policy(roles: [role], catalog: Permissions.catalog)
            ),
            accessVersion: 1
        )
    }
}
