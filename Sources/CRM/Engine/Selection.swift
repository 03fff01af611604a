import PostgreSQL

/// What a door shows of a resource: the fields that are read, with the joins that name their relations. Built once.
public struct Selection: Sendable {
    /// What is read.
    public let resource: Resource
    /// The fields, in the order in which answers show them.
    public let items: [Item]
    /// "t.id, t.first_name, owner.id, owner.display_name …"
    let columns: SQL
    private let columnCount: Int
    /// The joins that `columns` needs.
    let joins: String
    /// What may be done with each record, where that is asked for.
    public let abilities: Abilities?

    /// A field and where it stands in a row: a relation takes two columns, its id and its name.
    public struct Item: Sendable {
        /// The field.
        public let field: Field
        /// Its first column in the row.
        public let column: Int
    }

    /// - Parameter detail: whether fields that only a single record shows are included.
    public init(_ resource: Resource, detail: Bool = false) {
        var items: [Item] = []
        var columns: [SQL] = []
        var joins = ""
        for field in resource.fields where detail || !field.traits.contains(.detailOnly) {
            items.append(Item(field: field, column: columns.count))
            if let relation = field.relation {
                let (alias, target) = (relation.alias, relation.target)
                columns.append("\(literal: "\(alias).\(target.nameTable == target.table ? target.column : "id")")")
                columns.append(relation.naming ?? "\(literal: target.name.sql(alias) ?? "NULL::text")")
                joins += target.join(alias, on: field.name)
            } else if case .tags = field.kind {
                columns.append("array_to_json(\(literal: field.sql))")
            } else {
                columns.append("\(literal: field.sql)")
            }
        }
        self.resource = resource
        self.items = items
        self.columns = columns.joined(separator: ", ")
        self.columnCount = columns.count
        self.joins = joins
        self.abilities = nil
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
    }

    /// Where a column of the resource stands in this selection's rows, or nil where it is not read.
    public func position(of name: String) -> Int? { items.first { $0.field.name == name }?.column }

    /// "SELECT … FROM source t LEFT JOIN …"
    func select(from source: String) -> SQL {
        "SELECT \(columns)\(abilities?.columns ?? "")\(literal: " FROM \(source) t\(joins)")"
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
