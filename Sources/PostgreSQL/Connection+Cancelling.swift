import CLibPQ
import Synchronization

extension Connection {
    /// Asks the server to give up a request, if that is what it is working at.
    func cancel(_ request: Request) {
        state.withLock { state in
            if case .busy(let current) = state.phase, current === request { askToCancel(&state) }
        }
    }

    /// Asks the server to give up a command, or the COPY that it began.
    func cancel(_ command: Command) {
        state.withLock { state in
            switch state.phase {
            case .command(let current), .copyIn(let current, _), .copyOut(let current, _):
                if current === command { askToCancel(&state) }
            default: break
            }
        }
    }

    /// PQcancel opens a connection of its own and waits for it to be closed, so it has a thread to itself. Until it is
    /// back, the session takes no other request: the server could take the one for the other.
    private func askToCancel(_ state: inout State) {
        guard !state.wasCancelled, link.cancel != nil else { return }
        state.wasCancelled = true
        state.cancelsUnderWay += 1
        let isUnderWay = runOnOwnThread { [self, link] in
            var message = [CChar](repeating: 0, count: 256)
            PQcancel(link.cancel, &message, Int32(message.count))
            cancelIsOver()
        }
        if !isUnderWay { state.cancelsUnderWay -= 1 }
    }

    private func cancelIsOver() {
        let outcome = state.withLock { state -> Outcome in
            state.cancelsUnderWay -= 1
            guard state.cancelsUnderWay == 0, case .cleaning(_, isSent: false) = state.phase else { return .nothing }
            return continueCleaning(&state)
        }
        settle(outcome)
    }
}
