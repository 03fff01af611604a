import PostgreSQL

/// The organization's own people (document "Tenant", Employees).
public enum Employees {
    static let user = Column<Int64>("user_id", "user", references: .member, .owning)
    static let employeeNumber = Column<String>("employee_number", maximum: 50, .searched)
    static let firstName = Column<String>("first_name", maximum: 100, [.required, .searched])
    static let lastName = Column<String>("last_name", maximum: 100, [.required, .searched])
    static let jobTitle = Column<String>("job_title", maximum: 100, .searched)
    static let department = Column<String>("department", maximum: 100, .searched)
    static let manager = Column<Int64>("manager_id", "manager", references: .employee)
    static let employmentType = Column<String>(
        "employment_type",
        oneOf: ["full_time", "part_time", "contractor", "intern"],
        default: "full_time"
    )
    /// Changed to `terminated` by the action alone.
    public static let status = Column<String>("status", oneOf: ["active", "on_leave", "terminated"], default: "active")
    static let hireDate = Column<CalendarDate>("hire_date")
    /// The last day of the employment.
    public static let endDate = Column<CalendarDate>("end_date")
    /// Why it ended.
    public static let terminationReason = Column<String>("termination_reason", maximum: 500, .readOnly)

    static let naming = DisplayName(column: "display_name", [.words(["first_name", "last_name"])])

    /// The resource `employees`.
    public static let resource = Resource(
        "employees",
        label: "employee",
        fields: [
            Common.id.field, user.field, employeeNumber.field, Common.displayName.field, firstName.field, lastName.field,
            Common.email.field,
            Common.phone.field, jobTitle.field, department.field, manager.field, employmentType.field, status.field, hireDate.field,
            endDate.field, terminationReason.field,
        ] + Common.place + [Common.notes.field, Common.customFields.field] + Common.record,
        naming: naming,
        constraints: [
            "employees_own_manager": ownManager,
            "employees_end_after_hire": .invalid("end_date", "The end date is before the hire date."),
            "employees_terminated": .invalid("end_date", "A terminated employee has an end date."),
        ],
        rules: Resource.Rules(
            check: { draft, id in
                if id == nil, draft[status] == .text("terminated") {
                    throw CRMError.invalid("status", "An employee is terminated by the terminate action.")
                }
            },
            write: { write, draft, id, authorization in
                guard let id else { return }
                if let manager = draft[manager]?.id {
                    write.prelude = reporting.refuseCycle(id, below: manager, authorization)
                }
                guard let value = draft[status] else { return }
                if value == .text("terminated") { return write.prelude.append(refuseTermination(id, authorization)) }
                // Whoever is hired again has no end date any more.
                write.assign(terminationReason, .null)
                if draft[endDate] == nil { write.assign("end_date", "CASE WHEN t.status = 'terminated' THEN NULL ELSE t.end_date END") }
            }
        )
    )

    private static let reporting = Hierarchy(
        table: "employees",
        above: manager.name,
        message: "This manager reports to the employee."
    )

    private static let ownManager = CRMError.unprocessable(CRMError.Problem("manager_id", "Nobody reports to themselves."))

    /// Who is terminated can be sent back as they were read; nobody else becomes it this way.
    private static func refuseTermination(_ id: Int64, _ authorization: Authorization) -> SQL {
        let employed = resource.matching(id, authorization, and: ["t.status <> 'terminated'"])
        return "SELECT refuse(400, 'status', 'An employee is terminated by the terminate action.') FROM employees t\(employed)"
    }
}
