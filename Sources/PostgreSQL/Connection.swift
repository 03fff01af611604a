import CLibPQ
import Synchronization

/// One connection to PostgreSQL, in libpq's non-blocking pipeline mode. It does one thing at a time.
///
/// Whoever asks sends from its own thread (`Connection+Sending.swift`); the reactor's thread reads the answer
/// (`Connection+Receiving.swift`). Both do so under the lock, which is also libpq's condition: one thread at a time in a `PGconn`.
final class Connection: Sendable {
    let link: Link
    let reactor: Reactor
    let owner: Owner
    let state: Mutex<State>

    /// Takes over an open link and has the reactor watch it.
    init(_ link: Link, reactor: Reactor, owner: Owner) {
        self.link = link
        self.reactor = reactor
        self.owner = owner
        state = Mutex(State(keepsStatements: owner.keepsStatements))
        state.withLock { $0.id = reactor.add(self, socket: PQsocket(link.pointer)) }
    }

    /// Whom a connection serves.
    struct Owner: Sendable {
        /// False where a named statement might meet another server process.
        var keepsStatements = true
        /// The connection is clean, and free for the next request.
        var isFree: @Sendable (Connection) -> Void = { _ in }
        /// The connection is gone.
        var isLost: @Sendable (Connection) -> Void = { _ in }
        /// A request could not even be sent: it may go to another connection.
        var isUnsent: @Sendable (Request) -> Void = { $0.finish(.failure(PostgresError.unavailable("the connection was lost"))) }
        /// A notification came.
        var isNotified: @Sendable (_ channel: String, _ payload: String) -> Void = { _, _ in }
    }

    /// What a connection is doing.
    enum Phase {
        /// Nothing: in the pool, or in a transaction between two statements.
        case idle
        /// A pipeline was sent.
        case busy(Request)
        /// ROLLBACK and what else it takes were sent, or wait for a cancel that is still on its way.
        case cleaning(Cleaning, isSent: Bool)
        /// A command was sent outside of pipeline mode.
        case command(Command)
        /// The server takes, or gives, the rows of a COPY.
        case copyIn(Command, waiter: UnsafeContinuation<Void, any Error>?)
        case copyOut(Command, waiter: UnsafeContinuation<Void, any Error>?)
        case closed

        var isIdle: Bool {
            if case .idle = self { true } else { false }
        }
    }

    /// What happens when a connection is clean again.
    enum Cleaning {
        case free
        case freeAndResume(UnsafeContinuation<Void, Never>)
        case send(Request)
    }

    /// What one libpq command of a pipeline is for; says what to do with its result.
    enum Part {
        case prelude
        case prepare(template: String)
        case statement
        case commit

        var isPrelude: Bool { if case .prelude = self { true } else { false } }
    }

    struct State: ~Copyable {
        var id: UInt64 = 0
        var phase = Phase.idle
        var statements: StatementCache?
        /// Prepared statements that made room for others, and are still to be dropped.
        var dropped: [String] = []
        var parameters = ParameterBuffer()
        /// The parts of the pipeline under way, and how many of them are answered.
        var parts: [Part] = []
        var answered = 0
        var rows: [Rows] = []
        var failure: ServerFailure?
        /// True from a cancel, or a statement that the server no longer knows, to the next cleaning.
        var wasCancelled = false
        var mustForgetStatements = false
        var cancelsUnderWay = 0
        var isWaitingForRoom = false
        var cleanings = 0

        var isAtCommit: Bool {
            if answered < parts.count, case .commit = parts[answered] { true } else { false }
        }

        init(keepsStatements: Bool) {
            statements = keepsStatements ? StatementCache() : nil
        }
    }

    /// Frees what libpq keeps of a connection when nobody, a cancel on its way included, needs it any longer.
    final class Link: @unchecked Sendable {
        let pointer: OpaquePointer
        let cancel: OpaquePointer?
        /// True when the server has said, unasked, that it closes the connection. Connection's lock.
        var isEnding = false

        init(_ pointer: OpaquePointer) {
            self.pointer = pointer
            cancel = PQgetCancel(pointer)
            // libpq would print notices to the standard error. It keeps this in its results too, which outlive the link,
            // but has no more to say of them than notices.
            PQsetNoticeReceiver(
                pointer,
                { link, notice in
                    guard let link, let notice, ServerFailure.isFatal(notice) else { return }
                    Unmanaged<Link>.fromOpaque(link).takeUnretainedValue().isEnding = true
                },
                Unmanaged.passUnretained(self).toOpaque()
            )
        }

        deinit {
            PQfreeCancel(cancel)
            PQfinish(pointer)
        }
    }

    /// Closes an idle connection. One that is at work is closed when the server has answered.
    func close() {
        settle(state.withLock { closed(&$0, reason: "the pool was closed") })
    }
}
