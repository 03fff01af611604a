import CLibPQ
import Synchronization

extension Connection {
    /// Hands rows of a COPY FROM to the server; comes back when the socket has taken them.
    func copyIn(_ bytes: [UInt8], _ command: Command) async throws {
        for start in stride(from: 0, to: bytes.count, by: 1 << 20) {
            try await copyIn(bytes[start..<min(start + (1 << 20), bytes.count)], command)
        }
    }

    private func copyIn(_ bytes: ArraySlice<UInt8>, _ command: Command) async throws {
        let isSent = state.withLock { state in
            let isQueued = bytes.withUnsafeBytes { bytes in
                PQputCopyData(link.pointer, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count)) == 1
            }
            return flush(isQueued, &state)
        }
        guard isSent else { throw PostgresError.unavailable(reason()) }
        try await wait(for: command) { state, waiter in
            guard case .copyIn(let command, _) = state.phase, state.isWaitingForRoom else { return false }
            state.phase = .copyIn(command, waiter: waiter)
            return true
        }
    }

    /// Ends a COPY FROM; with a reason the server fails it.
    func endCopyIn(_ command: Command, failingWith reason: String? = nil) async throws -> Command.Reply {
        try await ended(command) { _ in PQputCopyEnd(link.pointer, reason) == 1 }
    }

    /// The next rows of a COPY TO, as many as have come; nil at the end.
    func copyOut(_ command: Command) async throws -> [UInt8]? {
        while true {
            let (bytes, isAtEnd) = state.withLock { _ in takeCopyData() }
            if !bytes.isEmpty { return bytes }
            if isAtEnd { return nil }
            try await wait(for: command) { state, waiter in
                guard case .copyOut(let command, _) = state.phase else { return false }
                state.phase = .copyOut(command, waiter: waiter)
                reactor.watch(state.id, socket: PQsocket(link.pointer), for: .nextInput)
                return true
            }
        }
    }

    /// Takes the end of a COPY TO.
    func endCopyOut(_ command: Command) async throws -> Command.Reply {
        try await ended(command) { state in
            reactor.watch(state.id, socket: PQsocket(link.pointer), for: .input)
            return true
        }
    }

    private func takeCopyData() -> (bytes: [UInt8], isAtEnd: Bool) {
        var bytes: [UInt8] = []
        while bytes.count < 1 << 16 {
            var row: UnsafeMutablePointer<CChar>?
            let length = PQgetCopyData(link.pointer, &row, 1)
            guard length > 0, let row else { return (bytes, length < 0) }
            bytes.append(contentsOf: UnsafeRawBufferPointer(start: row, count: Int(length)))
            PQfreemem(row)
        }
        return (bytes, false)
    }

    /// Waits for the socket; `isNeeded` says whether there is anything to wait for, and keeps the waiter.
    private func wait(
        for command: Command,
        isNeeded: (inout State, UnsafeContinuation<Void, any Error>) -> Bool
    ) async throws {
        try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { waiter in
                let outcome = state.withLock { state -> Outcome in
                    if case .closed = state.phase { return .failed(waiter, PostgresError.unavailable("the connection was lost")) }
                    return isNeeded(&state, waiter) ? .nothing : .resumed(waiter)
                }
                settle(outcome)
            }
        } onCancel: {
            cancel(command)
        }
    }

    /// Waits for the server's verdict, which may have come before we asked.
    private func ended(_ command: Command, _ end: (inout State) -> Bool) async throws -> Command.Reply {
        try await withTaskCancellationHandler {
            try await command.reply {
                let outcome = state.withLock { state -> Outcome in
                    if case .closed = state.phase { return .done(command, .failure(PostgresError.unavailable("the connection was lost"))) }
                    state.phase = .command(command)
                    guard end(&state), flush(true, &state) else { return closed(&state, reason: reason()) }
                    return commandAnswered(command, &state)
                }
                settle(outcome)
            }
        } onCancel: {
            cancel(command)
        }
    }
}
