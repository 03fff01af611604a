import PostgreSQL
import RBAC

/// What was done with whom, and what there is to do: activities, tasks, events and interactions.
public enum Activities {
    package static let types = ["call", "email", "meeting", "note", "task", "event", "other"]
    package static let statuses = ["pending", "in_progress", "completed", "cancelled"]

    package static let activityType = Column<String>("activity_type", oneOf: types, [.required])
    /// What is to be done, of a task.
    package static let taskType = Column<String>("task_type", oneOf: ["call", "email", "meeting", "follow_up", "other"], default: "other")
    package static let subject = Column<String>("subject", maximum: 200, [.required, .searched])
    package static let description = Column<String>(
        "description",
        maximum: 10_000,
        [.searched, .unfiltered, .unordered],
        format: .paragraph
    )
    package static let status = Column<String>("status", oneOf: statuses, default: "pending")
    /// The status in one bit: to set it is to set the status.
    package static let completed = Column<Bool>(
        Field("completed", .boolean, .completed, sources: ["activities.status"])
    )
    package static let completedAt = Column<Instant>(Field("completed_at", .timestamp, .readOnly, sources: ["activities.status"]))
    /// What came of it.
    package static let outcome = Column<String>("outcome", maximum: 500, format: .paragraph)
    package static let priority = Column<String>("priority", oneOf: Common.priorities, default: "medium")
    package static let dueDate = Column<Instant>("due_date")
    package static let isOverdue = Column<Bool>(
        "is_overdue",
        sources: ["activities.due_date", "activities.status"],
        computed: "coalesce(t.due_date < now() AND t.status IN ('pending', 'in_progress'), false)",
        .boolean
    )
    package static let startsAt = Column<Instant>("starts_at")
    package static let endsAt = Column<Instant>("ends_at")
    package static let location = Column<String>("location", maximum: 200, .searched)
    package static let contact = Column<Int64>("contact_id", "contact", references: .contact)
    package static let company = Column<Int64>("company_id", "company", references: .company)
    package static let lead = Column<Int64>("lead_id", "lead", references: .lead)
    package static let deal = Column<Int64>("deal_id", "deal", references: .deal)
    package static let customer = Column<Int64>("customer_id", "customer", references: .customer)
    /// Who made it, which with the assignee makes it theirs.
    package static let createdBy = Column<Int64>("created_by_id", "created_by", references: .member, [.readOnly, .owning])
    package static let assignedTo = Column<Int64>("assigned_to_id", "assigned_to", references: .member, [.callerByDefault, .owning])

    /// The resource `activities`.
    public static let resource = Resource(
        "activities",
        label: "activity",
        fields: [
            Common.id.field, activityType.field, taskType.field, subject.field, description.field, status.field, completed.field,
            completedAt.field, outcome.field, priority.field, dueDate.field, isOverdue.field, startsAt.field, endsAt.field, location.field,
            contact.field, company.field, lead.field, deal.field, customer.field, createdBy.field, assignedTo.field, Common.notes.field,
            Common.tags.field, Common.customFields.field, Common.createdAt.field, Common.updatedAt.field,
        ],
        softDeleted: true,
        constraints: [
            "activities_end_after_start": .invalid("ends_at", "The end is before the start."),
            "activities_event_starts": .invalid("starts_at", "An event has a start."),
        ],
        rules: Resource.Rules(
            check: { draft, id in
                guard let status = draft[status], let completed = draft[completed] else { return }
                if (status == .text("completed")) != (completed == .boolean(true)) {
                    throw CRMError.invalid("completed", "This does not go with the status \"\(status.text ?? "")\".")
                }
            },
            write: { write, draft, id, authorization in
                complete(&write, draft, id)
                if id != nil, let due = draft[dueDate] { requireExtending(&write, due, authorization) }
            }
        )
    )

    /// Tasks alone.
    package static let tasks = resource.only(activityType, ["task"])
    /// Events alone.
    package static let events = resource.only(activityType, ["event"])
    /// What was done with a contact: it is written down when it is over.
    package static let interactions = resource.only(
        activityType,
        ["call", "email", "meeting", "note"],
        of: contact,
        presets: [(status.field, .text("completed"))]
    )
    /// "Is a task."
    package static let areTasks = Filter(activityType.field, is: .text("task"))

    /// The status, its one bit and the time of completion say the same.
    private static func complete(_ write: inout Write, _ draft: Draft, _ id: Int64?) {
        write.leaveOut(completed)
        var isCompleted: SQL?
        if let status = draft[status] {
            isCompleted = "\(status == .text("completed"))"
        } else if case .boolean(let completed)? = draft[completed] {
            let open: SQL = id == nil ? "'pending'" : "CASE WHEN t.status = 'completed' THEN 'pending' ELSE t.status END"
            write.assign(status.name, completed ? "'completed'" : open)
            isCompleted = "\(completed)"
        }
        guard let isCompleted else { return }
        let time: SQL = id == nil ? "now()" : "coalesce(t.completed_at, now())"
        write.assign(completedAt.name, "CASE WHEN \(isCompleted) THEN \(time) END")
    }

    /// To put off what is due takes a right of its own.
    private static func requireExtending(_ write: inout Write, _ due: Value, _ authorization: Authorization) {
        let principal = authorization.principal
        let extend = Permissions.extendActivities
        guard let reached = resource.condition(principal.subject.filter(extend)) else { return }
        let refusal: CRMError = principal.policy.scope(for: extend).map { .outside(extend, $0) } ?? .forbidden(extend)
        let earlier: SQL = due == .null ? "t.due_date IS NULL" : "(t.due_date IS NULL OR t.due_date >= \(due.sql(for: dueDate.field.kind)))"
        write.conditions.append(Write.Condition(sql: "(\(earlier) OR \(reached))", error: refusal))
    }
}
