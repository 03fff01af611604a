/// Whether a condition comes true; it is asked 50 times a second, for four minutes: a machine that is slow and busy is waited for, and
/// only what never comes takes that long. (A little less than `HTTPClient.patient` waits for an answer.)
package func eventually(_ condition: () async throws -> Bool) async rethrows -> Bool {
    let end = ContinuousClock.now + .seconds(240)
    while ContinuousClock.now < end {
        if try await condition() { return true }
        try? await Task.sleep(for: .milliseconds(20))
    }
    return try await condition()
}
