import PostgreSQL
import RBAC

/// What has to hold for a write, tested with the write itself so that it costs no round trip.
extension Resource {
    /// Every row that is referenced may be referenced. On a change, a reference that stays as it is needs no looking at.
    func references(_ draft: Draft, _ id: Int64?, _ principal: Principal) -> [Write.Condition] {
        draft.values.compactMap { field, value in
            guard let target = field.relation?.target, let reference = value.id else { return nil }
            // The caller is a member, or would not have come this far.
            if target.table == "memberships", reference == principal.userID { return nil }
            let exists: SQL = "EXISTS (\(target.row(reference, principal)))"
            return Write.Condition(
                sql: id == nil ? exists : "(t.\(identifier: field.name) = \(reference) OR \(exists))",
                error: .unprocessable(field.problem("Invalid id: the object does not exist."))
            )
        }
    }

    /// To give a record to somebody takes a permission of its own, whose scope reaches the record and whoever gets it. What one makes
    /// for oneself is given to nobody, and has to lie within the scope of making.
    /// - Throws: `CRMError.forbidden` or `CRMError.outside` for what no record could make right.
    func assignments(_ draft: Draft, _ id: Int64?, _ authorization: Authorization) throws(CRMError) -> [Write.Condition] {
        let principal = authorization.principal
        var conditions: [Write.Condition] = []
        for field in owning {
            guard let value = draft.value(of: field), let assign = permission(.assign) else { continue }
            let granted = principal.policy.scope(for: assign)
            let refusal: CRMError = granted.map { .outside(assign, $0) } ?? .forbidden(assign)
            let mayGet = RowFilter(granted, principal.subject.member).passes(Owners(owner: value.id))
            if id == nil {
                if mayGet || value.id == principal.userID || value.id == nil && !field.traits.contains(.callerByDefault) { continue }
                throw refusal
            }
            let stays: SQL = "t.\(identifier: field.name) IS NOT DISTINCT FROM \(value.sql(for: field.kind))"
            guard mayGet else {
                conditions.append(Write.Condition(sql: stays, error: refusal))
                continue
            }
            guard let reached = condition(principal.subject.filter(assign)) else { continue }
            conditions.append(Write.Condition(sql: "(\(stays) OR \(reached))", error: refusal))
        }
        if id == nil { try requireReach(draft, authorization) }
        return conditions
    }

    /// A new record lies within the scope of making records.
    private func requireReach(_ draft: Draft, _ authorization: Authorization) throws(CRMError) {
        let me = authorization.principal.userID
        let owners = owning.map { field -> Int64? in
            if let value = draft.value(of: field) { return value.id }
            return field.traits.contains(.callerByDefault) || field.name == "created_by_id" ? me : nil
        }
        let made = Owners(owner: owners.first ?? nil, assignee: owners.dropFirst().first ?? nil)
        if !authorization.reached.passes(made) { throw authorization.outside }
    }
}

extension Authorization {
    /// - Throws: `CRMError.protected` for a field that the principal's roles hide or protect. Bodies are refused sooner, by name; this
    ///   holds for verbs that write a field by themselves.
    func requireWritable(_ field: String) throws(CRMError) {
        guard let permission, principal.policy.restrictions(on: resource.name)[field] != nil else { return }
        throw .protected(permission, field: field)
    }

    /// The same for a field to which the client gave a value.
    func requireWritable<V>(_ column: Column<V>, _ value: V?) throws(CRMError) {
        if value != nil { try requireWritable(column.name) }
    }
}
