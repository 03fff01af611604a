import CRM

/// The records of document "Classic", below one of its two roots. It shows no example of one: the keys are those of its bodies and
/// parameters, with what a record has besides. A PUT has the body of a PATCH there, and changes what it gives.
struct ClassicRecords: Sendable {
    let contacts: Shape
    let companies: Shape
    let activities: Shape

    /// - Parameter root: what the paths begin with.
    init(_ root: String) {
        contacts = Shape(Contacts.resource, path: root + "/contacts/", manner: Self.manner, keys: Self.contactKeys)
        companies = Shape(Companies.resource, path: root + "/companies/", manner: Self.manner, keys: Self.companyKeys)
        activities = Shape(Activities.resource, path: root + "/activities/", manner: Self.manner, keys: Self.activityKeys)
    }

    var all: [Shape] { [contacts, companies, activities] }

    private static let manner = Shape.Manner(putsPartially: true)

    private static let contactKeys = [
        Key("id", Common.id), Key("first_name", Common.firstName), Key("last_name", Common.lastName), Key("email", Common.email),
        Key("phone_number", Common.phone), Key("company", Contacts.company),
        // Of a company that another door knows by its name alone.
        Key("company_name", Contacts.companyName, .value, .shown), Key("category", Contacts.lifecycleStage), Key("notes", Common.notes),
        Key("assigned_to", Contacts.assignedTo), Key("created_by", Common.createdBy), Key("created_at", Common.createdAt),
        Key("updated_at", Common.updatedAt),
    ]

    private static let companyKeys = [
        Key("id", Common.id), Key("name", Companies.name), Key("address", Common.address), Key("city", Common.city),
        Key("country", Common.country), Key("website", Common.website), Key("created_by", Common.createdBy),
        Key("created_at", Common.createdAt), Key("updated_at", Common.updatedAt),
    ]

    private static let activityKeys = [
        Key("id", Common.id), Key("contact", Activities.contact), Key("activity_type", Activities.activityType),
        Key("subject", Activities.subject), Key("details", Activities.description), Key("due_date", Activities.dueDate),
        Key("completed", Activities.completed), Key("priority", Activities.priority), Key("assigned_to", Activities.assignedTo),
        Key("created_by", Activities.createdBy), Key("created_at", Common.createdAt), Key("updated_at", Common.updatedAt),
        // An event, which other doors make, has a time.
        Key("starts_at", Activities.startsAt, .value, .unlisted), Key("ends_at", Activities.endsAt, .value, .unlisted),
    ]
}
