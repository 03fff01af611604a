import CRM
import JSON
import PostgreSQL

/// A key of a door's objects: which field it is, how it is shown and given, and where it may be used.
struct Key: Sendable {
    let name: String
    let field: Field
    let form: Form
    let uses: Uses
    /// Whether this door demands it where the domain does not.
    let isRequired: Bool
    /// The most characters that this door takes, where those are fewer than the domain's.
    let maximum: Int?

    /// Where a key may stand. What the field does not allow (to be written, filtered or ordered by) it is not.
    struct Uses: OptionSet, Sendable {
        let rawValue: Int

        /// In the objects of lists and of single records.
        static let list = Uses(rawValue: 1 << 0)
        /// In the object of a single record.
        static let detail = Uses(rawValue: 1 << 1)
        /// In bodies.
        static let body = Uses(rawValue: 1 << 2)
        /// As a query parameter.
        static let filter = Uses(rawValue: 1 << 3)
        /// In `ordering`.
        static let ordering = Uses(rawValue: 1 << 4)

        static let everywhere: Uses = [.list, .detail, .body, .filter, .ordering]
        static let unlisted: Uses = [.detail, .body, .filter, .ordering]
        static let shown: Uses = [.list, .detail, .filter, .ordering]
        static let unshown: Uses = [.body, .filter, .ordering]
    }

    init(_ name: String, _ field: Field, _ form: Form = .value, _ uses: Uses = .everywhere, required: Bool = false, maximum: Int? = nil) {
        self.name = name
        self.field = field
        self.form = form
        self.uses = uses
        self.isRequired = required
        self.maximum = maximum
    }

    init<V>(
        _ name: String,
        _ column: Column<V>,
        _ form: Form = .value,
        _ uses: Uses = .everywhere,
        required: Bool = false,
        maximum: Int? = nil
    ) {
        self.init(name, column.field, form, uses, required: required, maximum: maximum)
    }

    /// The same key for a resource as somebody sees it; nil where nothing of it is left.
    func of(_ resource: Resource) -> Key? {
        if case .first(let alternatives) = form {
            let left = alternatives.compactMap { old in resource.field(old.field.name).map { Form.Alternative(old.type, $0) } }
            return left.first.map { Key(name, $0.field, .first(left), uses) }
        }
        return resource.field(field.name).map { Key(name, $0, form, uses, required: isRequired, maximum: maximum) }
    }

    var isInput: Bool { uses.contains(.body) && field.isWritable }

    /// What a client sent under this key, as a value of the field.
    func value(from json: JSON) throws(CRMError.Problem) -> Value {
        let value = try read(json)
        if isRequired, value == .null { throw .init(name, "This field may not be \(json.isNull ? "null" : "blank").") }
        return value
    }

    private func read(_ json: JSON) throws(CRMError.Problem) -> Value {
        switch form {
        case .spelled(let spelling):
            guard let word = json.stringValue else { break }
            return try field.value(fromText: try Self.domain(word, spelling, name))
        case .fraction:
            guard case .number(let number) = json else { break }
            return try field.value(fromText: try Self.percent(number.text, name))
        default:
            if let maximum, let text = json.stringValue, text.unicodeScalars.count > maximum {
                throw .init(name, "Ensure this field has no more than \(maximum) characters.")
            }
        }
        return try field.value(from: json)
    }

    /// What a query parameter says, as the domain's text.
    func text(_ text: String, _ comparison: Filter.Operator) throws(CRMError.Problem) -> String {
        switch (form, comparison) {
        case (_, .isNull): return text
        case (.spelled(let spelling), .isIn):
            var words: [String] = []
            for word in text.split(separator: ",") { words.append(try Self.domain(String(word), spelling, name)) }
            return words.joined(separator: ",")
        case (.spelled(let spelling), _): return try Self.domain(text, spelling, name)
        case (.fraction, .isIn):
            var numbers: [String] = []
            for number in text.split(separator: ",") { numbers.append(try Self.percent(String(number), name)) }
            return numbers.joined(separator: ",")
        case (.fraction, _): return try Self.percent(text, name)
        default: return text
        }
    }

    private static func domain(_ word: String, _ spelling: Spelling, _ name: String) throws(CRMError.Problem) -> String {
        guard let domain = spelling.domain(word) else {
            let choices = spelling.words.map(\.door).joined(separator: ", ")
            throw .init(name, "\"\(word.prefix(100))\" is not a valid choice. Choose one of: \(choices).")
        }
        return domain
    }

    /// 0.65 → 65, exactly.
    private static func percent(_ text: String, _ name: String) throws(CRMError.Problem) -> String {
        let message = "A number between 0 and 1 with at most two decimal places is required."
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count == 2 ? parts[1] : ""
        guard parts.count <= 2, let whole = parts.first, whole == "0" || whole == "1", fraction.utf8.allSatisfy({ (48...57).contains($0) }),
            fraction.dropFirst(2).allSatisfy({ $0 == "0" }),
            let hundredths = Int((fraction + "00").prefix(2)), whole == "0" || hundredths == 0
        else { throw .init(name, message) }
        return String((whole == "1" ? 100 : 0) + hundredths)
    }
}
