/// Document "Mini", all of its paths.
extension MiniDoor {
    static let document = DocumentedPath.paths(
        """
        POST /api/token/
        POST /api/token/refresh/
        GET POST /api/clients/
        GET PUT PATCH DELETE /api/clients/{id}/
        PATCH /api/clients/{id}/update_stage/
        GET /api/clients/by_stage/
        GET POST /api/interactions/
        GET PUT PATCH DELETE /api/interactions/{id}/
        GET /api/statistics/
        GET /api/me/
        """
    )
}
