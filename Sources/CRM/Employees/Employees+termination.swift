import PostgreSQL

extension Engine {
    /// Ends an employment on `date` (today when nil).
    /// - Throws: `CRMError.conflict` where it is ended already.
    public func terminate(
        _ id: Int64,
        on date: CalendarDate?,
        reason: String?,
        _ selection: Selection,
        _ authorization: Authorization
    ) async throws -> Record {
        try authorization.requireWritable(Employees.endDate, date)
        try authorization.requireWritable(Employees.terminationReason, reason)
        var write = Write()
        write.assign(Employees.status, .text("terminated"))
        write.assign("end_date", date.map { "\($0)" } ?? "current_date")
        write.assign(Employees.terminationReason, reason.map(Value.text) ?? .null)
        let statements: [SQL] = [
            """
            SELECT CASE WHEN t.status = 'terminated' THEN refuse(409, NULL, 'This employee is terminated already.') END
            FROM employees t\(Employees.resource.matching(id, authorization, and: [])) FOR UPDATE
            """,
            Employees.resource.update(id, write, authorization, answering: selection),
        ]
        let rows = try await run(Employees.resource) { try await database.batch(statements, settings: authorization.principal.settings) }
        return try await found(rows[1], selection, id, authorization)
    }

    /// The departments of the employees in scope, with their sizes: `[{"name", "employee_count"}]`.
    public func departments(_ query: ListQuery, _ authorization: Authorization) async throws -> JSONText {
        guard authorization.resource.field(Employees.department.name) != nil else {
            throw CRMError.protected(Permissions.readEmployees, field: Employees.department.name)
        }
        return try await report(
            """
            SELECT coalesce(json_agg(json_build_object('name', department, 'employee_count', n) ORDER BY department), '[]') FROM (
                SELECT t.department, count(*) AS n FROM employees t\(query.predicate(authorization)) AND t.department IS NOT NULL
                GROUP BY t.department) d
            """,
            authorization
        )
    }
}
