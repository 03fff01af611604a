import CRM

/// The records of document "Mini", with its field constraints. Names beside ids are usernames.
extension MiniDoor {
    static let clients = Shape(
        Contacts.resource,
        path: "/api/clients/",
        manner: Shape.Manner(answersDetail: true),
        keys: [
            Key("id", Common.id), Key("first_name", Common.firstName, required: true, maximum: 100),
            Key("last_name", Common.lastName, required: true, maximum: 100), Key("email", Common.email, required: true),
            Key("phone", Common.phone, maximum: 20), Key("company", Contacts.companyName, maximum: 200),
            Key("address", Contacts.address, .value, .unlisted), Key("notes", Common.notes, .value, .unlisted),
            Key("stage", Contacts.lifecycleStage, .spelled(stages)), Key("created_by", Common.createdBy, .value, .unlisted),
            Key("created_by_name", Common.createdBy, username, .named), Key("assigned_to", Contacts.assignedTo, .value, .unlisted),
            Key("assigned_to_name", Contacts.assignedTo, username, .named), Key("created_at", Common.createdAt),
            Key("updated_at", Common.updatedAt),
        ]
    )

    static let interactions = Shape(
        Activities.interactions,
        path: "/api/interactions/",
        manner: Shape.Manner(answersDetail: true),
        keys: [
            Key("id", Common.id), Key("client", Activities.contact, required: true),
            Key("interaction_type", Activities.activityType, .spelled(.capitals(["call", "email", "meeting", "note"])), required: true),
            Key("subject", Activities.subject, required: true, maximum: 200), Key("description", Activities.description, required: true),
            Key("created_by", Activities.createdBy), Key("created_by_name", Activities.createdBy, username, .named),
            Key("created_at", Common.createdAt),
        ]
    )

    static let stages = Spelling(["lead": "LEAD", "prospect": "IN_PROGRESS", "customer": "ACTIVE"])

    private static let username = Form.further(Form.Further("username", Members.username))
}

extension Key.Uses {
    /// Beside another key of the same field, which is the one to filter and order by.
    fileprivate static let named: Key.Uses = [.list, .detail]
}
