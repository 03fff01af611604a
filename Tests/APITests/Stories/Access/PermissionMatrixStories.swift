import CRM
import HTTPCore
import HTTPTypes
import JSON
import RBAC
import TestSupport
import Testing

@testable import API

/// Every route of every resource against every default role: the answer is 403 exactly where the role lacks a permission
/// that the route requires, and then names it.
@Suite struct PermissionMatrixStories {
    private static let resources = [
        "customers": "customers", "leads": "leads", "deals": "deals", "pipelines": "pipelines", "pipeline-stages": "pipeline_stages",
        "employees": "employees", "vendors": "vendors",
    ]

    @Test("A role reaches exactly what it grants", arguments: DefaultRole.allCases)
    func matrix(_ role: DefaultRole) async throws {
        let owner = try await Client.owner()
        let member = role == .owner ? owner : try await owner.colleague(role.rawValue)
        let granted = Set(role.grants(in: Permissions.catalog).map(\.permission.codename))
        var seen = 0
        for route in owner.server.routes.routes {
            let parts = route.template.split(separator: "/")
            guard parts.count > 1, let resource = Self.resources[String(parts[1])] else { continue }
            // Suite's records lie below Tenant's path of deals.
            if DoorShapes.all.contains(where: { route.template.hasPrefix($0.path) }) { continue }
            guard let required = Self.required(route.method.rawValue, parts.last ?? "", resource) else {
                Issue.record("Which permission does \(route.method) \(route.template) require?")
                continue
            }
            seen += 1
            // No such record: whoever may is told so, or that the body is not acceptable, and nothing is changed.
            let path = route.template.replacing("{id}", with: "9000000000000")
            let answer = try await member.send(route.method.rawValue, path, route.method == .get ? nil : [:])
            let missing = required.first { !granted.contains($0) }
            #expect((answer.status == 403) == (missing != nil), "\(route.method) \(path) as \(role): \(answer.status)")
            #expect(answer["required_permission"].stringValue == missing, "\(route.method) \(path) as \(role)")
            #expect(answer.status < 500)
        }
        // Twelve for each resource, statistics for five, thirteen actions.
        #expect(seen == 7 * 12 + 5 + 13)
    }

    /// What a route takes, by its method and last segment: stated here once more, independently of the routes.
    private static func required(_ method: String, _ last: Substring, _ resource: String) -> [String]? {
        let actions: [String]
        switch (method, last) {
        case ("GET", "stats"), ("GET", "departments"): actions = ["read"]
        case ("GET", "export"): actions = ["export"]
        case (_, "bulk_create"): actions = ["bulk", "create"]
        case (_, "bulk_update"): actions = ["bulk", "update"]
        case (_, "bulk_delete"): actions = ["bulk", "delete"]
        case ("POST", "convert"): return ["leads:convert", "customers:create"]
        case ("POST", "mark_won"), ("POST", "mark_lost"), ("POST", "reopen"), ("POST", "terminate"): actions = ["close"]
        case ("POST", "activate"), ("POST", "deactivate"), ("POST", "qualify"), ("POST", "disqualify"), ("POST", "move_stage"),
            ("POST", "set_default"), ("POST", "reorder"):
            actions = ["update"]
        case ("GET", "{id}"): actions = ["read"]
        case ("PUT", "{id}"), ("PATCH", "{id}"): actions = ["update"]
        case ("DELETE", "{id}"): actions = ["delete"]
        case ("GET", _) where resources[String(last)] != nil: actions = ["read"]
        case ("POST", _) where resources[String(last)] != nil: actions = ["create"]
        default: return nil
        }
        return actions.map { "\(resource):\($0)" }
    }

    @Test("Members and roles are read and managed by whom the table says", arguments: DefaultRole.allCases)
    func people(_ role: DefaultRole) async throws {
        let owner = try await Client.owner()
        let member = role == .owner ? owner : try await owner.colleague(role.rawValue)
        let granted = Set(role.grants(in: Permissions.catalog).map(\.permission.codename))
        let organization = "/api/organizations/\(owner.organizationID)/"
        let lines: [(String, String, String)] = [
            ("GET", organization, "organizations:read"), ("PATCH", organization, "organizations:update"),
            ("GET", organization + "members/", "members:read"), ("GET", organization + "members/9000000000000/", "members:read"),
            ("POST", organization + "add_member/", "members:manage"), ("PUT", organization + "members/9000000000000/", "members:manage"),
            ("PATCH", organization + "members/9000000000000/", "members:manage"),
            ("DELETE", organization + "members/9000000000000/", "members:manage"),
            ("GET", "/api/users/", "members:read"), ("GET", "/api/users/9000000000000/", "members:read"),
            ("GET", "/api/roles/", "roles:read"), ("POST", "/api/roles/", "roles:manage"),
            ("GET", "/api/roles/9000000000000/", "roles:read"),
            ("PUT", "/api/roles/9000000000000/", "roles:manage"), ("PATCH", "/api/roles/9000000000000/", "roles:manage"),
            ("DELETE", "/api/roles/9000000000000/", "roles:manage"),
            ("POST", "/api/roles/9000000000000/assign_permission/", "roles:manage"),
            ("POST", "/api/roles/9000000000000/revoke_permission/", "roles:manage"),
            ("POST", "/api/roles/9000000000000/clone/", "roles:manage"), ("POST", "/api/roles/9000000000000/simulate/", "roles:manage"),
            ("GET", "/api/roles/9000000000000/fields/", "roles:read"), ("PUT", "/api/roles/9000000000000/fields/", "roles:manage"),
            ("GET", "/api/permissions/", "roles:read"),
            ("GET", "/api/permissions/201/", "roles:read"), ("GET", "/api/user-roles/", "roles:read"),
            ("GET", "/api/user-roles/9000000000000/", "roles:read"), ("POST", "/api/user-roles/", "members:manage"),
            ("PUT", "/api/user-roles/9000000000000/", "members:manage"), ("PATCH", "/api/user-roles/9000000000000/", "members:manage"),
            ("DELETE", "/api/user-roles/9000000000000/", "members:manage"),
            ("GET", "/api/teams/", "teams:read"), ("POST", "/api/teams/", "teams:manage"),
            ("GET", "/api/teams/9000000000000/", "teams:read"), ("PUT", "/api/teams/9000000000000/", "teams:manage"),
            ("PATCH", "/api/teams/9000000000000/", "teams:manage"), ("DELETE", "/api/teams/9000000000000/", "teams:manage"),
            ("GET", "/api/teams/9000000000000/members/", "teams:read"),
            ("POST", "/api/teams/9000000000000/add_member/", "teams:manage"),
            ("POST", "/api/teams/9000000000000/remove_member/", "teams:manage"),
            ("GET", "/api/audit-log/", "audit_log:read"), ("GET", "/api/audit-log/9000000000000/", "audit_log:read"),
        ]
        for (method, path, permission) in lines {
            let answer = try await member.send(method, path, method == "GET" ? nil : [:])
            #expect((answer.status == 403) == !granted.contains(permission), "\(method) \(path) as \(role): \(answer.status)")
            if answer.status == 403 { #expect(answer["required_permission"].stringValue == permission, "\(method) \(path)") }
        }
        for path in ["/api/user-roles/my_roles/", "/api/user-roles/my_permissions/"] {
            #expect(try await member.get(path).status == 200)
        }
        #expect(try await member.post("/api/permissions/check/", ["permission": "roles:manage"]).status == 200)
    }
}
