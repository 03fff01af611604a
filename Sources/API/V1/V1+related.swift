import CRM
import HTTPCore
import JSON

/// What a task is about: `related_to_type` and `related_to_id` in a body, `related_to` in an answer.
extension V1Door {
    /// The document's words, each with its relation. A task that has several shows the first.
    static let related = [
        ("opportunity", Activities.deal), ("lead", Activities.lead), ("contact", Activities.contact), ("account", Activities.company),
        ("customer", Activities.customer),
    ].map { (type: $0.0, column: $0.1) }

    /// Makes of a type and an id the one relation that they mean, and ends the others that a task may have had.
    @Sendable
    static func relate(_ object: JSONObject, _ parser: BodyParser) throws(APIError) -> Shape.Rewritten {
        let (type, id) = (object["related_to_type"], object["related_to_id"])
        var given = Shape.Rewritten(object: object)
        if type == nil, id == nil { return given }
        given.object["related_to_type"] = nil
        given.object["related_to_id"] = nil
        guard let type else { throw .field("related_to_type", "This field is required with related_to_id.") }
        guard let id else { throw .field("related_to_id", "This field is required with related_to_type.") }
        if type.isNull != id.isNull { throw .field("related_to_id", "Give both related_to_type and related_to_id, or null for both.") }
        if !type.isNull, !related.contains(where: { .string($0.type) == type }) {
            throw .field("related_to_type", "Choose one of: \(related.map(\.type).joined(separator: ", ")).")
        }
        for (word, _) in related {
            let key = word + "_id"
            let isMeant = type == .string(word)
            // What the caller does not see of a task, they do not end; and a new one has no other relation.
            if !isMeant, parser.mode == .create || parser.shape.inputs[key] == nil || given.object[key] != nil { continue }
            given.object[key] = isMeant ? id : .null
            given.names[key] = isMeant ? "related_to_id" : "related_to_type"
        }
        return given
    }
}
