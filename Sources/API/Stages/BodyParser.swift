import CRM
import HTTPCore
import JSON

/// The first stage of a write: a JSON object, understood as values for a resource's fields.
struct BodyParser: Sendable {
    let shape: Shape
    let mode: Mode

    enum Mode: Sendable {
        case create
        /// PUT: what is required has to be there; what the answer shows and cannot be written may be sent back.
        case replace
        /// PATCH: what is absent stays as it is.
        case patch
    }

    struct Result: Sendable {
        var draft = Draft()
        /// What the client called the fields that it gave.
        private(set) var given: [(field: String, key: String)] = []
        /// What the door calls fields that it has under other names than the domain.
        var names: [String: String] = [:]

        /// How a refusal names fields: as the client did, or else as the door does.
        var spoken: [String: String] { names.merging(keys) { $1 } }

        /// The keys that the client gave, by fields.
        var keys: [String: String] { Dictionary(given.map { ($0.field, $0.key) }) { $1 } }

        /// Under which key a field is given, if it is.
        func key(of field: Field) -> String? { given.first { $0.field == field.name }?.key }

        mutating func set(_ field: Field, _ value: Value, as key: String) {
            draft.set(field, value)
            if self.key(of: field) == nil { given.append((field.name, key)) }
        }
    }

    /// - Parameter extra: keys that the route reads by itself.
    /// - Throws: 400 that names every field that is unknown, missing or not acceptable.
    func parse(_ object: JSONObject, extra: [String] = []) throws(APIError) -> Result {
        let given = try shape.manner.rewriting?(object, self) ?? Shape.Rewritten(object: object)
        let members = try shape.checkCustomFields(given.object, isNew: mode == .create).members
        var result = Result(names: shape.names)
        var problems: [FieldError] = []
        for (key, json) in members where !extra.contains(key) {
            let name = given.names[key] ?? key
            guard let input = shape.inputs[key] else {
                if let message = refusal(key) { problems.append(FieldError(name: name, messages: [message])) }
                continue
            }
            do throws(CRMError.Problem) {
                let field = input.field
                let value = try input.value(from: json)
                if let other = result.key(of: field), result.draft.value(of: field) != value {
                    throw .init(name, "This field is given twice: \"\(other)\" has another value.")
                }
                result.set(field, value, as: name)
            } catch {
                problems.append(FieldError(name: name, messages: [error.message]))
            }
        }
        if mode == .create || mode == .replace && !shape.manner.putsPartially {
            for key in shape.required where result.key(of: key.field) == nil {
                if problems.contains(where: { shape.inputs[$0.name]?.field.name == key.field.name }) { continue }
                problems.append(FieldError(name: key.name, messages: ["This field is required."]))
            }
        }
        if !problems.isEmpty { throw .validation(problems) }
        if mode == .create, let (field, value) = shape.unshownCustomFields { result.draft.set(field, value) }
        return result
    }

    private func refusal(_ key: String) -> String? {
        if shape.outputs.contains(key) { return mode == .replace ? nil : "This field is read-only." }
        let suggestion = nearest(to: key, among: shape.inputs.keys.sorted()).map { " Did you mean \"\($0)\"?" } ?? ""
        return "Unknown field.\(suggestion)"
    }
}
