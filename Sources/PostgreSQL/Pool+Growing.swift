import Glibc
import Logging
import Synchronization

extension Pool {
    /// Another connection for those that wait, if there may be one.
    func grow(_ state: inout State) -> Step {
        let setsAlarm = state.setsAlarm()
        // Errands that only wait for others to come back need no further connection.
        guard state.waiting > state.opening, state.idle.isEmpty, state.open < max(1, configuration.poolSize) else {
            return setsAlarm ? .setAlarm : .nothing
        }
        state.open += 1
        state.opening += 1
        return .open(setsAlarm: setsAlarm)
    }

    /// Asked once: the answer is read from a file.
    private static let processors = sysconf(Int32(_SC_NPROCESSORS_ONLN))

    /// The reactor for the next connection. There is one for each processor, started with the first connections, so that
    /// reading is not held up where PostgreSQL's own processes fill the machine.
    private func reactor() throws -> Reactor {
        try state.withLock { state in
            state.nextReactor += 1
            let limit = max(1, min(configuration.poolSize, Self.processors))
            if state.reactors.count < limit { state.reactors.append(try Reactor()) }
            return state.reactors[state.nextReactor % state.reactors.count]
        }
    }

    /// Opens a connection on a thread of its own: names are resolved and passwords exchanged by calls that block.
    func openConnection() {
        let isUnderWay = runOnOwnThread { [self] in
            do {
                isOpen(try Connection.open(configuration, reactor: reactor(), owner: owner))
            } catch {
                isNotOpen(because: error)
            }
        }
        if !isUnderWay { isNotOpen(because: PostgresError.unavailable("no more threads may be started")) }
    }

    private var owner: Connection.Owner {
        Connection.Owner(
            keepsStatements: configuration.keepsPreparedStatements,
            isFree: { [self] in isFree($0) },
            isLost: { [self] in isLost($0) },
            isUnsent: { [self] in submit($0) }
        )
    }

    private func isOpen(_ connection: Connection) {
        state.withLock { $0.opening -= 1 }
        isFree(connection)
    }

    /// Those that wait for a connection that cannot be had are told so at once, unless there are others to wait for.
    private func isNotOpen(because error: any Error) {
        let error = error as? PostgresError ?? .unavailable("\(error)")
        logger.warning("cannot connect to PostgreSQL", metadata: ["error": "\(error)"])
        let (requests, closing) = state.withLock { state in
            state.open -= 1
            state.opening -= 1
            var requests: [Request] = []
            while state.open == 0, let request = state.nextRequest() { requests.append(request) }
            return (requests, state.closing())
        }
        perform(.fail(requests, error))
        perform(closing)
    }

    /// Has the reactor look at the queue at the time of the alarm.
    func setAlarm() {
        guard let reactor = try? reactor(), let time = state.withLock({ $0.alarm }) else { return }
        reactor.schedule(at: time) { [self] in expire(time) }
    }

    private func expire(_ alarm: ContinuousClock.Instant) {
        let (late, steps, setsAlarm) = state.withLock { state in
            let now = ContinuousClock.now
            var (late, steps) = ([Request](), [Step]())
            while let first = state.queue.first, !first.isQueued || first.deadline <= now {
                _ = state.queue.popFirst()
                guard first.isQueued else { continue }
                state.leaves(first)
                // A party that waited for others, and not for a connection, waits no longer.
                if first.party != nil, let connection = state.idle.popLast() {
                    steps.append(state.assign(first, connection))
                } else {
                    late.append(first)
                }
            }
            // Those for whom others were waited for that turned out to be slow.
            while let connection = state.idle.popLast() {
                guard let request = state.nextRequest() else {
                    state.idle.append(connection)
                    break
                }
                steps.append(state.assign(request, connection))
            }
            // An earlier one has taken the place of one that is not the last.
            guard state.alarm == alarm else { return (late, steps, false) }
            state.alarm = nil
            return (late, steps, state.setsAlarm())
        }
        perform(.fail(late, .poolExhausted))
        for step in steps { perform(step) }
        if setsAlarm { setAlarm() }
    }

    /// Takes no more requests, and waits until all it has are answered.
    func close() async {
        await withUnsafeContinuation { beginClosing($0) }
    }

    /// The same without waiting, for a database that nobody holds any longer.
    func abandon() {
        beginClosing(nil)
    }

    private func beginClosing(_ closer: UnsafeContinuation<Void, Never>?) {
        let (idle, step) = state.withLock { state in
            state.isClosed = true
            if let closer { state.closers.append(closer) }
            defer { state.idle = [] }
            return (state.idle, state.closing())
        }
        perform(.close(idle))
        perform(step)
    }
}
