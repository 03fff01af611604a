/// Document "Classic", all of its paths: at the root, and below `/api/`, which it calls its entry point.
extension ClassicDoor {
    static let document = below("") + below("/api")

    private static func below(_ prefix: String) -> [DocumentedPath] {
        paths.map { DocumentedPath(method: $0.method, template: prefix + $0.template) }
    }

    private static let paths = DocumentedPath.paths(
        """
        GET /
        POST /users/login/
        POST /users/logout/
        POST /users/register/
        GET PUT PATCH /users/profile/
        PUT /users/password/change/
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
        """
    )
}
