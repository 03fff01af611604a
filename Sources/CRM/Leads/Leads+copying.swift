import PostgreSQL
import RBAC

/// What of a lead goes into what it becomes.
extension Leads {
    /// A column, what it holds over the lead's alias `t`, and the lead's fields that this is made of.
    struct Copied: Sendable {
        let column: String
        let value: SQL
        let fields: Set<String>

        init(_ column: String, _ value: SQL, of fields: Set<String>) {
            self.column = column
            self.value = value
            self.fields = fields
        }

        /// A column that is copied as it is.
        init(_ column: String) { self.init(column, "t.\(literal: column)", of: [column]) }
    }

    /// What this member copies when they convert a lead, of each column the first that they may. What is hidden from them stays with the
    /// lead: on the record that is made of it they would see it.
    static func visible(_ copied: [Copied], to principal: Principal) -> [Copied] {
        let hidden = hidden(from: principal)
        var columns: Set<String> = []
        return copied.filter { $0.fields.isDisjoint(with: hidden) && columns.insert($0.column).inserted }
    }

    static func hidden(from principal: Principal) -> Set<String> { principal.policy.restrictions(on: resource.name).hidden }

    /// To whom the lead belonged, or else whoever converts it.
    static func owner(seenBy principal: Principal) -> SQL {
        let owners = resource.ownerColumns.filter { !hidden(from: principal).contains($0) }.map { "t.\($0), " }
        return "coalesce(\(literal: owners.joined())\(principal.userID))"
    }

    /// "INSERT INTO table … SELECT … FROM leads t WHERE … RETURNING …": a row of the lead.
    static func insertion(
        into table: String,
        _ copied: [Copied],
        of id: Int64,
        where conditions: [SQL] = [],
        returning columns: String,
        _ authorization: Authorization
    ) -> SQL {
        let principal = authorization.principal
        let kept = visible(copied, to: principal) + [Copied("owner_id", owner(seenBy: principal), of: [])]
        return """
            INSERT INTO \(literal: table) (organization_id, created_by_id, \(literal: kept.map(\.column).joined(separator: ", ")))
            SELECT t.organization_id, \(principal.userID), \(kept.map(\.value).joined(separator: ", "))
            FROM leads t\(resource.matching(id, authorization, and: conditions))
            RETURNING \(literal: columns)
            """
    }
}
