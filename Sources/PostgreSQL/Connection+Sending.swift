import CLibPQ
import Glibc
import Synchronization

extension Connection {
    /// Sends a request from the calling thread, in one write where it fits.
    func send(_ request: Request) {
        settle(state.withLock { sent(request, &$0) })
    }

    func sent(_ request: Request, _ state: inout State) -> Outcome {
        guard case .idle = state.phase else { return refused(request, state) }
        if request.isCancelled { return .answered(request, .failure(PostgresError.cancelled), isFree: !request.keepsConnection) }
        if request.isWhole, hasEnded() { return .both(closed(&state, reason: "the server closed the connection"), .unsent(request)) }
        state.phase = .busy(request)
        state.parts.removeAll(keepingCapacity: true)
        state.answered = 0
        state.rows = []
        state.failure = nil
        var isSent = true
        for sql in request.prelude {
            isSent = isSent && put(sql, .prelude, &state)
        }
        for sql in request.statements {
            isSent = isSent && put(sql, .statement, &state)
        }
        if request.commits {
            isSent = isSent && put("COMMIT", .commit, &state)
        }
        guard isSent, flush(PQpipelineSync(link.pointer) == 1, &state) else {
            guard request.isWhole, !request.isSecondTry, request.fitsOneWrite else { return closed(&state, reason: reason()) }
            request.isSecondTry = true
            state.phase = .idle
            return .both(closed(&state, reason: reason()), .unsent(request))
        }
        return .nothing
    }

    /// True when the server has closed the connection while it was idle, and the reactor has not come to it yet. The
    /// system call costs half a microsecond.
    private func hasEnded() -> Bool {
        var byte: UInt8 = 0
        guard recv(PQsocket(link.pointer), &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) >= 0 else { return false }
        return PQconsumeInput(link.pointer) == 0 || PQisBusy(link.pointer) == 1 || link.isEnding
    }

    /// A request for a connection that is closed, or in use: a transaction does one thing at a time.
    private func refused(_ request: Request, _ state: borrowing State) -> Outcome {
        if case .closed = state.phase {
            if request.isWhole { return .unsent(request) }
            return .answered(request, .failure(PostgresError.unavailable("the connection was lost")), isFree: false)
        }
        return .answered(request, .failure(PostgresError.invalidInput("a transaction does one thing at a time")), isFree: false)
    }

    /// Queues one statement: bound to its prepared form, which is made on the way where it is not there yet.
    private func put(_ sql: SQL, _ part: Part, _ state: inout State) -> Bool {
        if !part.isPrelude, !putDropping(&state) { return false }
        guard !sql.isOneOff, state.statements != nil else { return putUnprepared(sql, part, &state) }
        if let name = state.statements?.name(of: sql) { return put(sql, name, part, &state) }
        guard let (name, dropped) = state.statements?.add(sql) else { return false }
        if let dropped { state.dropped.append(dropped) }
        if !part.isPrelude, !putDropping(&state) { return false }
        state.parts.append(.prepare(template: sql.template))
        let isPrepared = state.parameters.withParameters(sql.binds) { count, types, _ in
            PQsendPrepare(link.pointer, name, sql.text, count, types) == 1
        }
        return isPrepared && put(sql, name, part, &state)
    }

    /// Drops statements that made room for others, but not before a transaction has begun: before a BEGIN that says how isolated the
    /// transaction is, nothing may run.
    private func putDropping(_ state: inout State) -> Bool {
        while let name = state.dropped.popLast() {
            if !putUnprepared("DEALLOCATE \(literal: name)", .prelude, &state) { return false }
        }
        return true
    }

    private func put(_ sql: SQL, _ name: String, _ part: Part, _ state: inout State) -> Bool {
        state.parts.append(part)
        return state.parameters.withParameters(sql.binds) { count, _, values in
            PQsendQueryPrepared(link.pointer, name, count, values, nil, nil, 0) == 1
        }
    }

    private func putUnprepared(_ sql: SQL, _ part: Part, _ state: inout State) -> Bool {
        state.parts.append(part)
        return state.parameters.withParameters(sql.binds) { count, types, values in
            PQsendQueryParams(link.pointer, sql.text, count, types, values, nil, nil, 0) == 1
        }
    }

    /// Has the reactor send what the socket did not take at once; false when the connection is broken.
    func flush(_ wasQueued: Bool, _ state: inout State) -> Bool {
        guard wasQueued, PQstatus(link.pointer) == CONNECTION_OK else { return false }
        let rest = PQflush(link.pointer)
        if (rest == 1) != state.isWaitingForRoom {
            state.isWaitingForRoom = rest == 1
            reactor.watch(state.id, socket: PQsocket(link.pointer), for: rest == 1 ? .inputAndRoom : .input)
        }
        return rest >= 0
    }

    /// What libpq says of the connection.
    func reason() -> String {
        String(cString: PQerrorMessage(link.pointer))
    }
}
