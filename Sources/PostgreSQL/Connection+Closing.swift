import CLibPQ
import Glibc
import Synchronization

extension Connection {
    /// Closes the connection at once: the server rolls back what was not committed.
    func closed(_ state: inout State, reason: String) -> Outcome {
        let phase = state.phase
        state.phase = .closed
        reactor.remove(state.id, socket: PQsocket(link.pointer))
        switch phase {
        case .closed: return .nothing
        // Taking leave properly is left to the end of the link; who is at work is cut off.
        case .idle: break
        default: shutdown(PQsocket(link.pointer), Int32(SHUT_RDWR))
        }
        return .lost(reason: reason, during: phase)
    }

    /// Does what has to be done without the lock: gives the connection on, then lets the caller go on.
    func settle(_ outcome: consuming Outcome) {
        switch outcome {
        case .nothing: break
        case .both(let first, let second):
            settle(first)
            settle(second)
        case .answered(let request, let result, let isFree):
            if isFree { owner.isFree(self) }
            request.finish(result)
        case .cleaned(let cleaning, let isFree):
            if isFree { owner.isFree(self) }
            finish(cleaning, reason: "the connection was lost")
        case .done(let command, let result): command.finish(result)
        case .resumed(let waiter): waiter.resume()
        case .failed(let waiter, let error): waiter.resume(throwing: error)
        case .notified(let notifications):
            for (channel, payload) in notifications { owner.isNotified(channel, payload) }
        case .unsent(let request): owner.isUnsent(request)
        case .lost(let reason, let phase): lost(reason, phase)
        }
    }

    private func lost(_ reason: String, _ phase: Phase) {
        let error = PostgresError.unavailable(reason)
        owner.isLost(self)
        switch phase {
        case .busy(let request): request.finish(.failure(error))
        case .cleaning(let cleaning, _): finish(cleaning, reason: reason)
        case .command(let command): command.finish(.failure(error))
        case .copyIn(_, let waiter), .copyOut(_, let waiter): waiter?.resume(throwing: error)
        case .idle, .closed: break
        }
    }

    private func finish(_ cleaning: Cleaning, reason: String) {
        switch cleaning {
        case .free: break
        case .freeAndResume(let waiter): waiter.resume()
        case .send(let request): request.finish(.failure(PostgresError.unavailable(reason)))
        }
    }
}
