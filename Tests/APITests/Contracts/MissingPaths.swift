@testable import API

/// The documented methods and paths that are answered 501 so far. The list only gets shorter: whoever serves one strikes it off.
enum MissingPaths {
    static let all = (suite + v1).map(\.description)

    private static let suite = DocumentedPath.paths(
        """
        GET /api/analytics/dashboard/
        GET /api/analytics/reports/
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
        POST /api/v1/import/contacts/
        GET /api/v1/import/{import}/status/
        POST /api/v1/export/contacts/
        GET /api/schema/
        GET /api/postman/
        GET /api/changelog/
        """
    )
}
