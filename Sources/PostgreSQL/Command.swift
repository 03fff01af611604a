/// A command outside of pipeline mode: a script of several statements, LISTEN, or a COPY from its start to its end.
final class Command: @unchecked Sendable {
    /// What the server answers.
    enum Reply {
        case rows([Rows])
        /// It takes, or gives, the rows of a COPY; the command goes on.
        case copyIn
        case copyOut
    }

    /// What was answered so far. Connection's lock.
    var rows: [Rows] = []
    var failure: ServerFailure?
    private var continuation: UnsafeContinuation<Reply, any Error>?

    /// Waits for the answer to what `send` sends.
    func reply(to send: () -> Void) async throws -> Reply {
        try await withUnsafeThrowingContinuation { continuation in
            self.continuation = continuation
            send()
        }
    }

    /// Lets the caller go on.
    func finish(_ result: Result<Reply, any Error>) {
        let continuation = self.continuation
        self.continuation = nil
        continuation?.resume(with: result)
    }
}
