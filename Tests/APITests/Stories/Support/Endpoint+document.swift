extension Endpoint {
    private static let page = ["count", "next", "previous", "results"]

    /// Document "Tenant", section "API Endpoints", in its order.
    static let document: [Endpoint] = authentication + organizations + customers + leads + deals + pipelines + parties

    private static let authentication = [
        Endpoint("POST", "/api/auth/login/", 200, body: #"{"email": "{email}", "password": "{password}"}"#, shows: ["user", "tokens"]),
        Endpoint("POST", "/api/auth/logout/", 200, shows: ["detail"]),
        Endpoint(
            "POST",
            "/api/auth/change-password/",
            200,
            body: #"{"old_password": "{password}", "new_password": "another long one"}"#
        ),
        Endpoint("GET", "/api/users/me/", 200, shows: ["id", "email", "organization"]),
        Endpoint("POST", "/api/users/", 201, body: #"{"email": "{new email}", "password": "correct horse"}"#, shows: ["id", "email"]),
    ]

    private static let organizations = [
        Endpoint("GET", "/api/organizations/", 200, shows: page),
        Endpoint("POST", "/api/organizations/", 201, body: #"{"name": "Second"}"#, shows: ["id", "name"]),
        Endpoint("GET", "/api/organizations/{organization}/", 200, shows: ["id", "name", "member_count"]),
        Endpoint("GET", "/api/organizations/{organization}/members/", 200, shows: page),
        Endpoint(
            "POST",
            "/api/organizations/{organization}/add_member/",
            201,
            body: #"{"user_id": {guest}, "role_id": {role}}"#,
            shows: ["id", "email", "roles"]
        ),
        Endpoint("GET", "/api/roles/", 200, shows: page),
        Endpoint("POST", "/api/roles/", 201, body: #"{"name": "Clerk"}"#, shows: ["id", "name", "permissions"]),
        Endpoint("POST", "/api/roles/{role}/assign_permission/", 200, body: #"{"permission": "leads:read"}"#, shows: ["permissions"]),
        Endpoint("GET", "/api/permissions/", 200, shows: page),
        Endpoint("GET", "/api/user-roles/my_roles/", 200, shows: page),
    ]

    private static let customers = [
        Endpoint("GET", "/api/customers/", 200, shows: page),
        Endpoint("POST", "/api/customers/", 201, body: #"{"company_name": "New"}"#, shows: ["id", "name", "status"]),
        Endpoint("GET", "/api/customers/{customer}/", 200, shows: ["id", "owner", "custom_fields"]),
        Endpoint("PUT", "/api/customers/{customer}/", 200, body: #"{"first_name": "Jon"}"#, shows: ["first_name"]),
        Endpoint("PATCH", "/api/customers/{customer}/", 200, body: #"{"phone": "+1 555 0100"}"#, shows: ["phone"]),
        Endpoint("DELETE", "/api/customers/{unwanted customer}/", 204),
        Endpoint("GET", "/api/customers/stats/", 200, shows: ["total", "by_status"]),
        Endpoint("POST", "/api/customers/{customer}/activate/", 200, shows: ["id", "status"]),
        Endpoint("POST", "/api/customers/{customer}/deactivate/", 200, shows: ["id", "status"]),
    ]

    private static let leads = [
        Endpoint("GET", "/api/leads/", 200, shows: page),
        Endpoint("POST", "/api/leads/", 201, body: #"{"first_name": "New"}"#, shows: ["id", "score"]),
        Endpoint("GET", "/api/leads/{lead}/", 200, shows: ["id", "status", "estimated_value"]),
        Endpoint("PUT", "/api/leads/{lead}/", 200, body: #"{"score": 50}"#, shows: ["score"]),
        Endpoint("PATCH", "/api/leads/{lead}/", 200, body: #"{"priority": "low"}"#, shows: ["priority"]),
        Endpoint("DELETE", "/api/leads/{unwanted lead}/", 204),
        Endpoint("GET", "/api/leads/stats/", 200, shows: ["total", "by_source"]),
        Endpoint("POST", "/api/leads/{ripe lead}/convert/", 200, shows: ["customer_id", "customer", "lead"]),
        Endpoint("POST", "/api/leads/{lead}/qualify/", 200, shows: ["status"]),
        Endpoint("POST", "/api/leads/{lead}/disqualify/", 200, shows: ["status"]),
    ]

    private static let deals = [
        Endpoint("GET", "/api/deals/", 200, shows: page),
        Endpoint("POST", "/api/deals/", 201, body: #"{"name": "New"}"#, shows: ["id", "pipeline", "stage"]),
        Endpoint("GET", "/api/deals/{deal}/", 200, shows: ["id", "amount", "stage_history"]),
        Endpoint("PUT", "/api/deals/{deal}/", 200, body: #"{"name": "Bigger one"}"#, shows: ["name"]),
        Endpoint("PATCH", "/api/deals/{deal}/", 200, body: #"{"amount": "10.50"}"#, shows: ["amount"]),
        Endpoint("GET", "/api/deals/stats/", 200, shows: ["total", "won_value"]),
        Endpoint("POST", "/api/deals/{deal}/move_stage/", 200, body: #"{"stage_id": {stage}}"#, shows: ["stage"]),
        Endpoint("POST", "/api/deals/{deal}/mark_won/", 200, shows: ["status"]),
        Endpoint("POST", "/api/deals/{deal}/reopen/", 200, shows: ["status"]),
        Endpoint("POST", "/api/deals/{deal}/mark_lost/", 200, shows: ["status"]),
        Endpoint("DELETE", "/api/deals/{deal}/", 204),
    ]

    private static let pipelines = [
        Endpoint("GET", "/api/pipelines/", 200, shows: page),
        Endpoint("POST", "/api/pipelines/", 201, body: #"{"name": "Second"}"#, shows: ["id", "stages"]),
        Endpoint("POST", "/api/pipelines/{pipeline}/set_default/", 200, shows: ["is_default"]),
        Endpoint("GET", "/api/pipeline-stages/", 200, shows: page),
        Endpoint(
            "POST",
            "/api/pipeline-stages/",
            201,
            body: #"{"pipeline": {pipeline}, "name": "Last"}"#,
            shows: ["id", "position", "probability"]
        ),
        Endpoint("POST", "/api/pipeline-stages/{stage}/reorder/", 200, body: #"{"position": 0}"#, shows: ["position"]),
    ]

    private static let parties = [
        Endpoint("GET", "/api/employees/", 200, shows: page),
        Endpoint("POST", "/api/employees/", 201, body: #"{"first_name": "New", "last_name": "One"}"#, shows: ["id", "manager"]),
        Endpoint("GET", "/api/employees/departments/", 200, shows: page),
        Endpoint("POST", "/api/employees/{employee}/terminate/", 200, shows: ["status", "end_date"]),
        Endpoint("GET", "/api/vendors/", 200, shows: page),
        Endpoint("POST", "/api/vendors/", 201, body: #"{"name": "Paper Ltd"}"#, shows: ["id", "rating"]),
    ]
}
