extension SuiteExample {
    /// Document "Suite", Activities Endpoints.
    static let activities = [
        SuiteExample(
            path: "/api/activities/activities/",
            request: #"""
                {"subject": "Follow-up Call", "activity_type": "Call", "description": "Follow up with client about proposal",
                    "due_date": "2024-01-20T14:00:00Z", "status": "Not Started", "owner": 1, "account": 1, "contact": 1}
                """#,
            list: #"""
                {"count": 40, "next": null, "previous": null, "results": [
                    {"id": 1, "subject": "Client Meeting", "activity_type": "Meeting",
                        "description": "Meeting with client to discuss requirements", "due_date": "2024-01-15T10:00:00Z",
                        "status": "Completed", "owner": {"id": 1, "name": "Sales Rep"},
                        "account": {"id": 1, "name": "Acme Corporation"}, "created_at": "2024-01-01T00:00:00Z",
                        "updated_at": "2024-01-01T00:00:00Z"}]}
                """#
        ),
        SuiteExample(
            path: "/api/activities/tasks/",
            request: #"""
                {"title": "Update CRM", "description": "Update CRM with latest client information", "due_date": "2024-01-25T12:00:00Z",
                    "status": "Not Started", "priority": "Medium", "owner": 1}
                """#,
            list: #"""
                {"count": 20, "next": null, "previous": null, "results": [
                    {"id": 1, "title": "Prepare Proposal", "description": "Prepare proposal for client",
                        "due_date": "2024-01-18T17:00:00Z", "status": "In Progress", "priority": "High",
                        "owner": {"id": 1, "name": "Sales Rep"}, "created_at": "2024-01-01T00:00:00Z",
                        "updated_at": "2024-01-01T00:00:00Z"}]}
                """#
        ),
        SuiteExample(
            path: "/api/activities/events/",
            request: #"""
                {"title": "Team Meeting", "description": "Weekly team meeting", "start_date": "2024-01-22T09:00:00Z",
                    "end_date": "2024-01-22T10:00:00Z", "location": "Conference Room A", "owner": 1}
                """#,
            list: #"""
                {"count": 15, "next": null, "previous": null, "results": [
                    {"id": 1, "title": "Product Demo", "description": "Product demonstration for client",
                        "start_date": "2024-01-20T10:00:00Z", "end_date": "2024-01-20T11:00:00Z", "location": "Client Office",
                        "owner": {"id": 1, "name": "Sales Rep"}, "created_at": "2024-01-01T00:00:00Z",
                        "updated_at": "2024-01-01T00:00:00Z"}]}
                """#
        ),
    ]

    /// Document "Suite", Products Endpoints.
    static let products = [
        SuiteExample(
            path: "/api/products/products/",
            request: #"""
                {"name": "New Product", "description": "Product description", "sku": "PROD-001", "unit_price": 199.99, "category": 1,
                    "is_active": true, "custom_fields": {"weight": "1.5kg", "dimensions": "10x10x5cm"}}
                """#,
            list: #"""
                {"count": 50, "next": null, "previous": null, "results": [
                    {"id": 1, "name": "CRM Software", "description": "Customer relationship management software", "sku": "CRM-001",
                        "unit_price": 99.99, "category": {"id": 1, "name": "Software"}, "is_active": true,
                        "owner": {"id": 1, "name": "Product Manager"}, "created_at": "2024-01-01T00:00:00Z",
                        "updated_at": "2024-01-01T00:00:00Z"}]}
                """#
        ),
        SuiteExample(
            path: "/api/products/categories/",
            request: #"{"name": "Hardware", "description": "Hardware products", "is_active": true}"#,
            list: #"""
                {"count": 4, "next": null, "previous": null, "results": [
                    {"id": 1, "name": "Software", "description": "Software products and services", "parent_category": null,
                        "is_active": true, "created_at": "2024-01-01T00:00:00Z"}]}
                """#
        ),
    ]
}
