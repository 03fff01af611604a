import PostgreSQL

/// The statements that write a record. This file is the only place that writes `organization_id`.
extension Resource {
    /// The statements that create a record (`id` nil) or change one. The last of them answers the record through
    /// `selection`, or no row where a condition does not hold.
    func statements(_ draft: Draft, _ id: Int64?, _ authorization: Authorization, answering selection: Selection) throws -> [SQL] {
        statements(try write(draft, id, authorization), id, authorization, answering: selection)
    }

    func statements(_ write: Write, _ id: Int64?, _ authorization: Authorization, answering selection: Selection) -> [SQL] {
        if let id { return write.prelude + [update(id, write, authorization, answering: selection)] }
        return write.prelude + [insertion(write, by: authorization.principal, answering: selection).statement]
    }

    /// Turns a draft into a row to write: assignments, what has to hold for them, and the domain's own rules.
    func write(_ draft: Draft, _ id: Int64?, _ authorization: Authorization) throws -> Write {
        if id == nil {
            let missing = required.filter { !draft.contains($0.name) }
            if !missing.isEmpty { throw CRMError.invalid(missing.map { $0.problem("This field is required.") }) }
        }
        try rules.check(draft, id)
        var write = Write()
        for (field, _) in draft.values { try authorization.requireWritable(field.name) }
        let draft = id == nil ? preset(draft) : draft
        for (field, value) in draft.values { write.assign(field.name, value.sql(for: field.kind)) }
        if id == nil {
            for field in callerByDefault where !draft.contains(field.name) {
                write.assign(field.name, "\(authorization.principal.userID)")
            }
        }
        write.conditions = references(draft, id, authorization.principal) + (try assignments(draft, id, authorization))
        rules.write(&write, draft, id, authorization)
        return write
    }

    /// A draft of a new record with what these records have where nothing else is given.
    private func preset(_ draft: Draft) -> Draft {
        var draft = draft
        for (field, value) in selected?.presets ?? [] where !draft.contains(field.name) { draft.set(field, value) }
        return draft
    }

    /// INSERT, answering the new row through `selection`. No row comes back where a condition of `write` does not hold.
    func insertion(_ write: Write, by principal: Principal, answering selection: Selection) -> Insertion {
        var columns = ["organization_id"]
        var fields: [SQL] = ["\(principal.organizationID)"]
        if hasCreator {
            columns.append("created_by_id")
            fields.append("\(principal.userID)")
        }
        for (column, value) in write.assignments {
            columns.append(column)
            fields.append(value)
        }
        let row = fields.joined(separator: ", ")
        let condition = write.conditions.isEmpty ? nil : write.conditions.map(\.sql).joined(separator: " AND ")
        func form(complete: (@Sendable (Int) -> SQL)?) -> Insertion.Form {
            let answering = Answering(write, selection.answer(ofNew: Set(columns)), isCounted: condition != nil)
            return Insertion.Form(
                head: "\(answering.head)INSERT INTO \(name) AS t (\(columns.joined(separator: ", "))) ",
                row: row,
                where: condition,
                tail: answering.tail,
                complete: complete
            )
        }
        let values = row.binds + (condition?.binds ?? [])
        // What companions say of the row that is written may be of this one alone.
        if write.hasCompanions { return Insertion(form(complete: nil), values: values) }
        let key = Selection.FormKey(columns: columns, row: row.pattern, condition: condition?.pattern)
        return Insertion(selection.form(key) { form(complete: Self.all) }, values: values)
    }

    @Sendable
    private static func all(_ count: Int) -> SQL { " WHERE (SELECT require_all(count(*), \(Int64(count))) FROM written)" }

    /// UPDATE of one row within the authorization's scope, answering it through `selection`.
    func update(_ id: Int64, _ write: Write, _ authorization: Authorization, answering selection: Selection) -> SQL {
        var assignments: [SQL] = write.assignments.map { "\(identifier: $0.column) = \($0.value)" }
        assignments.append("updated_at = now()")
        let answering = Answering(write, selection.answer)
        let statement: SQL = "UPDATE \(literal: name) t SET \(assignments.joined(separator: ", "))"
        return "\(literal: answering.head)\(statement)\(matching(id, authorization, and: write.conditions.map(\.sql)))" + answering.tail
    }

    /// The statements that delete a record, or mark it as deleted. The last of them answers its id.
    func deletion(_ id: Int64, _ authorization: Authorization) -> [SQL] {
        var removal = Removal()
        rules.delete(&removal, id, authorization)
        let rows = matching(id, authorization, and: [])
        let statement: SQL =
            isSoftDeleted
            ? "UPDATE \(literal: name) t SET deleted_at = now(), updated_at = now()\(rows) RETURNING t.*"
            : "DELETE FROM \(literal: name) t\(rows) RETURNING t.*"
        return removal.prelude + ["WITH gone AS (\(statement))\(removal.companions.asParts) SELECT \(literal: key) FROM gone"]
    }

    /// " WHERE t is this row, within the scope"
    func matching(_ id: Int64, _ authorization: Authorization, and conditions: [SQL]) -> SQL {
        var all: [SQL] = [present(in: authorization.principal.organizationID), "t.\(literal: key) = \(id)"]
        if let visible = authorization.rowFilter { all.append(visible) }
        return " WHERE " + (all + conditions).joined(separator: " AND ")
    }

    /// " WHERE t is one of these rows, within the scope": ends where the keys belong.
    func matchingAny(_ authorization: Authorization) -> SQL {
        var all: SQL = " WHERE \(present(in: authorization.principal.organizationID))"
        if let visible = authorization.rowFilter { all += " AND \(visible)" }
        return all + " AND t.\(literal: key) = ANY"
    }
}

/// What stands around a statement that writes rows `t`, and has it answer them.
private struct Answering {
    let head: String
    let tail: SQL

    /// - Parameters:
    ///   - answer: what is read of each row.
    ///   - isCounted: whether something asks how many rows were written.
    init(_ write: Write, _ answer: SQL, isCounted: Bool = false) {
        guard isCounted || write.hasCompanions else {
            (head, tail) = ("", " RETURNING \(answer)")
            return
        }
        let rows: SQL = write.replacing.reduce(into: "") { $0 += ", \(literal: $1.table) AS (\($1.sql))" }
        head = "WITH written AS ("
        tail = " RETURNING t.*)\(write.companions.asParts)\(rows) SELECT \(answer) FROM written t"
    }
}

extension Write {
    /// Whether other rows are written with it.
    fileprivate var hasCompanions: Bool { !companions.isEmpty || !replacing.isEmpty }
}

extension [SQL] {
    /// Companions as parts of a statement: ", companion0 AS (…)".
    fileprivate var asParts: SQL { enumerated().reduce(into: "") { $0 += ", \(literal: "companion\($1.offset)") AS (\($1.element))" } }
}
