import CRM
import PostgreSQL

/// What the bodies of several verbs have.
extension TenantDoor {
    static let reason = Field.text("reason", maximum: 500)
    static let notes = Field.text("notes", maximum: 5000, .paragraph)
}

extension Value {
    var date: CalendarDate? {
        if case .date(let date) = self { date } else { nil }
    }

    var decimal: Numeric? {
        if case .decimal(let decimal) = self { decimal } else { nil }
    }
}
