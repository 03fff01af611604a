import RBAC
import Testing

@Suite("The catalog of permissions")
struct PermissionCatalogTests {
    @Test("A permission is found by codename, by id, and by resource and action")
    func lookup() throws {
        let convert = try #require(catalog["leads:convert"])
        #expect(convert.resource == "leads")
        #expect(convert.action == .convert)
        #expect(convert.id == 509)
        #expect(convert.codename == "leads:convert")
        #expect(catalog[509] == convert)
        #expect(catalog["leads", .convert] == convert)
    }

    @Test(
        "What does not exist is not found",
        arguments: ["", ":", "leads", "leads:", ":read", "leads:fly", "LEADS:read", "leads:read ", "vendors:convert"]
    )
    func unknown(codename: String) {
        #expect(catalog[codename] == nil)
    }

    @Test func unknownIDs() {
        for id in [0, -1, 500, 513, 1_009, 9_901, .max, .min] { #expect(catalog[id] == nil) }
        #expect(catalog["nothing", .read] == nil)
        #expect(catalog["vendors", .convert] == nil)
    }

    @Test("Indices are dense, ids and codenames unique, and every permission finds itself")
    func identity() {
        #expect(catalog.all.map(\.index) == Array(catalog.all.indices))
        #expect(Set(catalog.all.map(\.id)).count == catalog.all.count)
        for permission in catalog.all {
            #expect(catalog[permission.codename]?.index == permission.index)
            #expect(catalog[permission.id]?.index == permission.index)
            #expect(catalog[permission.resource, permission.action]?.index == permission.index)
        }
        #expect(catalog.resources.count == 11)
        #expect(catalog.resources.first == "organizations")
    }

    /// These numbers stand in databases. A change here is a change of everybody's rights.
    @Test("The numbers of the actions are stable")
    func actionNumbers() {
        let names = ["read", "create", "update", "delete", "export", "import", "bulk", "assign", "convert", "close", "extend", "manage"]
        #expect(Action.allCases.map(\.codename) == names)
        #expect(Action.allCases.map(\.rawValue) == Array(1...12))
    }

    @Test("Ids stay when the catalog grows")
    func growth() {
        let resource = ResourcePermissions(number: 5, resource: "leads", actions: [.read, .convert])
        let grown = PermissionCatalog([
            ResourcePermissions(number: 40, resource: "campaigns", actions: [.read]),
            ResourcePermissions(number: 5, resource: "leads", actions: [.read, .bulk, .convert]),
        ])
        for permission in PermissionCatalog([resource]).all {
            #expect(grown[permission.codename]?.id == permission.id)
        }
    }

    @Test("Labels are sentences for people")
    func labels() {
        #expect(catalog["leads:read"]?.label == "Can read leads")
        #expect(catalog["pipeline_stages:update"]?.label == "Can update pipeline stages")
        #expect(catalog["leads:bulk"]?.label == "Can change leads in bulk")
    }

    @Test("Scopes are ordered and have names")
    func scopes() {
        #expect(Scope.allCases.sorted() == [.own, .team, .organization])
        for scope in Scope.allCases { #expect(Scope(name: scope.name) == scope) }
        #expect(Scope(name: "everything") == nil)
        #expect(Scope.allCases.map(\.rawValue) == [1, 2, 3])
    }

    @Test("A number, a name or an action declared twice, or no number, stops the program")
    func mistakes() async {
        await #expect(processExitsWith: .failure) {
            _ = PermissionCatalog([ResourcePermissions(number: 0, resource: "leads", actions: [.read])])
        }
        await #expect(processExitsWith: .failure) {
            _ = PermissionCatalog([
                ResourcePermissions(number: 1, resource: "leads", actions: [.read]),
                ResourcePermissions(number: 1, resource: "deals", actions: [.read]),
            ])
        }
        await #expect(processExitsWith: .failure) {
            _ = PermissionCatalog([
                ResourcePermissions(number: 1, resource: "leads", actions: [.read]),
                ResourcePermissions(number: 2, resource: "leads", actions: [.update]),
            ])
        }
        await #expect(processExitsWith: .failure) {
            _ = PermissionCatalog([ResourcePermissions(number: 1, resource: "leads", actions: [.read, .read])])
        }
    }
}
