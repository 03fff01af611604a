import CRM

/// Document "V1": how its records look. Lists have the keys of the document's examples; what a single record tells beyond them stands
/// after them.
extension V1Door {
    static let shapes = [contacts, leads, opportunities, tasks, webhooks]

    static let manner = Shape.Manner(isWrapped: true, answersDetail: true, hasOneBulkPath: true)

    static let contacts = Shape(
        Contacts.resource,
        path: "/api/v1/contacts/",
        manner: manner,
        keys: [
            Key("id", Common.id), Key("first_name", Common.firstName), Key("last_name", Common.lastName), Key("email", Common.email),
            Key("phone", Common.phone), Key("company", Contacts.companyName), Key("job_title", Contacts.jobTitle),
            Key("status", Contacts.status), Key("tags", Common.tags), Key("custom_fields", Common.customFields),
            Key("owner", Common.owner, .reference()), Key("created_at", Common.createdAt), Key("updated_at", Common.updatedAt),
            Key("name", Common.displayName, .value, [.filter, .ordering]), Key("owner_id", Common.owner, .value, .unshown),
            Key("account", Contacts.company, .reference(), .unlisted), Key("account_id", Contacts.company, .value, .unshown),
            Key("assigned_to", Contacts.assignedTo, .reference(), .unlisted), Key("assigned_to_id", Contacts.assignedTo, .value, .unshown),
            Key("lifecycle_stage", Contacts.lifecycleStage, .value, .unlisted), Key("address", Contacts.address, .value, .unlisted),
            Key("notes", Common.notes, .value, .unlisted), Key("created_by", Common.createdBy, .reference(), .unlisted),
        ]
    )

    static let leads = Shape(
        Leads.resource,
        path: "/api/v1/leads/",
        manner: manner,
        keys: [
            Key("id", Common.id), Key("name", Leads.name), Key("company", Common.companyName), Key("email", Common.email),
            Key("phone", Common.phone), Key("status", Leads.status, .spelled(leadStatuses)), Key("source", Leads.source),
            Key("score", Leads.score), Key("estimated_value", Leads.estimatedValue), Key("probability", Leads.probability, .fraction),
            Key("owner", Common.owner, .reference()), Key("assigned_to", Leads.assignedTo, .reference()),
            Key("activities_count", Leads.activitiesCount, .value, .shown), Key("last_activity_at", Leads.lastActivityAt, .value, .shown),
            Key("created_at", Common.createdAt), Key("value", Leads.estimatedValue, .value, .unshown),
            Key("owner_id", Common.owner, .value, .unshown), Key("assigned_to_id", Leads.assignedTo, .value, .unshown),
            Key("first_name", Common.firstName, .value, .unlisted), Key("last_name", Common.lastName, .value, .unlisted),
            Key("job_title", Leads.jobTitle, .value, .unlisted), Key("website", Common.website, .value, .unlisted),
            Key("industry", Common.industry, .value, .unlisted), Key("address", Common.address, .value, .unlisted),
            Key("city", Common.city, .value, .unlisted), Key("state", Common.state, .value, .unlisted),
            Key("postal_code", Common.postalCode, .value, .unlisted), Key("country", Common.country, .value, .unlisted),
            Key("priority", Leads.priority, .value, .unlisted), Key("currency", Leads.currency, .value, .unlisted),
            Key("territory", Leads.territory, .reference(), .unlisted), Key("territory_id", Leads.territory, .value, .unshown),
            Key("tags", Common.tags, .value, .unlisted), Key("notes", Common.notes, .value, .unlisted),
            Key("custom_fields", Common.customFields, .value, .unlisted),
            Key("disqualified_reason", Leads.disqualifiedReason, .value, .unlisted),
            Key("qualified_at", Leads.qualifiedAt, .value, .unlisted), Key("converted_at", Leads.convertedAt, .value, .unlisted),
            Key("opportunity", Leads.convertedDeal, .reference(), .unlisted),
            Key("contact", Leads.convertedContact, .reference(), .unlisted),
            Key("account", Leads.convertedCompany, .reference(), .unlisted), Key("created_by", Common.createdBy, .reference(), .unlisted),
            Key("updated_at", Common.updatedAt, .value, .unlisted),
        ]
    )

    /// "new, contacted, qualified, converted, lost": who was found not to be worth it is lost.
    private static let leadStatuses = Spelling([
        "new": "new", "contacted": "contacted", "qualified": "qualified", "converted": "converted", "unqualified": "lost",
    ])

    static let opportunities = Shape(
        Deals.resource,
        path: "/api/v1/opportunities/",
        manner: manner,
        keys: [
            Key("id", Common.id), Key("name", Deals.name),
            Key("contact", Deals.contact, .reference([Form.Further("company", Contacts.companyName)])),
            Key("pipeline", Deals.pipeline, .reference()),
            Key("stage", Deals.stage, .reference([Form.Further("probability", PipelineStages.probability)])), Key("value", Deals.amount),
            Key("probability", Deals.probability, .fraction), Key("weighted_value", Deals.weightedValue),
            Key("expected_close_date", Deals.expectedCloseDate), Key("products", Deals.products), Key("owner", Common.owner, .reference()),
            Key("created_at", Common.createdAt), Key("close_date", Deals.expectedCloseDate, .value, .unshown),
            // The document's own JavaScript example sends this one so.
            Key("contactId", Deals.contact, .value, .body), Key("contact_id", Deals.contact, .value, .unshown),
            Key("pipeline_id", Deals.pipeline, .value, .unshown), Key("stage_id", Deals.stage, .value, .unshown),
            Key("owner_id", Common.owner, .value, .unshown), Key("status", Deals.status, .value, .unlisted),
            Key("description", Common.description, .value, .unlisted), Key("currency", Deals.currency, .value, .unlisted),
            Key("priority", Deals.priority, .value, .unlisted), Key("source", Deals.source, .value, .unlisted),
            Key("account", Deals.company, .reference(), .unlisted), Key("account_id", Deals.company, .value, .unshown),
            Key("customer", Deals.customer, .reference(), .unlisted), Key("customer_id", Deals.customer, .value, .unshown),
            Key("lead", Deals.lead, .reference(), .unlisted), Key("lead_id", Deals.lead, .value, .unshown),
            Key("actual_close_date", Deals.actualCloseDate, .value, .unlisted), Key("loss_reason", Deals.lostReason, .value, .unlisted),
            Key("competitor_name", Deals.competitorName, .value, .unlisted), Key("tags", Common.tags, .value, .unlisted),
            Key("notes", Common.notes, .value, .unlisted), Key("custom_fields", Common.customFields, .value, .unlisted),
            Key("created_by", Common.createdBy, .reference(), .unlisted),
            Key("updated_at", Common.updatedAt, .value, .unlisted),
        ]
    )

    static let tasks = Shape(
        Activities.tasks,
        path: "/api/v1/tasks/",
        manner: Shape.Manner(isWrapped: true, answersDetail: true, hasOneBulkPath: true, rewriting: relate),
        keys: [
            Key("id", Common.id), Key("title", Activities.subject), Key("description", Activities.description),
            Key("type", Activities.taskType), Key("priority", Activities.priority), Key("status", Activities.status),
            Key("due_date", Activities.dueDate), Key("is_overdue", Activities.isOverdue),
            Key(
                "related_to",
                Activities.deal,
                .first(related.map { Form.Alternative($0.type, $0.column.field) }),
                [.list, .detail]
            ),
            Key("assigned_to", Activities.assignedTo, .reference()), Key("created_by", Activities.createdBy, .reference()),
            Key("completed_at", Activities.completedAt), Key("created_at", Common.createdAt),
            Key("overdue", Activities.isOverdue, .value, [.filter]), Key("assigned_to_id", Activities.assignedTo, .value, .unshown),
            Key("outcome", Activities.outcome, .value, .unlisted), Key("notes", Common.notes, .value, .unlisted),
            Key("tags", Common.tags, .value, .unlisted), Key("custom_fields", Common.customFields, .value, .unlisted),
            Key("updated_at", Common.updatedAt, .value, .unlisted),
        ] + related.map { Key($0.type + "_id", $0.column, .value, .unshown) }
    )

    /// The secret is never told.
    static let webhooks = Shape(
        Webhooks.resource,
        path: "/api/v1/webhooks/",
        manner: manner,
        keys: [
            Key("id", Common.id), Key("name", Webhooks.name), Key("url", Webhooks.url), Key("events", Webhooks.events),
            Key("active", Webhooks.isActive), Key("secret", Webhooks.secret), Key("has_secret", Webhooks.hasSecret),
            Key("created_at", Common.createdAt), Key("updated_at", Common.updatedAt),
        ]
    )
}
