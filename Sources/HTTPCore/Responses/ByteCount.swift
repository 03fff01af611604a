import Synchronization

/// Counts the bytes of a streamed body, for the access log.
final class ByteCount: Sendable {
    private let total = Atomic(0)

    var value: Int { total.load(ordering: .relaxed) }

    func add(_ bytes: Int) {
        total.add(bytes, ordering: .relaxed)
    }
}
