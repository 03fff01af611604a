import PostgreSQL
import Synchronization

/// What a door shows of a resource: the members of its records, with the joins that name their relations. Built once.
public final class Selection: Sendable {
    /// What is read.
    public let resource: Resource
    /// The members, in the order in which answers show them.
    public let items: [Item]
    /// "t.id, t.first_name, owner.id, owner.display_name …"
    let columns: SQL
    private let columnCount: Int
    /// The joins that `columns` needs.
    let joins: String
    /// What may be done with each record, where that is asked for.
    public let abilities: Abilities?
    /// How a record is written.
    public let template: RecordTemplate
    /// "SELECT … FROM leads t LEFT JOIN …": the statement that reads the resource's table, made once.
    let whole: SQL
    /// The foreign keys that are shown with what they name.
    private let relations: Set<String>
    /// What rows that are written answer, by the relations that they do not have.
    private let written = Mutex<[Set<String>: SQL]>([:])
    /// How new rows are added and read.
    private let forms = Mutex<[FormKey: Insertion.Form]>([:])

    /// A member of the object by which a record is shown, and where it stands in a row.
    public struct Item: Sendable {
        /// The key.
        public let key: String
        /// The field that is shown.
        public let field: Field
        /// How it is shown.
        public let form: Form
        /// Its first column in the row. A relation has two, its id and its name, and then those that are asked for beside them.
        public let column: Int
    }

    /// Everything under its own name; a relation as an object and, beside it, as an id.
    /// - Parameter detail: whether fields that only a single record shows are included.
    public convenience init(_ resource: Resource, detail: Bool = false) {
        let fields = resource.fields.filter { $0.isShown && (detail || !$0.traits.contains(.detailOnly)) }
        self.init(
            resource,
            showing: fields.flatMap { field in
                (field.relation.map { [Shown($0.key, field, .reference())] } ?? []) + [Shown(field.name, field)]
            }
        )
    }

    /// These members of a resource. The record's id is always read, and comes first.
    public init(_ resource: Resource, showing members: [Shown]) {
        var reading = Reading()
        if let id = resource.field("id") { _ = reading.place(id) }
        items = members.map { Item(key: $0.key, field: $0.field, form: $0.form, column: reading.place($0.field, $0.form)) }
        self.resource = resource
        columns = reading.columns.joined(separator: ", ")
        columnCount = reading.columns.count
        joins = reading.joins
        abilities = nil
        template = RecordTemplate(items)
        relations = Set(items.filter(\.field.isRelatingColumn).map(\.field.name))
        whole = Self.reading(columns, nil, "\(literal: resource.name)", joins)
    }

    /// The same, with further members.
    public func showing(_ further: [Shown]) -> Selection {
        Selection(resource, showing: items.map { Shown($0.key, $0.field, $0.form) } + further)
    }

    /// The same, telling of each record what the principal may do with it.
    public func telling(_ principal: Principal) -> Selection {
        Selection(self, abilities: Abilities(of: principal, resource, from: columnCount))
    }

    private init(_ selection: Selection, abilities: Abilities) {
        resource = selection.resource
        items = selection.items
        columns = selection.columns
        columnCount = selection.columnCount
        joins = selection.joins
        self.abilities = abilities
        template = selection.template
        relations = selection.relations
        whole = Self.reading(columns, abilities, "\(literal: resource.name)", joins)
    }

    /// Where a column of the resource stands in this selection's rows, or nil where it is not read.
    public func position(of name: String) -> Int? { items.first { $0.field.name == name }?.column }

    /// What a row `t` that is written answers: "t.id, t.first_name, t.owner_id, (SELECT …)". What it relates to is looked up, row by row:
    /// a join would go through all users for a few rows, where there are not very many. (Of the instructions of a lead, one of 13
    /// in a statement, a sixth; alone, a third.)
    /// - Parameter columns: those that are written of a new row; a relation that was not is null, and looked up nowhere.
    func answer(ofNew columns: Set<String>) -> SQL { answer(without: relations.subtracting(columns)) }

    /// The same of a row that is changed.
    var answer: SQL { answer(without: []) }

    private func answer(without absent: Set<String>) -> SQL {
        if let known = written.withLock({ $0[absent] }) { return known }
        var reading = Reading(lookingUp: true, without: absent)
        if let id = resource.field("id") { _ = reading.place(id) }
        for item in items { _ = reading.place(item.field, item.form) }
        let answer = reading.columns.joined(separator: ", ") + (abilities?.columns ?? "")
        written.withLock { $0.count < 64 ? $0[absent] = answer : () }
        return answer
    }

    /// What decides how a new row is added and read, beside its values.
    struct FormKey: Hashable {
        let columns: [String]
        let row: SQL.Pattern
        let condition: SQL.Pattern?
    }

    /// How rows like this one are added and answered, made once: that it is the same tells that they can be added together.
    func form(_ key: FormKey, _ make: () -> Insertion.Form) -> Insertion.Form {
        if let known = forms.withLock({ $0[key] }) { return known }
        let made = make()
        return forms.withLock { forms in
            if let known = forms[key] { return known }
            // Clients that give ever other fields must not fill the memory.
            if forms.count >= 64 { forms.removeAll() }
            forms[key] = made
            return made
        }
    }

    /// One window of the rows that meet a predicate. It is cut out before anything is joined: what a page's records name is looked up for
    /// those alone, and the planner has no joins to weigh against the order (3,000 leads, with nine of them: 17 ms a page became 5).
    /// - Parameters:
    ///   - source: those of the table's rows to look at, where not all.
    ///   - count: a scalar that tells how many rows meet the predicate, where that costs little to know.
    func select(
        _ query: ListQuery,
        from source: SQL? = nil,
        where predicate: SQL,
        count: SQL? = nil,
        in organization: Int64
    ) -> SQL {
        let source = source ?? "\(literal: resource.name)"
        return select(
            window: query.window(of: resource, from: source, where: predicate, count: count, in: organization),
            query.order(resource)
        )
    }

    /// The rows of a window, "SELECT t.* …", in an order.
    func select(window: SQL, _ order: SQL) -> SQL { Self.reading(columns, abilities, "(\(window))", joins) + order }

    private static func reading(_ columns: SQL, _ abilities: Abilities?, _ source: SQL, _ joins: String) -> SQL {
        "SELECT \(columns)\(abilities?.columns ?? "") FROM \(source) t\(literal: joins)"
    }
}

/// A row read through a selection.
public struct Record: Sendable {
    /// What was read.
    public let selection: Selection
    /// The values.
    public let row: Row

    /// The value of a column, nil where it is null.
    /// - Throws: `PostgresError.decoding` where the selection does not read the column.
    public subscript<V>(_ column: Column<V>) -> V? {
        get throws {
            guard let position = selection.position(of: column.name) else {
                throw PostgresError.decoding("\(column.name) is not selected")
            }
            return try row.getIfPresent(position)
        }
    }

    /// The record's number, which every selection reads first.
    public var id: Int64 { get throws { try row.get(0) } }
}
