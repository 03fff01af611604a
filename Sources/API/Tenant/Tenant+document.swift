/// Document "Tenant", section "API Endpoints".
extension TenantDoor {
    static let document = DocumentedPath.paths(
        """
        POST /api/auth/login/
        POST /api/auth/logout/
        POST /api/auth/change-password/
        GET /api/users/me/
        POST /api/users/
        GET POST /api/organizations/
        GET /api/organizations/{id}/
        GET /api/organizations/{id}/members/
        POST /api/organizations/{id}/add_member/
        GET POST /api/roles/
        POST /api/roles/{id}/assign_permission/
        GET /api/permissions/
        GET /api/user-roles/my_roles/
        GET POST /api/customers/
        GET PUT PATCH DELETE /api/customers/{id}/
        GET /api/customers/stats/
        POST /api/customers/{id}/activate/
        POST /api/customers/{id}/deactivate/
        GET POST /api/leads/
        GET PUT PATCH DELETE /api/leads/{id}/
        GET /api/leads/stats/
        POST /api/leads/{id}/convert/
        POST /api/leads/{id}/qualify/
        POST /api/leads/{id}/disqualify/
        GET POST /api/deals/
        GET PUT PATCH DELETE /api/deals/{id}/
        GET /api/deals/stats/
        POST /api/deals/{id}/move_stage/
        POST /api/deals/{id}/mark_won/
        POST /api/deals/{id}/mark_lost/
        POST /api/deals/{id}/reopen/
        GET POST /api/pipelines/
        POST /api/pipelines/{id}/set_default/
        GET POST /api/pipeline-stages/
        POST /api/pipeline-stages/{id}/reorder/
        GET POST /api/employees/
        GET /api/employees/departments/
        POST /api/employees/{id}/terminate/
        GET POST /api/vendors/
        """
    )
}
