import CRM

/// How a door shows a resource: its path, what is read, and under which keys fields are given, filtered and ordered.
/// Built once at start; a request only looks things up.
struct Shape: Sendable {
    let resource: Resource
    /// "/api/customers/"
    let path: String
    /// What a list shows, and what a single record shows.
    let list: Selection
    let detail: Selection
    /// Keys under which clients give fields.
    let inputs: [String: Field]
    /// Keys that answers have and clients may not give.
    let outputs: Set<String>
    /// Query parameters that filter.
    let parameters: [String: Parameter]
    let orderings: [String: Field]

    struct Parameter: Sendable {
        let field: Field
        let comparison: Filter.Operator
    }

    private let aliases: [String: String]

    /// - Parameter aliases: further keys for input and filters: `["company": "company_name"]`.
    init(_ resource: Resource, path: String, aliases: [String: String] = [:]) {
        self.resource = resource
        self.path = path
        self.aliases = aliases
        list = Selection(resource)
        detail = Selection(resource, detail: true)
        var inputs: [String: Field] = [:]
        var outputs: Set<String> = []
        var parameters: [String: Parameter] = [:]
        var orderings: [String: Field] = [:]
        for field in resource.fields {
            let names =
                [field.name] + (field.relation.map { [$0.key] } ?? []) + aliases.filter { $0.value == field.name }.map(\.key).sorted()
            outputs.formUnion(names)
            for name in names {
                if field.isWritable { inputs[name] = field }
                if field.isOrderable { orderings[name] = field }
                guard field.isFilterable else { continue }
                for (suffix, comparison) in field.kind.filters {
                    parameters[name + suffix] = Parameter(field: field, comparison: comparison)
                    // created_after for created_at_after, as the documents have it.
                    if name.hasSuffix("_at"), suffix.hasPrefix("_"), !suffix.hasPrefix("__") {
                        parameters[name.dropLast(3) + suffix] = Parameter(field: field, comparison: comparison)
                    }
                }
            }
        }
        self.inputs = inputs
        self.outputs = outputs
        self.parameters = parameters
        self.orderings = orderings
    }
}

extension Shape {
    /// What of it a principal sees; worked out once for those who do not see all.
    func seen(by principal: Principal) -> Shape {
        principal.seesEverything
            ? self : principal.remembering("shape " + path) { Shape(resource.seen(by: principal), path: path, aliases: aliases) }
    }
}

extension Shape {
    /// What a list shows to whoever was authorized.
    func list(for authorization: Authorization) -> Selection { seen(by: authorization.principal).list }
}

extension Field {
    /// The key under which a field is asked for when the client named none.
    var inputKey: String { relation?.key ?? name }
}
