import CRM
import JSON
import PostgreSQL
import RBAC

/// From a row to bytes, column by column: no value in between, and numerics stay exact.
extension JSONWriter {
    mutating func record(_ row: Row, _ selection: Selection) {
        beginObject()
        members(row, selection)
        endObject()
    }

    /// The members of a record's object, for an answer that adds its own.
    mutating func members(_ row: Row, _ selection: Selection) {
        let template = selection.template
        template.text.withUnsafeBytes { text in
            for cell in template.cells {
                bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[cell.prefix]))
                switch cell.form {
                case .value(let form): value(row, cell.column, form)
                case .reference: relation(row, cell.column, [])
                case .item(let place): member(row, selection.items[place])
                }
            }
        }
        if let abilities = selection.abilities { can(row, abilities) }
    }

    private mutating func member(_ row: Row, _ item: Selection.Item) {
        switch item.form {
        case .value: value(row, item.column, item.field.kind)
        case .reference(let further): relation(row, item.column, further)
        case .first(let alternatives): related(row, item.column, alternatives)
        case .name: value(row, item.column + 1, Self.name)
        case .further(let member): value(row, item.column + 2, member.kind)
        case .spelled(let spelling): spelled(row, item.column, spelling)
        case .fraction: fraction(row, item.column)
        }
    }

    /// `"_can": {"update": true, "delete": false, …}`
    private mutating func can(_ row: Row, _ abilities: Abilities) {
        key("_can")
        beginObject()
        for (action, answer) in abilities.actions {
            key(action.codename)
            switch answer {
            case .always: bool(true)
            case .never: bool(false)
            case .column(let column): value(row, column, Kind.boolean)
            }
        }
        endObject()
    }

    private mutating func value(_ row: Row, _ column: Int, _ kind: Kind) { value(row, column, RecordTemplate.ValueForm(kind)) }

    private mutating func value(_ row: Row, _ column: Int, _ form: RecordTemplate.ValueForm) {
        let written: Void? = row.withBytes(column) { bytes in
            switch form {
            case .raw: raw(bytes)
            case .string: string(utf8: bytes)
            case .boolean: bool(bytes.first == UInt8(ascii: "t"))
            case .timestamp: timestamp(bytes)
            }
        }
        if written == nil { null() }
    }

    /// `{"id", "name"}` of a relation's columns, with what is shown beside them, or null.
    private mutating func relation(_ row: Row, _ column: Int, _ further: [Form.Further]) {
        if row.isNull(column) { return null() }
        beginObject()
        key("id")
        row.withBytes(column) { raw($0) }
        key("name")
        value(row, column + 1, Self.name)
        for (place, member) in further.enumerated() {
            key(member.key)
            value(row, column + 2 + place, member.kind)
        }
        endObject()
    }

    /// `{"type", "id", "name"}` of the first relation that is set.
    private mutating func related(_ row: Row, _ column: Int, _ alternatives: [Form.Alternative]) {
        guard let place = alternatives.indices.first(where: { !row.isNull(column + 2 * $0) }) else { return null() }
        beginObject()
        key("type")
        string(alternatives[place].type)
        key("id")
        row.withBytes(column + 2 * place) { raw($0) }
        key("name")
        value(row, column + 2 * place + 1, Self.name)
        endObject()
    }

    private static let name = Kind.text(maximum: 0, .line)

    private mutating func spelled(_ row: Row, _ column: Int, _ spelling: Spelling) {
        let written: Void? = row.withBytes(column) { bytes in
            if let word = spelling.words.first(where: { $0.domain.utf8.elementsEqual(bytes) }) {
                string(word.door)
            } else {
                string(utf8: bytes)
            }
        }
        if written == nil { null() }
    }

    /// A whole number of hundredths as a decimal: 65 as 0.65, 100 as 1.00.
    private mutating func fraction(_ row: Row, _ column: Int) {
        let written: Void? = row.withBytes(column) { digits in
            let padded = Array(repeating: UInt8(ascii: "0"), count: max(0, 3 - digits.count)) + digits
            raw(padded.dropLast(2) + [UInt8(ascii: ".")] + padded.suffix(2))
        }
        if written == nil { null() }
    }

    private mutating func timestamp(_ text: UnsafeRawBufferPointer) {
        bytes.append(UInt8(ascii: "\""))
        bytes.append(rfc3339: text)
        bytes.append(UInt8(ascii: "\""))
    }
}

extension [UInt8] {
    /// PostgreSQL's `2024-01-15 10:30:00.5+00` as RFC 3339: the connection's time zone is UTC.
    mutating func append(rfc3339 text: UnsafeRawBufferPointer) {
        guard text.count > 13, text[10] == UInt8(ascii: " ") else { return append(contentsOf: text) }
        append(contentsOf: text[0..<10])
        append(UInt8(ascii: "T"))
        append(contentsOf: text[11..<(text.count - 3)])
        append(UInt8(ascii: "Z"))
    }
}
