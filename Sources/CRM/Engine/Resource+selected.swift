/// Some of the rows of a table as records of their own: tasks among activities.
extension Resource {
    /// The records with one of these values in a column. With one value the column need not be given; with several it has to be.
    package func only(_ column: Column<String>, _ values: [String]) -> Resource {
        let fields = fields.map { field in
            guard field.name == column.name else { return field }
            let isOne = values.count == 1
            return Field(
                field.name,
                .choice(values),
                isOne ? field.traits.subtracting(.required) : field.traits.union(.required),
                standard: isOne ? values.first.map(Value.text) : nil,
                expression: field.expression
            )
        }
        return Resource(self, seenAs: fields, selected: Selected(column: column.name, values: values))
    }

    /// What a principal's view of the resource is remembered by.
    var identity: String { selected.map { "\(name) \($0.list)" } ?? name }

    struct Selected: Sendable {
        let column: String
        /// Words of the program.
        let values: [String]

        /// "'call', 'email'"
        var list: String { values.map { "'\($0)'" }.joined(separator: ", ") }
    }
}
