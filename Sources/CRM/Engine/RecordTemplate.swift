import JSON

/// How a record is written as JSON: what stands before each value, and how the value is written.
///
/// One text and cells without references, made once for a selection: going through them neither looks up keys nor counts references.
/// (26 members of 50 customers: going through the selection's items took a third of the whole answer's time.)
public struct RecordTemplate: Sendable {
    /// A member, or a part of one.
    public struct Cell: Sendable {
        /// What stands before the value, within ``RecordTemplate/text``: `,"key":`
        public let prefix: Range<Int>
        /// Where the value stands in the row.
        public let column: Int
        /// How it is written.
        public let form: Form
    }

    /// How a member is written.
    public enum Form: Sendable {
        /// One value.
        case value(ValueForm)
        /// `{"id", "name"}`, or null.
        case reference
        /// As ``Selection/items`` has it at this place.
        case item(Int)
    }

    /// How a value is written.
    public enum ValueForm: Sendable {
        /// As PostgreSQL writes it: numbers, and finished JSON.
        case raw
        /// A string.
        case string
        /// `true` or `false`.
        case boolean
        /// A time as RFC 3339.
        case timestamp

        /// That of a kind.
        public init(_ kind: Kind) {
            switch kind {
            case .integer, .decimal, .reference, .object, .value, .document, .tags: self = .raw
            case .text, .choice, .date: self = .string
            case .boolean: self = .boolean
            case .timestamp: self = .timestamp
            }
        }
    }

    /// Every prefix, one after the other.
    public let text: [UInt8]
    /// The members in order.
    public let cells: [Cell]

    init(_ items: [Selection.Item]) {
        var (text, cells) = ([UInt8](), [Cell]())
        for (place, item) in items.enumerated() {
            var writer = JSONWriter()
            writer.key(item.key)
            let start = text.count
            text += (place == 0 ? [] : [UInt8(ascii: ",")]) + writer.bytes
            cells.append(Cell(prefix: start..<text.count, column: item.column, form: Form(item, place)))
        }
        self.text = text
        self.cells = cells
    }
}

extension RecordTemplate.Form {
    fileprivate init(_ item: Selection.Item, _ place: Int) {
        switch item.form {
        case .value: self = .value(RecordTemplate.ValueForm(item.field.kind))
        case .reference(let further) where further.isEmpty: self = .reference
        case .reference, .first, .name, .further, .spelled, .fraction: self = .item(place)
        }
    }
}
