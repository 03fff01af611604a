import HTTPTypes
import JSON

/// What orchestrators and monitors ask.
struct Health {
    let readiness: @Sendable () async -> Bool
    let draining: Draining
    let clock: WallClock

    var routes: [Route] {
        [
            // The process answers; nothing else is asked for, lest a database that is down gets the server restarted.
            Route(.get, "/livez") { _ in .json(.ok, ["status": "alive"]) },
            Route(.get, "/readyz") { [self] _ in
                guard !draining.isOn, await readiness() else {
                    return .json(.serviceUnavailable, ["status": "unavailable"])
                }
                return .json(.ok, ["status": "ready"])
            },
            Route(.get, "/api/core/health/") { [clock] _ in
                .json(.ok, ["status": "healthy", "timestamp": .string(clock.timestamp), "version": "1.0.0"])
            },
        ]
    }
}
