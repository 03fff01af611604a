/// Whether a condition comes true within a time; it is asked 50 times a second. Where the time is no part of what is claimed, it is four
/// minutes: a machine that is slow and busy is waited for. (A little less than `HTTPClient.patient` waits for an answer.)
package func eventually(within limit: Duration = .seconds(240), _ condition: () async throws -> Bool) async rethrows -> Bool {
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end {
        if try await condition() { return true }
        try? await Task.sleep(for: .milliseconds(20))
    }
    return try await condition()
}
