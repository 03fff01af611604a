import PostgreSQL

/// Some of the rows of a table as records of their own: tasks among activities.
extension Resource {
    /// The records with one of these values in a column. With one value the column need not be given; with several it has to be.
    /// - Parameters:
    ///   - parent: a relation that these records have; one whose related record is gone is gone with it.
    ///   - presets: what a new one has where nothing else is given.
    package func only(
        _ column: Column<String>,
        _ values: [String],
        of parent: Column<Int64>? = nil,
        presets: [(field: Field, value: Value)] = []
    ) -> Resource {
        let fields = fields.map { field in
            if field.name == parent?.name {
                return Field(field.name, field.kind, field.traits.union(.required), expression: field.expression)
            }
            guard field.name == column.name else { return field }
            let isOne = values.count == 1
            return Field(
                field.name,
                .choice(values),
                isOne ? field.traits.subtracting(.required) : field.traits.union(.required),
                standard: isOne ? values.first.map(Value.text) : nil,
                expression: field.expression,
                sources: field.sources,
                items: field.items,
                look: field.look
            )
        }
        var conditions = ["t.\(column.name) IN (\(values.map { "'\($0)'" }.joined(separator: ", ")))"]
        if let parent, let target = parent.field.relation?.target { conditions.append(target.exists(for: parent.name)) }
        let only: [(field: Field, value: Value)] = values.count == 1 ? [(column.field, .text(values[0]))] : []
        return Resource(
            self,
            seenAs: fields,
            selected: Selected(
                condition: conditions.joined(separator: " AND "),
                column: conditions.count == 1 ? column.name : nil,
                presets: only + presets
            )
        )
    }

    /// What a principal's view of the resource is remembered by.
    var identity: String { selected.map { "\(name) \($0.condition)" } ?? name }

    struct Selected: Sendable {
        /// Over the alias `t`, in words of the program.
        let condition: String
        /// The column that alone decides it; nil where more has to hold.
        let column: String?
        /// What a new record has where nothing else is given.
        let presets: [(field: Field, value: Value)]
    }
}

extension Target {
    /// "The row that a foreign key of `t` names is there."
    fileprivate func exists(for foreignKey: String) -> String {
        let isLive = live.map { " AND p.\($0)" } ?? ""
        return "EXISTS (SELECT FROM \(table) p WHERE p.organization_id = t.organization_id AND p.\(column) = t.\(foreignKey)\(isLive))"
    }
}
