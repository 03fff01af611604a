import PostgreSQL

/// Deals: sales in progress, each at a stage of a pipeline (document "Tenant", Deals).
public enum Deals {
    package static let name = Column<String>("name", maximum: 200, [.required, .searched])
    /// What it is worth, in its currency.
    public static let amount = Column<Numeric>(money: "amount", default: "0")
    package static let currency = Column<String>(Field("currency", .text(maximum: 3, .currency), standard: .text("USD")))
    /// The pipeline, by default the organization's default one.
    public static let pipeline = Column<Int64>("pipeline_id", "pipeline", references: .pipeline, .completed)
    /// A stage of the pipeline, by default its first.
    public static let stage = Column<Int64>("stage_id", "stage", references: .stage, .completed)
    package static let customer = Column<Int64>("customer_id", "customer", references: .customer)
    package static let lead = Column<Int64>("lead_id", "lead", references: .lead)
    package static let company = Column<Int64>("company_id", "company", references: .company)
    package static let contact = Column<Int64>("contact_id", "contact", references: .contact)
    package static let probability = Column<Int64>("probability", in: 0...100, [.completed])
    /// Changed by the actions alone.
    public static let status = Column<String>("status", oneOf: ["open", "won", "lost"], default: "open", .readOnly)
    package static let priority = Column<String>("priority", oneOf: Common.priorities, default: "medium")
    package static let source = Column<String>("source", oneOf: Common.sources)
    /// When it is hoped to be won.
    public static let expectedCloseDate = Column<CalendarDate>("expected_close_date")
    /// When it was won or lost; null while it is open.
    public static let actualCloseDate = Column<CalendarDate>("actual_close_date", .readOnly)
    /// Why it was lost.
    public static let lostReason = Column<String>("lost_reason", maximum: 500, .readOnly)

    /// What it is worth times how likely it is won.
    package static let weightedValue = Column<Numeric>(
        "weighted_value",
        sources: ["deals.amount", "deals.probability"],
        computed: "round(t.amount * t.probability / 100, 2)",
        .decimal(digits: 15, scale: 2)
    )

    /// To whom it was lost.
    package static let competitorName = Column<String>("competitor_name", maximum: 200, .readOnly)

    /// The resource `deals`.
    public static let resource = Resource(
        "deals",
        label: "deal",
        fields: [
            Common.id.field, name.field, Common.description.field, amount.field, currency.field, pipeline.field, stage.field,
            customer.field, company.field, contact.field, lead.field, Common.owner.field, probability.field, weightedValue.field,
            status.field, priority.field, source.field, expectedCloseDate.field, products.field,
            actualCloseDate.field, lostReason.field, competitorName.field, Common.tags.field, Common.notes.field, Common.customFields.field,
            history.field,
        ] + Common.record,
        softDeleted: true,
        constraints: [
            "deals_stage_id_fkey": .unprocessable(CRMError.Problem("stage_id", "Invalid id: it is not a stage of the deal's pipeline.")),
            "deal_products_quantity_check": .invalid("products", "Each quantity has to be greater than 0."),
        ],
        rules: Resource.Rules(write: { write, draft, id, authorization in
            if id == nil {
                place(&write, draft, authorization)
            } else if let id, draft.contains("stage_id") || draft.contains("pipeline_id") {
                move(id, &write, draft, notes: nil, authorization)
            }
            itemize(&write, draft, id, authorization)
        })
    )
}

/// Where a deal stands.
extension Deals {
    /// A new deal: the pipeline follows from the stage or is the default one, the stage is the pipeline's first, and
    /// the probability is the stage's, unless they are given.
    private static func place(_ write: inout Write, _ draft: Draft, _ authorization: Authorization) {
        let organization = authorization.principal.organizationID
        let stages: SQL = "FROM pipeline_stages WHERE organization_id = \(organization)"
        if draft[pipeline] == nil {
            write.assign(
                "pipeline_id",
                draft[stage]?.id.map { "(SELECT pipeline_id \(stages) AND id = \($0))" }
                    ?? "(SELECT id FROM pipelines WHERE organization_id = \(organization) AND is_default)"
            )
        }
        complete(&write, draft, pipeline: write[pipeline], stages)
        write.companions = [history("created", from: "NULL::bigint", notes: nil, authorization)]
    }

    /// A deal that changes its stage: only while it is open, and the change is kept in its history. To name the stage at which
    /// it stands is no move, so that what was read can be sent back, also of a closed deal.
    static func move(_ id: Int64, _ write: inout Write, _ draft: Draft, notes: String?, _ authorization: Authorization) {
        let stages: SQL = "FROM pipeline_stages WHERE organization_id = \(authorization.principal.organizationID)"
        var differences: [SQL] = []
        if let wanted = draft[stage]?.id { differences.append("t.stage_id <> \(wanted)") }
        if let wanted = draft[pipeline]?.id {
            differences.append("t.pipeline_id <> \(wanted)")
            if draft[stage] == nil {
                let first: SQL = "(SELECT id \(stages) AND pipeline_id = \(wanted) ORDER BY position LIMIT 1)"
                write.assign("stage_id", "CASE WHEN t.pipeline_id = \(wanted) THEN t.stage_id ELSE \(first) END")
            }
        }
        let moves: SQL = "(\(differences.joined(separator: " OR ")))"
        write.prelude = [refuseUnless(open: true, id, authorization, where: moves)]
        if draft[probability] == nil, let stage = write[stage] {
            // A stage that does not exist is the foreign key's to refuse, so that the field is named.
            let usual: SQL = "coalesce((SELECT probability \(stages) AND id = \(stage)), 0)"
            write.assign("probability", "CASE WHEN \(moves) THEN \(usual) ELSE t.probability END")
        }
        write.companions = [history("moved", from: "before.stage_id", notes: notes, authorization)]
    }

    private static func complete(_ write: inout Write, _ draft: Draft, pipeline: SQL?, _ stages: SQL) {
        if draft[stage] == nil, let pipeline {
            write.assign("stage_id", "(SELECT id \(stages) AND pipeline_id = \(pipeline) ORDER BY position LIMIT 1)")
        }
        if draft[probability] == nil, let stage = write[stage] {
            write.assign("probability", "coalesce((SELECT probability \(stages) AND id = \(stage)), 0)")
        }
    }

    /// Locks the deal, and refuses where it is closed (or, for reopening, where it is not).
    static func refuseUnless(open: Bool, _ id: Int64, _ authorization: Authorization, where condition: SQL = "true") -> SQL {
        let message = open ? "This deal is closed. Reopen it first." : "This deal is open already."
        let forbidden: SQL = open ? "t.status <> 'open'" : "t.status = 'open'"
        return """
            SELECT CASE WHEN \(forbidden) AND \(condition) THEN refuse(409, NULL, \(message)) END
            FROM deals t\(resource.matching(id, authorization, and: [])) FOR UPDATE
            """
    }
}
