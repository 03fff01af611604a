/// Document "V1", all of its paths, those of its "Additional Resources" too.
extension V1Door {
    static let document = DocumentedPath.paths(
        """
        POST /api/v1/auth/token/
        POST /api/v1/auth/token/refresh/
        GET POST /api/v1/contacts/
        GET PATCH DELETE /api/v1/contacts/{id}/
        POST PATCH DELETE /api/v1/contacts/bulk/
        GET POST /api/v1/leads/
        POST /api/v1/leads/{id}/score/
        POST /api/v1/leads/{id}/convert/
        GET /api/v1/opportunities/
        POST /api/v1/opportunities/{id}/move-stage/
        POST /api/v1/opportunities/{id}/close-won/
        POST /api/v1/opportunities/{id}/close-lost/
        GET POST /api/v1/tasks/
        POST /api/v1/tasks/{id}/complete/
        GET /api/v1/analytics/dashboard/
        GET /api/v1/analytics/forecast/
        GET /api/v1/analytics/funnel/
        POST /api/v1/ai/assistant/
        POST /api/v1/ai/enrich/
        GET /api/v1/ai/churn-prediction/{customer_id}/
        GET POST /api/v1/webhooks/
        GET /api/v1/search/
        POST /api/v1/import/contacts/
        GET /api/v1/import/{import}/status/
        POST /api/v1/export/contacts/
        GET /api/schema/
        GET /api/postman/
        GET /api/changelog/
        """
    )
}
