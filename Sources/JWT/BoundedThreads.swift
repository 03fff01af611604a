import Synchronization

#if canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Runs long computations on threads of its own, a few at a time, and keeps a bounded queue of what waits.
///
/// A thread lives as long as there is work: starting one takes some 20 µs, nothing against what it is started for. It steps back
/// behind the threads that serve requests, for which milliseconds count.
package final class BoundedThreads: Sendable {
    private struct Job: Sendable {
        let run: @Sendable () -> Void
        let refuse: @Sendable () -> Void
    }

    private struct State {
        var running = 0
        var waiting: [Job] = []
    }

    private let limit: Int
    private let queueLimit: Int
    private let state = Mutex(State())

    package init(limit: Int, queueLimit: Int) {
        self.limit = max(limit, 1)
        self.queueLimit = max(queueLimit, 0)
    }

    /// Waits for a turn and computes `work` there. Throws `HasherError.busy` at once when the queue is full, and
    /// `CancellationError` when the task was cancelled before its turn came.
    package func run<R: Sendable>(_ work: @escaping @Sendable () throws -> R) async throws -> R {
        let isCancelled = Atomic(false)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<R, any Error>) in
                submit(
                    Job {
                        continuation.resume(
                            with: Result {
                                if isCancelled.load(ordering: .relaxed) { throw CancellationError() }
                                return try work()
                            }
                        )
                    } refuse: {
                        continuation.resume(throwing: HasherError.busy)
                    }
                )
            }
        } onCancel: {
            isCancelled.store(true, ordering: .relaxed)
        }
    }

    private func submit(_ job: Job) {
        enum Turn { case now, later, never }
        let turn: Turn = state.withLock { state in
            if state.running < limit {
                state.running += 1
                return .now
            }
            guard state.waiting.count < queueLimit else { return .never }
            state.waiting.append(job)
            return .later
        }
        switch turn {
        case .now: startThread(with: job)
        case .later: break
        case .never: job.refuse()
        }
    }

    private func startThread(with first: Job) {
        let isStarted = detachThread {
            var job: Job? = first
            while let next = job {
                next.run()
                job = self.state.withLock { state in
                    if state.waiting.isEmpty {
                        state.running -= 1
                        return nil
                    }
                    return state.waiting.removeFirst()
                }
            }
        }
        if isStarted { return }
        // What waits is left to the threads that run; when there is none, nobody else would ever look at it.
        let stranded: [Job] = state.withLock { state in
            state.running -= 1
            guard state.running == 0 else { return [] }
            defer { state.waiting = [] }
            return state.waiting
        }
        for job in [first] + stranded { job.refuse() }
    }
}

/// Runs `body` on a new thread; false when the system has none to give.
private func detachThread(_ body: @escaping @Sendable () -> Void) -> Bool {
    final class Box {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    let box = Unmanaged.passRetained(Box(body))
    var thread = pthread_t()
    let code = pthread_create(
        &thread,
        nil,
        { argument in
            stepBack()
            if let argument { Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body() }
            return nil
        },
        box.toOpaque()
    )
    guard code == 0 else {
        box.release()
        return false
    }
    pthread_detach(thread)
    return true
}

/// Gives this thread, and those that it starts, a tenth of what others get where the processor is short (to Linux the nice value is a
/// thread's, see nice(2)). Less would hold requests up no less, and leave logins waiting while others keep the machine busy.
private func stepBack() {
    nice(10)
}
