@testable import API

/// The documented methods and paths that are answered 501 so far. The list only gets shorter: whoever serves one strikes it off.
enum MissingPaths {
    static let all = (classic + suite + mini + v1).map(\.description)

    private static let classic = DocumentedPath.paths(
        """
        GET /
        GET POST /contacts/
        GET PUT PATCH DELETE /contacts/{id}/
        GET POST /contacts/{contact_id}/activities/
        GET POST /companies/
        GET PUT PATCH DELETE /companies/{id}/
        GET POST /activities/
        GET PUT PATCH DELETE /activities/{id}/
        GET /tasks/
        GET /reports/sales/
        GET /reports/contacts_created_by_month/
        GET /reports/recent_activities/
        GET POST /api/contacts/
        GET PUT PATCH DELETE /api/contacts/{id}/
        GET POST /api/contacts/{contact_id}/activities/
        GET POST /api/companies/
        GET PUT PATCH DELETE /api/companies/{id}/
        GET POST /api/activities/
        GET PUT PATCH DELETE /api/activities/{id}/
        GET /api/tasks/
        GET /api/reports/sales/
        GET /api/reports/contacts_created_by_month/
        GET /api/reports/recent_activities/
        """
    )

    private static let suite = DocumentedPath.paths(
        """
        POST /api/crm/leads/{id}/convert/
        GET /api/analytics/dashboard/
        GET /api/analytics/reports/
        """
    )

    private static let mini = DocumentedPath.paths(
        """
        GET POST /api/clients/
        GET PUT PATCH DELETE /api/clients/{id}/
        PATCH /api/clients/{id}/update_stage/
        GET /api/clients/by_stage/
        GET POST /api/interactions/
        GET PUT PATCH DELETE /api/interactions/{id}/
        GET /api/statistics/
        """
    )

    private static let v1 = DocumentedPath.paths(
        """
        POST /api/v1/leads/{id}/score/
        GET /api/v1/analytics/dashboard/
        GET /api/v1/analytics/forecast/
        GET /api/v1/analytics/funnel/
        POST /api/v1/ai/assistant/
        POST /api/v1/ai/enrich/
        GET /api/v1/ai/churn-prediction/{customer_id}/
        GET POST /api/v1/webhooks/
        POST /api/v1/import/contacts/
        GET /api/v1/import/{import}/status/
        POST /api/v1/export/contacts/
        GET /api/schema/
        GET /api/postman/
        GET /api/changelog/
        """
    )
}
