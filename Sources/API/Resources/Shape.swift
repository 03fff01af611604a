import CRM
import JSON
import HTTPCore

/// How a door shows a resource: its path, and the keys of its objects. Built once at start; a request only looks things up.
struct Shape: Sendable {
    let resource: Resource
    /// "/api/customers/"
    let path: String
    /// What is particular to the door.
    let manner: Manner
    /// What a list shows, and what a single record shows.
    let list: Selection
    let detail: Selection
    /// What a write answers.
    let written: Selection
    /// Keys under which clients give fields.
    let inputs: [String: Key]
    /// What it calls the fields that it does not have under the domain's names.
    let names: [String: String]
    /// Keys that answers have and clients may not give.
    let outputs: Set<String>
    /// Keys that a new record, or one that is replaced, has to have.
    let required: [Key]
    /// Query parameters that filter.
    let parameters: [String: Parameter]
    let orderings: [String: Field]

    struct Parameter: Sendable {
        let key: Key
        let comparison: Filter.Operator
        var field: Field { key.field }
    }

    /// In what the doors differ beyond keys.
    struct Manner: Sendable {
        /// A PUT changes what it gives and leaves the rest, as document "Classic" has it.
        var putsPartially = false
        /// A single record stands within `{"status", "data", "meta"}`.
        var isWrapped = false
        /// A write answers the record with all that a single one shows.
        var answersDetail = false
        /// Bulk requests have one path, `…/bulk/`, and differ by method, as document "V1" has it.
        var hasOneBulkPath = false
        /// Makes of a body what the keys below understand.
        var rewriting: (@Sendable (JSONObject, BodyParser) throws(APIError) -> Rewritten)?
    }

    /// What holds for custom fields in the organization of whoever sees the shape; nil where anything does.
    var customFields: CustomFieldRules?

    /// A body in the keys of the shape.
    struct Rewritten: Sendable {
        var object: JSONObject
        /// What the client called what stands under other keys now.
        var names: [String: String] = [:]
    }

    /// What many of them are called: the end of the path.
    var plural: String { path.split(separator: "/").last.map { String($0) } ?? resource.name }

    /// The keys as they were declared, for the views of the shape that principals have.
    let keys: [Key]

    /// A resource under its own names: each field, each relation as an object beside its id.
    /// - Parameter aliases: further keys for input and filters: `["company": "company_name"]`.
    init(_ resource: Resource, path: String, aliases: [String: String] = [:]) {
        var keys: [Key] = []
        for field in resource.fields {
            let shown: Key.Uses = field.traits.contains(.detailOnly) ? .unlisted : .everywhere
            if let relation = field.relation { keys.append(Key(relation.key, field, .reference(), shown)) }
            keys.append(Key(field.name, field, .value, shown))
            keys += aliases.filter { $0.value == field.name }.map(\.key).sorted().map { Key($0, field, .value, .unshown) }
        }
        self.init(resource, path: path, keys: keys)
    }

    /// A resource under a door's keys, in the order in which its objects show them.
    init(_ resource: Resource, path: String, manner: Manner = Manner(), keys: [Key]) {
        self.resource = resource
        self.path = path
        self.manner = manner
        self.keys = keys
        let seen = keys.compactMap { $0.of(resource) }
        func showing(_ use: Key.Uses) -> [Shown] {
            seen.filter { $0.uses.contains(use) && $0.field.isShown }.map { Shown($0.name, $0.field, $0.form) }
        }
        list = Selection(resource, showing: showing(.list))
        detail = Selection(resource, showing: showing(.detail))
        written = manner.answersDetail ? detail : list
        inputs = Dictionary(seen.filter(\.isInput).map { ($0.name, $0) }) { first, _ in first }
        let given = Set(inputs.keys)
        let others = seen.filter { $0.isInput && !given.contains($0.field.name) }
        names = Dictionary(others.map { ($0.field.name, $0.name) }) { first, _ in first }
        outputs = Set(seen.map(\.name))
        orderings = Dictionary(
            seen.filter { $0.uses.contains(.ordering) && $0.field.isOrderable }.map { ($0.name, $0.field) }
        ) { first, _ in first }
        parameters = Self.parameters(seen)
        required = Self.required(seen)
    }

    private static func parameters(_ keys: [Key]) -> [String: Parameter] {
        var parameters: [String: Parameter] = [:]
        for key in keys where key.uses.contains(.filter) && key.field.isFilterable {
            for (suffix, comparison) in key.field.kind.filters {
                parameters[key.name + suffix] = Parameter(key: key, comparison: comparison)
                // created_after for created_at_after, as the documents have it.
                if key.name.hasSuffix("_at"), suffix.hasPrefix("_"), !suffix.hasPrefix("__") {
                    parameters[key.name.dropLast(3) + suffix] = Parameter(key: key, comparison: comparison)
                }
            }
        }
        return parameters
    }

    /// One key for each field that has to be given.
    private static func required(_ keys: [Key]) -> [Key] {
        var required: [Key] = []
        for key in keys where key.isInput && (key.isRequired || key.field.traits.contains(.required)) {
            if !required.contains(where: { $0.field.name == key.field.name }) { required.append(key) }
        }
        return required
    }
}

extension Shape {
    /// What of it a principal sees; worked out once for those who do not see all.
    func seen(by principal: Principal) -> Shape {
        var shape = self
        if !principal.seesEverything {
            shape = principal.remembering("shape " + path) {
                Shape(resource.seen(by: principal), path: path, manner: manner, keys: keys)
            }
        }
        shape.customFields = principal.customFields(of: shape.resource)
        return shape
    }

    /// The same keys over another declaration of the resource.
    func reading(_ resource: Resource) -> Shape { Shape(resource, path: path, manner: manner, keys: keys) }

    /// What a list shows to whoever was authorized.
    func list(for authorization: Authorization) -> Selection { seen(by: authorization.principal).list }

    /// What a write shows to whoever was authorized.
    func written(for authorization: Authorization) -> Selection { seen(by: authorization.principal).written }
}
