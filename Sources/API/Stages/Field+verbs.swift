import CRM

/// What the bodies of several verbs have, at whichever door.
extension Field {
    static let reason = Field.text("reason", maximum: 500)
    static let notes = Field.text("notes", maximum: 5000, .paragraph)
}
