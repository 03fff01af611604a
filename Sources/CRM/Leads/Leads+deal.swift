import PostgreSQL
import RBAC

extension Leads {
    /// What a lead is to become, of what is there already and of what is to be made.
    public struct Goal: Sendable {
        /// The company that it is of.
        public var company: Int64?
        /// The contact that it is.
        public var contact: Int64?
        /// The deal that comes of it.
        public var deal: Int64?
        /// Values for a new deal.
        public var draft = Draft()

        /// Everything is to be made.
        public init() {}
    }

    /// What a lead became.
    public struct Sale: Sendable {
        /// The lead, now converted.
        public let lead: Record
        /// The deal.
        public let deal: Record
    }
}

/// A lead that becomes a contact at a company with a deal (documents "V1" and "Suite", Convert Lead).
extension Engine {
    /// Links a lead with a company, a contact and a deal: those that are given, those that have its domain, name or email, and for the
    /// rest new ones.
    /// - Throws: `CRMError.conflict` where the lead is already converted; `CRMError.unprocessable` for a record that may not be named;
    ///   `CRMError.forbidden` where something has to be made that the principal may not make.
    public func convert(
        _ id: Int64,
        to goal: Leads.Goal,
        showing lead: Selection,
        _ deal: Selection,
        _ authorization: Authorization
    ) async throws -> Leads.Sale {
        try await converting(id, authorization) { transaction in
            try await requireGiven(goal, transaction, authorization.principal)
            let company = if let given = goal.company { given } else { try await company(of: id, transaction, authorization) }
            let contact =
                if let given = goal.contact { given } else { try await contact(of: id, at: company, transaction, authorization) }
            let parties: [(column: Column<Int64>, id: Int64?)] = [(Deals.company, company), (Deals.contact, contact), (Deals.lead, id)]
            let dealID =
                if let given = goal.deal { given } else { try await makeDeal(of: id, goal.draft, parties, transaction, authorization) }
            let links: [(column: Column<Int64>, id: Int64?)] = [
                (Leads.convertedCompany, company), (Leads.convertedContact, contact), (Leads.convertedDeal, dealID),
            ]
            let (converted, shown) = try await link(id, to: links, lead, showing: (deal, dealID), transaction, authorization)
            return Leads.Sale(lead: converted, deal: shown)
        }
    }

    /// What is given has to be there, for the principal to see.
    private func requireGiven(_ goal: Leads.Goal, _ transaction: Transaction, _ principal: Principal) async throws {
        let given: [(Column<Int64>, Int64?)] = [
            (Deals.company, goal.company), (Deals.contact, goal.contact), (Activities.deal, goal.deal),
        ]
        for (column, id) in given {
            guard let id, let target = column.field.relation?.target else { continue }
            if try await transaction.query(target.row(id, principal)).isEmpty {
                throw CRMError.unprocessable(column.field.problem("Invalid id: the object does not exist."))
            }
        }
    }

    /// The deal belongs to whom the lead belonged, and is worth what the lead was thought to be worth.
    private func makeDeal(
        of id: Int64,
        _ given: Draft,
        _ parties: [(column: Column<Int64>, id: Int64?)],
        _ transaction: Transaction,
        _ authorization: Authorization
    ) async throws -> Int64 {
        let principal = authorization.principal
        let making = try principal.authorize(.create, Deals.resource)
        let lead = try await transaction.query(Leads.worth(id, authorization))[0]
        var draft = given
        let copied: [(Field, Value?)] = [
            (Deals.name.field, try lead.getIfPresent(0, as: String.self).map(Value.text)),
            (Deals.amount.field, try lead.getIfPresent(1, as: Numeric.self).map(Value.decimal)),
            (Deals.currency.field, try lead.getIfPresent(2, as: String.self).map(Value.text)),
            (Deals.source.field, try lead.getIfPresent(3, as: String.self).map(Value.text)),
        ]
        let protected = principal.policy.restrictions(on: Deals.resource.name)
        for case (let field, let value?) in copied where draft.value(of: field) == nil && protected[field.name] == nil {
            draft.set(field, value)
        }
        var write = try Deals.resource.write(draft, nil, making)
        let owner: Int64 = try lead.get(4)
        guard making.reached.passes(Owners(owner: owner)) else { throw making.outside }
        write.assign(Common.owner, .integer(owner))
        for (column, party) in parties { write.assign(column, party.map(Value.integer) ?? .null) }
        let insertion = Deals.resource.insertion(write, by: principal, answering: Selection(Deals.resource, showing: [])).statement
        let made = try await run(Deals.resource) { try await transaction.batch(write.prelude + [insertion]) }
        if let row = made.last?.first { return try row.get(0) }
        try await requireConditions(write, "", transaction)
        throw CRMError.conflict("The record changed in the meantime. Try again.")
    }
}

extension Leads {
    /// The lead's name, value, currency, source and owner, without what is hidden.
    fileprivate static func worth(_ id: Int64, _ authorization: Authorization) -> SQL {
        let principal = authorization.principal
        let hidden = hidden(from: principal)
        let name = naming.sql("t", without: hidden).map { "left(\($0), 200)" } ?? "NULL::text"
        let columns = [name] + ["estimated_value", "currency", "source"].map { hidden.contains($0) ? "NULL" : "t.\($0)" }
        let matching = resource.matching(id, authorization, and: [])
        return "SELECT \(literal: columns.joined(separator: ", ")), \(owner(seenBy: principal)) FROM leads t\(matching)"
    }
}
