import CLibPQ
import Synchronization

extension Connection {
    /// True when the next request would find the session as the last one found it.
    func isClean(_ state: borrowing State) -> Bool {
        PQtransactionStatus(link.pointer) == PQTRANS_IDLE && !state.wasCancelled && !state.mustForgetStatements
    }

    /// Ends a transaction that is not to be committed, and frees the connection. One that is still at work is cut off.
    func rollBack() async {
        await withUnsafeContinuation { continuation in
            let outcome = state.withLock { state -> Outcome in
                let cut = state.phase.isIdle ? Outcome.nothing : closed(&state, reason: "the transaction has ended")
                return .both(cut, clean(.freeAndResume(continuation), &state))
            }
            settle(outcome)
        }
    }

    /// Brings the session back to where a request may begin. Waits for a cancel that is under way, which could
    /// otherwise hit whatever comes next.
    func clean(_ cleaning: Cleaning, _ state: inout State) -> Outcome {
        if case .closed = state.phase { return .cleaned(cleaning, isFree: false) }
        state.phase = .cleaning(cleaning, isSent: false)
        return state.cancelsUnderWay == 0 ? continueCleaning(&state) : .nothing
    }

    /// Sends what the state of the session asks for, until it asks for nothing.
    func continueCleaning(_ state: inout State) -> Outcome {
        guard case .cleaning(let cleaning, _) = state.phase else { return .nothing }
        if isClean(state) {
            state.phase = .idle
            state.cleanings = 0
            if case .send(let request) = cleaning { return sent(request, &state) }
            return .cleaned(cleaning, isFree: true)
        }
        state.cleanings += 1
        guard state.cleanings <= 3 else { return closed(&state, reason: "the session could not be cleaned") }
        state.phase = .cleaning(cleaning, isSent: true)
        guard flush(sendCleaning(&state), &state) else { return closed(&state, reason: reason()) }
        return .nothing
    }

    private func sendCleaning(_ state: inout State) -> Bool {
        var commands: [String] = []
        // A cancel whose signal arrives late meets this, and is spent.
        if state.wasCancelled { commands.append("SELECT") }
        if PQtransactionStatus(link.pointer) != PQTRANS_IDLE { commands.append("ROLLBACK") }
        // Should this fail, the names are not used again all the same.
        if state.mustForgetStatements { commands.append("DEALLOCATE ALL") }
        state.wasCancelled = false
        state.mustForgetStatements = false
        state.statements?.removeAll(when: commands.last == "DEALLOCATE ALL")
        state.parts = commands.map { _ in .prelude }
        state.answered = 0
        state.failure = nil
        // Each stands alone: the failure of one is not to keep the next from being done.
        return commands.allSatisfy { command in
            PQsendQueryParams(link.pointer, command, 0, nil, nil, nil, nil, 0) == 1 && PQpipelineSync(link.pointer) == 1
        }
    }
}
