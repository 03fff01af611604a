import CLibPQ
import Synchronization

extension Connection {
    /// Runs a script outside of pipeline mode, as one simple query.
    ///
    /// - Returns: the rows of its statements.
    @discardableResult
    func execute(_ script: String) async throws -> [Rows] {
        let command = Command()
        guard case .rows(let rows) = try await reply(to: script, command) else {
            close()
            throw PostgresError.invalidInput("COPY goes through a transaction's copyIn and copyOut")
        }
        return rows
    }

    /// True between BEGIN and the end of the transaction, unless it has failed.
    var isInTransaction: Bool {
        state.withLock { _ in PQtransactionStatus(link.pointer) == PQTRANS_INTRANS }
    }

    /// Sends a command; its answer may be the begin of a COPY.
    func reply(to script: String, _ command: Command) async throws -> Command.Reply {
        if script.utf8.contains(0) { throw PostgresError.invalidInput("a statement holds a NUL") }
        return try await withTaskCancellationHandler {
            try await command.reply { settle(state.withLock { sent(script, command, &$0) }) }
        } onCancel: {
            cancel(command)
        }
    }

    private func sent(_ script: String, _ command: Command, _ state: inout State) -> Outcome {
        guard case .idle = state.phase else {
            if case .closed = state.phase { return .done(command, .failure(PostgresError.unavailable("the connection was lost"))) }
            return .done(command, .failure(PostgresError.invalidInput("a transaction does one thing at a time")))
        }
        if Task.isCancelled { return .done(command, .failure(PostgresError.cancelled)) }
        state.phase = .command(command)
        let isQueued = PQexitPipelineMode(link.pointer) == 1 && PQsendQuery(link.pointer, script) == 1
        return flush(isQueued, &state) ? .nothing : closed(&state, reason: reason())
    }

    /// Takes the results that are complete.
    func commandAnswered(_ command: Command, _ state: inout State) -> Outcome {
        while PQisBusy(link.pointer) == 0 {
            guard let result = PQgetResult(link.pointer) else { return commandEnded(command, &state) }
            switch PQresultStatus(result) {
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
                command.rows.append(Rows(result: .init(result)))
            case PGRES_COPY_IN:
                PQclear(result)
                state.phase = .copyIn(command, waiter: nil)
                return .done(command, .success(.copyIn))
            case PGRES_COPY_OUT:
                PQclear(result)
                state.phase = .copyOut(command, waiter: nil)
                reactor.watch(state.id, socket: PQsocket(link.pointer), for: .nothing)
                return .done(command, .success(.copyOut))
            default:
                if command.failure == nil { command.failure = ServerFailure(result, statementIndex: command.rows.count) }
                PQclear(result)
                if let failure = command.failure, failure.isFatal { return closed(&state, reason: failure.reason) }
            }
        }
        return .nothing
    }

    private func commandEnded(_ command: Command, _ state: inout State) -> Outcome {
        guard PQstatus(link.pointer) == CONNECTION_OK, PQenterPipelineMode(link.pointer) == 1 else {
            return closed(&state, reason: reason())
        }
        state.phase = .idle
        guard let failure = command.failure else { return .done(command, .success(.rows(command.rows))) }
        let wasCancelled = state.wasCancelled && failure.error.sqlState == "57014"
        return .done(command, .failure(wasCancelled ? PostgresError.cancelled : failure.postgresError))
    }
}
