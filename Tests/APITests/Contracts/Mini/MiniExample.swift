import JSON

/// The examples of document "Mini", Client, Interaction and Statistics Endpoints.
enum MiniExample {
    static let list = #"""
        {
          "count": 100,
          "next": "http://localhost:8000/api/clients/?page=2",
          "previous": null,
          "results": [
            {
              "id": 1,
              "first_name": "John",
              "last_name": "Doe",
              "email": "john.doe@example.com",
              "phone": "+1234567890",
              "company": "Acme Corp",
              "stage": "LEAD",
              "created_by_name": "admin",
              "assigned_to_name": "sales_user",
              "created_at": "2025-01-15T10:30:00Z",
              "updated_at": "2025-01-15T10:30:00Z"
            }
          ]
        }
        """#

    static let created = #"""
        {
          "id": 1,
          "first_name": "John",
          "last_name": "Doe",
          "email": "john.doe@example.com",
          "phone": "+1234567890",
          "company": "Acme Corp",
          "address": "123 Main St, New York, NY",
          "notes": "Interested in premium package",
          "stage": "LEAD",
          "created_by": 1,
          "created_by_name": "admin",
          "assigned_to": 2,
          "assigned_to_name": "sales_user",
          "created_at": "2025-01-15T10:30:00Z",
          "updated_at": "2025-01-15T10:30:00Z",
          "interactions": []
        }
        """#

    static let detail = #"""
        {
          "id": 1,
          "first_name": "John",
          "last_name": "Doe",
          "email": "john.doe@example.com",
          "phone": "+1234567890",
          "company": "Acme Corp",
          "address": "123 Main St, New York, NY",
          "notes": "Interested in premium package",
          "stage": "IN_PROGRESS",
          "created_by": 1,
          "created_by_name": "admin",
          "assigned_to": 2,
          "assigned_to_name": "sales_user",
          "created_at": "2025-01-15T10:30:00Z",
          "updated_at": "2025-01-20T14:15:00Z",
          "interactions": [
            {
              "id": 1,
              "client": 1,
              "interaction_type": "CALL",
              "subject": "Initial contact",
              "description": "Discussed product features and pricing",
              "created_by": 2,
              "created_by_name": "sales_user",
              "created_at": "2025-01-16T09:00:00Z"
            }
          ]
        }
        """#

    static let interactions = #"""
        {
          "count": 50,
          "next": null,
          "previous": null,
          "results": [
            {
              "id": 1,
              "client": 1,
              "interaction_type": "CALL",
              "subject": "Follow-up call",
              "description": "Discussed contract terms",
              "created_by": 2,
              "created_by_name": "sales_user",
              "created_at": "2025-01-16T09:00:00Z"
            }
          ]
        }
        """#

    static let interaction = #"""
        {
          "id": 1,
          "client": 1,
          "interaction_type": "EMAIL",
          "subject": "Proposal sent",
          "description": "Sent detailed proposal for premium package",
          "created_by": 2,
          "created_by_name": "sales_user",
          "created_at": "2025-01-17T11:30:00Z"
        }
        """#

    static let statistics = #"""
        {
          "total_clients": 150,
          "clients_by_stage": {
            "lead": 60,
            "in_progress": 45,
            "active": 45
          },
          "recent_clients_30_days": 25,
          "clients_by_staff": {
            "sales_user": 50,
            "sales_manager": 40,
            "admin": 10
          },
          "total_interactions": 320,
          "recent_interactions_30_days": 85,
          "conversion_rate_percentage": 30.0,
          "funnel": {
            "lead": 60,
            "in_progress": 45,
            "active": 45
          }
        }
        """#

    /// The request of "Create a New Client", with what its answer shows.
    static let john: JSON = [
        "first_name": "John", "last_name": "Doe", "email": "john.doe@example.com", "phone": "+1234567890", "company": "Acme Corp",
        "address": "123 Main St, New York, NY", "notes": "Interested in premium package", "stage": "LEAD",
    ]

    static let jane: JSON = [
        "first_name": "Jane", "last_name": "Smith", "email": "jane.smith@example.com", "company": "Tech Solutions", "stage": "LEAD",
    ]

    static let demo: JSON = ["interaction_type": "MEETING", "subject": "Product demo", "description": "Demonstrated all product features"]
}
