import Synchronization

/// Whether the server is shutting down: answers then end their connection, and `/readyz` sends clients elsewhere.
final class Draining: Sendable {
    private let began = Atomic(false)

    var isOn: Bool { began.load(ordering: .relaxed) }

    func begin() {
        began.store(true, ordering: .relaxed)
    }
}
