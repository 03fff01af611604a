/// Document "Suite", all of its paths; its health check is the server's own.
extension SuiteDoor {
    static let document = DocumentedPath.paths(
        """
        POST /api/auth/login/
        POST /api/auth/refresh/
        POST /api/auth/register/
        GET /api/core/profile/
        GET POST /api/core/companies/
        GET PUT DELETE /api/core/companies/{id}/
        GET POST /api/crm/accounts/
        PUT PATCH DELETE /api/crm/accounts/{id}/
        GET POST /api/crm/contacts/
        GET /api/crm/leads/
        POST /api/crm/leads/{id}/convert/
        GET POST /api/deals/deals/
        POST /api/deals/deals/{id}/change-stage/
        POST /api/deals/deals/{id}/mark-won/
        POST /api/deals/deals/{id}/mark-lost/
        GET /api/deals/pipeline-stages/
        GET POST /api/activities/activities/
        GET POST /api/activities/tasks/
        POST /api/activities/tasks/{id}/complete/
        GET POST /api/activities/events/
        GET POST /api/products/products/
        GET /api/products/categories/
        GET POST /api/territories/territories/
        POST /api/territories/territories/{id}/assign-accounts/
        GET /api/analytics/dashboard/
        GET /api/analytics/reports/
        GET POST /api/system-config/settings/
        GET PUT DELETE /api/system-config/settings/{id}/
        GET POST /api/system-config/users/
        GET PUT DELETE /api/system-config/users/{id}/
        GET POST /api/integrations/integrations/
        GET PUT DELETE /api/integrations/integrations/{id}/
        GET POST /api/integrations/webhooks/
        GET PUT DELETE /api/integrations/webhooks/{id}/
        """
    )
}
