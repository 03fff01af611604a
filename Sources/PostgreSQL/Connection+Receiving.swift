import CLibPQ
import Glibc
import Synchronization

extension Connection {
    /// What is to be done after the lock was given back.
    enum Outcome {
        case nothing
        indirect case both(Outcome, Outcome)
        case answered(Request, Result<[Rows], any Error>, isFree: Bool)
        case cleaned(Cleaning, isFree: Bool)
        case done(Command, Result<Command.Reply, any Error>)
        case resumed(UnsafeContinuation<Void, any Error>)
        case failed(UnsafeContinuation<Void, any Error>, PostgresError)
        /// Nothing of it was sent, and the connection is closed.
        case unsent(Request)
        case lost(reason: String, during: Phase)
        case notified([(channel: String, payload: String)])
    }

    /// Called by the reactor when the socket has input, or room.
    func socketIsReady() {
        settle(state.withLock { received(&$0) })
    }

    func received(_ state: inout State) -> Outcome {
        if case .closed = state.phase { return .nothing }
        let isAlive = PQconsumeInput(link.pointer) == 1 && (!state.isWaitingForRoom || flush(true, &state))
        let outcome =
            switch state.phase {
            case .idle: idled()
            case .busy, .cleaning(_, isSent: true): pipelineAnswered(&state)
            case .command(let command): commandAnswered(command, &state)
            case .copyIn(let command, .some(let waiter)) where !state.isWaitingForRoom:
                resumedCopy(waiter, .copyIn(command, waiter: nil), &state)
            case .copyOut(let command, .some(let waiter)):
                resumedCopy(waiter, .copyOut(command, waiter: nil), &state)
            case .cleaning, .copyIn, .copyOut, .closed: Outcome.nothing
            }
        if case .nothing = outcome, !isAlive || link.isEnding { return closed(&state, reason: reason()) }
        return outcome
    }

    private func idled() -> Outcome {
        var notifications: [(channel: String, payload: String)] = []
        while let notification = PQnotifies(link.pointer) {
            notifications.append((String(cString: notification.pointee.relname), String(cString: notification.pointee.extra)))
            PQfreemem(notification)
        }
        return notifications.isEmpty ? .nothing : .notified(notifications)
    }

    private func resumedCopy(_ waiter: UnsafeContinuation<Void, any Error>, _ phase: Phase, _ state: inout State) -> Outcome {
        state.phase = phase
        return .resumed(waiter)
    }

    /// Takes the results that are complete, in the order of the parts.
    private func pipelineAnswered(_ state: inout State) -> Outcome {
        while PQisBusy(link.pointer) == 0 {
            guard let result = PQgetResult(link.pointer) else {
                // The end of one part, and of everything when the connection is gone.
                state.answered += 1
                if PQstatus(link.pointer) == CONNECTION_OK, state.answered <= state.parts.count { continue }
                return closed(&state, reason: state.failure?.reason ?? reason())
            }
            switch PQresultStatus(result) {
            case PGRES_PIPELINE_SYNC:
                PQclear(result)
                if state.answered >= state.parts.count { return synchronized(&state) }
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
                if state.answered < state.parts.count, case .statement = state.parts[state.answered] {
                    state.rows.append(Rows(result: .init(result)))
                } else {
                    // A transaction that failed is rolled back by COMMIT, without an error.
                    if state.failure == nil, strcmp(PQcmdStatus(result), "ROLLBACK") == 0, state.isAtCommit { state.failure = .rolledBack }
                    PQclear(result)
                }
            case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
                PQclear(result)
                return closed(&state, reason: "COPY goes through a transaction's copyIn and copyOut")
            default:
                partFailed(result, &state)
                if state.failure?.isFatal == true { return closed(&state, reason: state.failure?.reason ?? reason()) }
            }
        }
        return .nothing
    }

    /// Keeps the first failure, and forgets statements that were not prepared because of it.
    private func partFailed(_ result: OpaquePointer, _ state: inout State) {
        if state.failure == nil { state.failure = ServerFailure(result, statementIndex: state.rows.count) }
        PQclear(result)
        if state.answered < state.parts.count, case .prepare(let template) = state.parts[state.answered] {
            state.statements?.forget(template)
        }
    }

    /// All parts are answered: the server waits for the next pipeline.
    private func synchronized(_ state: inout State) -> Outcome {
        guard case .busy(let request) = state.phase else { return continueCleaning(&state) }
        // Callers count on it.
        guard state.failure != nil || state.rows.count == request.statements.count else {
            return closed(&state, reason: "the server gave \(state.rows.count) results for \(request.statements.count) statements")
        }
        state.phase = .idle
        let rows = state.rows
        state.rows = []
        guard let failure = state.failure else { return answered(request, .success(rows), &state) }
        if failure.saysStatementIsStale { state.mustForgetStatements = true }
        if failure.saysStatementIsStale, request.isWhole, !request.isSecondTry {
            request.isSecondTry = true
            return clean(.send(request), &state)
        }
        let error = state.wasCancelled && failure.error.sqlState == "57014" ? PostgresError.cancelled : failure.postgresError
        return answered(request, .failure(error), &state)
    }

    private func answered(_ request: Request, _ result: Result<[Rows], any Error>, _ state: inout State) -> Outcome {
        if request.keepsConnection { return .answered(request, result, isFree: false) }
        if isClean(state) { return .answered(request, result, isFree: true) }
        return .both(.answered(request, result, isFree: false), clean(.free, &state))
    }
}
