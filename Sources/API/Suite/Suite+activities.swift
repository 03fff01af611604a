import CRM
import HTTPCore
import HTTPTypes
import JSON
import RBAC

/// Document "Suite", Activities Endpoints: activities of every kind, and among them tasks and events. The owner is whom it is assigned to.
extension SuiteDoor {
    static let activities = Shape(
        Activities.resource,
        path: "/api/activities/activities/",
        manner: manner,
        keys: [
            Key("id", Common.id), Key("subject", Activities.subject),
            Key("activity_type", Activities.activityType, titles(Activities.types)), Key("description", Activities.description),
            Key("due_date", Activities.dueDate), Key("status", Activities.status, .spelled(status)),
            Key("owner", Activities.assignedTo, .reference()), Key("account", Activities.company, .reference()),
            Key("contact", Activities.contact, .reference(), .unlisted), Key("lead", Activities.lead, .reference(), .unlisted),
            Key("deal", Activities.deal, .reference(), .unlisted),
            Key("priority", Activities.priority, titles(Common.priorities), .unlisted),
            Key("start_date", Activities.startsAt, .value, .unlisted), Key("end_date", Activities.endsAt, .value, .unlisted),
            Key("location", Activities.location, .value, .unlisted), Key("outcome", Activities.outcome, .value, .unlisted),
        ] + details
    )

    static let tasks = Shape(
        Activities.tasks,
        path: "/api/activities/tasks/",
        manner: manner,
        keys: [
            Key("id", Common.id), Key("title", Activities.subject), Key("description", Activities.description),
            Key("due_date", Activities.dueDate), Key("status", Activities.status, .spelled(status)),
            Key("priority", Activities.priority, titles(Common.priorities)), Key("owner", Activities.assignedTo, .reference()),
        ] + relations + details
    )

    static let events = Shape(
        Activities.events,
        path: "/api/activities/events/",
        manner: manner,
        keys: [
            Key("id", Common.id), Key("title", Activities.subject), Key("description", Activities.description),
            Key("start_date", Activities.startsAt, required: true), Key("end_date", Activities.endsAt),
            Key("location", Activities.location), Key("owner", Activities.assignedTo, .reference()),
            Key("status", Activities.status, .spelled(status), .unlisted),
        ] + relations + details
    )

    /// What there is to do, in the words of the document; what was put off is not going to happen until it is taken up again.
    private static let status = Spelling([
        "pending": "Not Started", "in_progress": "In Progress", "completed": "Completed", "cancelled": "Cancelled",
        "cancelled": "Deferred",
    ])

    private static let relations = [
        Key("account", Activities.company, .reference(), .unlisted), Key("contact", Activities.contact, .reference(), .unlisted),
        Key("lead", Activities.lead, .reference(), .unlisted), Key("deal", Activities.deal, .reference(), .unlisted),
    ]

    private static let details =
        [
            Key("completed_at", Activities.completedAt, .value, .unlisted), Key("tags", Common.tags, .value, .unlisted),
            Key("notes", Common.notes, .value, .unlisted), Key("custom_fields", Common.customFields, .value, .unlisted),
        ] + times

    var activityActions: [Route] { [Route(.post, "/api/activities/tasks/{id}/complete/", complete)] }

    /// `{"notes"}`, which may be left out.
    @Sendable
    private func complete(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try await services.principal(request).authorize(.update, Activities.tasks)
        let body = try request.optionalObject()
        try body.refuse(except: ["notes"])
        let notes = try body.value(["notes"], as: .notes)?.text
        let selection = Self.tasks.written(for: authorization)
        return .record(
            try await services.engine.completeActivity(try request.recordID, outcome: nil, notes: notes, selection, authorization)
        )
    }
}
