import Synchronization

/// Lets a few at a time do the same thing, and the others wait for their turn in the order in which they came.
final class Turns: Sendable {
    /// Too many wait already.
    struct Crowded: Error {}

    private enum Turn { case come, cancelled }

    private struct Line {
        var running = 0
        var waiting: [(id: UInt64, continuation: CheckedContinuation<Turn, Never>)] = []
    }

    private struct State {
        var lines: [String: Line] = [:]
        var nextID: UInt64 = 0
        /// Who gave up before they stood in line.
        var cancelled: Set<UInt64> = []
    }

    private let limit: Int
    private let longest: Int
    private let state = Mutex(State())

    /// - Parameters:
    ///   - limit: how many at a time, of one key.
    ///   - longest: how many may wait.
    init(limit: Int, longest: Int) {
        self.limit = limit
        self.longest = longest
    }

    /// Waits for a turn with others of the same key, and runs `body`.
    /// - Throws: `Crowded`, `CancellationError`, or what `body` throws.
    func run<T>(_ key: String, _ body: () async throws -> T) async throws -> T {
        try await enter(key)
        defer { leave(key) }
        return try await body()
    }

    private func enter(_ key: String) async throws {
        let id: UInt64? = try state.withLock { state in
            var line = state.lines[key] ?? Line()
            guard line.running >= limit else {
                line.running += 1
                state.lines[key] = line
                return nil
            }
            if line.waiting.count >= longest { throw Crowded() }
            state.nextID += 1
            return state.nextID
        }
        guard let id else { return }
        let turn = await withTaskCancellationHandler {
            await withCheckedContinuation { wait(key, id, $0) }
        } onCancel: {
            giveUp(key, id)
        }
        if turn == .cancelled { throw CancellationError() }
        // Whoever gave up in the moment of their turn has it all the same.
        state.withLock { _ = $0.cancelled.remove(id) }
    }

    private func wait(_ key: String, _ id: UInt64, _ continuation: CheckedContinuation<Turn, Never>) {
        let turn: Turn? = state.withLock { state in
            if state.cancelled.remove(id) != nil { return .cancelled }
            var line = state.lines[key] ?? Line()
            // Somebody may have left since.
            if line.running < limit {
                line.running += 1
                state.lines[key] = line
                return .come
            }
            line.waiting.append((id, continuation))
            state.lines[key] = line
            return nil
        }
        if let turn { continuation.resume(returning: turn) }
    }

    private func giveUp(_ key: String, _ id: UInt64) {
        let continuation: CheckedContinuation<Turn, Never>? = state.withLock { state in
            guard let place = state.lines[key]?.waiting.firstIndex(where: { $0.id == id }) else {
                state.cancelled.insert(id)
                return nil
            }
            return state.lines[key]?.waiting.remove(at: place).continuation
        }
        continuation?.resume(returning: .cancelled)
    }

    private func leave(_ key: String) {
        let next: CheckedContinuation<Turn, Never>? = state.withLock { state in
            guard var line = state.lines[key] else { return nil }
            defer { state.lines[key] = line.running == 0 ? nil : line }
            // Whoever is next takes the place over.
            if !line.waiting.isEmpty { return line.waiting.removeFirst().continuation }
            line.running -= 1
            return nil
        }
        next?.resume(returning: .come)
    }
}
