extension SuiteExample {
    /// Document "Suite", CRM Endpoints.
    static let parties = [
        SuiteExample(
            path: "/api/crm/accounts/",
            request: #"""
                {"name": "New Company", "account_type": "Prospect", "industry": "Healthcare", "phone": "+1-555-987-6543",
                    "email": "info@newcompany.com", "website": "https://newcompany.com", "territory": 1,
                    "custom_fields": {"annual_revenue": 1000000, "employee_count": 50}}
                """#,
            list: #"""
                {"count": 100, "next": "http://api.example.com/api/crm/accounts/?page=2", "previous": null, "results": [
                    {"id": 1, "name": "Acme Corporation", "account_type": "Customer", "industry": "Technology",
                        "phone": "+1-555-123-4567", "email": "info@acme.com", "website": "https://acme.com",
                        "territory": {"id": 1, "name": "North Territory"}, "created_at": "2024-01-01T00:00:00Z",
                        "updated_at": "2024-01-01T00:00:00Z"}]}
                """#,
            // The office has an account of which no more is known than its name and territory.
            nullable: ["next", "results.industry", "results.phone", "results.email", "results.website"]
        ),
        SuiteExample(
            path: "/api/crm/contacts/",
            request: #"""
                {"first_name": "Jane", "last_name": "Smith", "email": "jane.smith@newcompany.com", "phone": "+1-555-987-6543",
                    "title": "CTO", "account": 1, "custom_fields": {"department": "Engineering", "reports_to": "John Doe"}}
                """#,
            list: #"""
                {"count": 50, "next": null, "previous": null, "results": [
                    {"id": 1, "first_name": "John", "last_name": "Doe", "email": "john.doe@acme.com", "phone": "+1-555-123-4567",
                        "title": "CEO", "account": {"id": 1, "name": "Acme Corporation"}, "created_at": "2024-01-01T00:00:00Z",
                        "updated_at": "2024-01-01T00:00:00Z"}]}
                """#
        ),
        SuiteExample(
            path: "/api/crm/leads/",
            request: #"""
                {"first_name": "Lead", "last_name": "Prospect", "email": "lead@prospect.com", "phone": "+1-555-111-2222",
                    "company_name": "Prospect Company", "lead_source": "Website", "status": "New", "territory": 1}
                """#,
            list: #"""
                {"count": 25, "next": null, "previous": null, "results": [
                    {"id": 1, "first_name": "Lead", "last_name": "Prospect", "email": "lead@prospect.com", "phone": "+1-555-111-2222",
                        "company_name": "Prospect Company", "lead_source": "Website", "status": "New",
                        "territory": {"id": 1, "name": "North Territory"}, "created_at": "2024-01-01T00:00:00Z",
                        "updated_at": "2024-01-01T00:00:00Z"}]}
                """#
        ),
    ]

    /// Document "Suite", Sales Endpoints.
    static let sales = [
        SuiteExample(
            path: "/api/deals/deals/",
            request: #"""
                {"name": "New Deal", "account": 1, "contact": 1, "amount": 25000.00, "stage": 1, "expected_close_date": "2024-04-01",
                    "probability": 50, "description": "Deal description"}
                """#,
            list: #"""
                {"count": 30, "next": null, "previous": null, "results": [
                    {"id": 1, "name": "Software License Deal", "account": {"id": 1, "name": "Acme Corporation"},
                        "contact": {"id": 1, "name": "John Doe"}, "amount": 50000.00, "stage": {"id": 1, "name": "Proposal"},
                        "expected_close_date": "2024-03-01", "close_date": null, "status": "Open", "probability": 75,
                        "owner": {"id": 1, "name": "Sales Rep"}, "created_at": "2024-01-01T00:00:00Z",
                        "updated_at": "2024-01-01T00:00:00Z"}]}
                """#
        ),
        SuiteExample(
            path: "/api/deals/pipeline-stages/",
            request: #"{"name": "Lead", "description": "Initial lead stage", "order": 0, "is_active": true}"#,
            list: #"""
                {"count": 6, "next": null, "previous": null, "results": [
                    {"id": 1, "name": "Lead", "description": "Initial lead stage", "order": 0, "is_active": true,
                        "created_at": "2024-01-01T00:00:00Z"}]}
                """#,
            // The stages that an organization begins with are not described.
            nullable: ["results.description"]
        ),
    ]
}
