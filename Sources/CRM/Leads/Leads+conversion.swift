import PostgreSQL
import RBAC

/// What conversions share: a lead is converted once, in one transaction, and is linked with what it became.
extension Engine {
    /// Runs `body` with a lead that is not converted yet, whose row nobody else changes meanwhile.
    ///
    /// Conversions of an organization go one after the other: of two leads of one company that are converted at once, the second finds
    /// the company that the first has made.
    /// - Throws: `CRMError.conflict` where the lead is already converted; `CRMError.notFound`.
    func converting<T: Sendable>(
        _ id: Int64,
        _ authorization: Authorization,
        _ body: (Transaction) async throws -> T
    ) async throws -> T {
        let principal = authorization.principal
        do {
            return try await database.transaction(settings: principal.settings) { transaction in
                let locked = try await transaction.batch([
                    "SELECT pg_advisory_xact_lock(hashtextextended('conversions', \(principal.organizationID)))",
                    "SELECT t.status FROM leads t\(Leads.resource.matching(id, authorization, and: [])) FOR UPDATE",
                ])
                guard let lead = locked[1].first else { throw Unreached() }
                guard try lead.get(0, as: String.self) != "converted" else { throw CRMError.conflict("This lead is already converted.") }
                return try await body(transaction)
            }
        } catch is Unreached {
            throw try await refusal(Draft(), id, authorization)
        }
    }

    /// Marks a lead as converted into these records; answers it, and then a record of another kind, as it is now.
    func link(
        _ id: Int64,
        to links: [(column: Column<Int64>, id: Int64?)],
        _ lead: Selection,
        showing other: (selection: Selection, id: Int64),
        _ transaction: Transaction,
        _ authorization: Authorization
    ) async throws -> (lead: Record, other: Record) {
        var write = Write()
        write.assign(Leads.status, .text("converted"))
        for (column, link) in links { write.assign(column, link.map(Value.integer) ?? .null) }
        write.assign(Leads.convertedBy, .integer(authorization.principal.userID))
        write.assign("converted_at", "now()")
        let resource = other.selection.resource
        let reading = Authorization(reading: resource, authorization.principal)
        let results = try await transaction.batch([
            Leads.resource.update(id, write, authorization, answering: lead),
            other.selection.whole + resource.matching(other.id, reading, and: []),
        ])
        guard let converted = results[0].first, let shown = results[1].first else { throw Unreached() }
        return (Record(selection: lead, row: converted), Record(selection: other.selection, row: shown))
    }

    /// Throws the reason why a write found no row: of its conditions the first that does not hold. Within its transaction nobody else
    /// changes what it is about.
    /// - Parameter place: " FROM records t WHERE …", where a record is changed.
    func requireConditions(_ write: Write, _ place: SQL = "", _ transaction: Transaction) async throws {
        for condition in write.conditions {
            let rows = try await transaction.query("SELECT coalesce(\(condition.sql), false)\(place)")
            if try rows.first?.get(0, as: Bool.self) != true { throw condition.error }
        }
    }
}

/// The lead is not there or out of reach: thrown within the transaction, so that it is rolled back before anyone asks which.
private struct Unreached: Error {}
