import Foundation
import Synchronization

/// Runs what blocks on threads of its own, a few at a time, and keeps a bounded queue of what waits. A thread lives as long as
/// there is work.
final class MailThreads: Sendable {
    private struct State {
        var running = 0
        var waiting: [@Sendable () -> Void] = []
    }

    private let limit: Int
    private let queueLimit: Int
    private let state = Mutex(State())

    init(limit: Int, queueLimit: Int) {
        self.limit = max(limit, 1)
        self.queueLimit = max(queueLimit, 0)
    }

    /// - Throws: `MailError.busy` at once when the queue is full, or what `work` throws.
    func run<R: Sendable>(_ work: @escaping @Sendable () throws(MailError) -> R) async throws(MailError) -> R {
        let result: Result<R, MailError> = await withCheckedContinuation { continuation in
            let job: @Sendable () -> Void = {
                do throws(MailError) { continuation.resume(returning: .success(try work())) } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
            if !submit(job) { continuation.resume(returning: .failure(.busy)) }
        }
        return try result.get()
    }

    private func submit(_ job: @escaping @Sendable () -> Void) -> Bool {
        let starts: Bool? = state.withLock { state in
            if state.running < limit {
                state.running += 1
                return true
            }
            guard state.waiting.count < queueLimit else { return nil }
            state.waiting.append(job)
            return false
        }
        if starts == true {
            Thread.detachNewThread {
                var next: (@Sendable () -> Void)? = job
                while let job = next {
                    job()
                    next = self.next()
                }
            }
        }
        return starts != nil
    }

    /// What waits longest; without anything, the thread ends.
    private func next() -> (@Sendable () -> Void)? {
        state.withLock { state in
            if state.waiting.isEmpty {
                state.running -= 1
                return nil
            }
            return state.waiting.removeFirst()
        }
    }
}
