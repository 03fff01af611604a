import CLibPQ
import Glibc
import Synchronization

/// A thread that reads for many connections: it waits for their sockets, and for deadlines.
///
/// Statements are sent by the thread that asks for them; only answers come through here, and whoever waits for one is
/// resumed from here. A pool has one reactor for each processor.
///
/// `make connection-bench` compares it with a thread per connection that blocks in libpq. One run of it (64 tasks, 2 processors shared
/// with PostgreSQL 15; requests a second, reactor against threads):
///
/// | connections | a row | a tenant's row in one pipeline | a page of 100 rows |
/// | --- | --- | --- | --- |
/// | 4 | 48,900 : 59,700 | 46,000 : 52,300 | 13,800 : 14,400 |
/// | 8 | 58,000 : 57,400 | 47,500 : 45,200 | 15,300 : 17,400 |
/// | 16 | 56,900 : 66,000 | 44,800 : 39,600 | 13,700 : 13,800 |
///
/// Neither wins on every row, and other runs order them differently. The reactor is kept for what does not show there: it
/// already waits for LISTEN, deadlines and connections that die idle, and a connection costs no stack.
final class Reactor: Sendable {
    private struct State {
        var connections: [UInt64: Connection] = [:]
        var lastID: UInt64 = 0
        var alarms: [(time: ContinuousClock.Instant, ring: @Sendable () -> Void)] = []
        var isStopped = false
    }

    private let poll: Int32
    private let bell: Int32
    private let state = Mutex(State())

    /// Starts the thread; it runs until ``stop()``.
    init() throws {
        poll = epoll_create1(Int32(EPOLL_CLOEXEC))
        bell = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data(u64: 0))
        guard poll >= 0, bell >= 0, epoll_ctl(poll, EPOLL_CTL_ADD, bell, &event) == 0 else {
            throw PostgresError.unavailable("no more files may be opened (epoll: errno \(errno))")
        }
        guard runOnOwnThread({ self.run() }) else { throw PostgresError.unavailable("no more threads may be started") }
    }

    deinit {
        close(poll)
        close(bell)
    }

    /// Watches a connection's socket for input; gives back the number under which it is watched.
    func add(_ connection: Connection, socket: Int32) -> UInt64 {
        let id = state.withLock { state in
            state.lastID += 1
            state.connections[state.lastID] = connection
            return state.lastID
        }
        var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data(u64: id))
        epoll_ctl(poll, EPOLL_CTL_ADD, socket, &event)
        return id
    }

    /// Changes what a socket is watched for.
    func watch(_ id: UInt64, socket: Int32, for interest: Interest) {
        var event = epoll_event(events: interest.events, data: epoll_data(u64: id))
        epoll_ctl(poll, EPOLL_CTL_MOD, socket, &event)
    }

    /// Stops watching a socket that is about to be closed.
    func remove(_ id: UInt64, socket: Int32) {
        var event = epoll_event()
        epoll_ctl(poll, EPOLL_CTL_DEL, socket, &event)
        state.withLock { _ = $0.connections.removeValue(forKey: id) }
    }

    /// Calls `ring` on the reactor's thread at a time.
    func schedule(at time: ContinuousClock.Instant, _ ring: @escaping @Sendable () -> Void) {
        state.withLock { $0.alarms.append((time, ring)) }
        wake()
    }

    /// Ends the thread.
    func stop() {
        state.withLock { $0.isStopped = true }
        wake()
    }

    private func wake() {
        eventfd_write(bell, 1)
    }

    private func run() {
        var events = [epoll_event](repeating: epoll_event(), count: 64)
        while !state.withLock({ $0.isStopped }) {
            let count = epoll_wait(poll, &events, Int32(events.count), millisecondsToNextAlarm())
            for event in events.prefix(Int(max(0, count))) {
                if event.data.u64 == 0 {
                    var rings: eventfd_t = 0
                    eventfd_read(bell, &rings)
                } else {
                    // A connection may have been closed by an event before this one; its number is never used again.
                    state.withLock { $0.connections[event.data.u64] }?.socketIsReady()
                }
            }
            ringAlarms()
        }
    }

    private func millisecondsToNextAlarm() -> Int32 {
        guard let next = state.withLock({ $0.alarms.map(\.time).min() }) else { return -1 }
        let wait = max(.zero, next - .now)
        return Int32(clamping: wait.milliseconds + 1)
    }

    private func ringAlarms() {
        let due = state.withLock { state -> [@Sendable () -> Void] in
            if state.alarms.isEmpty { return [] }
            let now = ContinuousClock.now
            let due = state.alarms.filter { $0.time <= now }
            if !due.isEmpty { state.alarms.removeAll { $0.time <= now } }
            return due.map(\.ring)
        }
        for ring in due { ring() }
    }
}

extension Reactor {
    /// What a socket is watched for.
    enum Interest {
        /// Answers, notifications, and the end of the connection.
        case input
        /// The same, and room for what could not be sent yet.
        case inputAndRoom
        /// Input, once: `COPY … TO` reads no faster than its rows are taken.
        case nextInput
        /// Nothing for now.
        case nothing

        fileprivate var events: UInt32 {
            switch self {
            case .input: EPOLLIN.rawValue
            case .inputAndRoom: EPOLLIN.rawValue | EPOLLOUT.rawValue
            case .nextInput: EPOLLIN.rawValue | EPOLLONESHOT.rawValue
            case .nothing: EPOLLONESHOT.rawValue
            }
        }
    }
}

extension Duration {
    /// Whole milliseconds, rounded down.
    var milliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}

/// Runs what blocks (connecting, asking for a cancel) where it holds up nobody; false when there is no thread to be had.
func runOnOwnThread(_ body: @escaping @Sendable () -> Void) -> Bool {
    final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    defer { pthread_attr_destroy(&attributes) }
    let box = Unmanaged.passRetained(Box(body))
    var thread = pthread_t()
    let status = pthread_create(
        &thread,
        &attributes,
        { argument in
            if let argument { Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body() }
            return nil
        },
        box.toOpaque()
    )
    if status != 0 { box.release() }
    return status == 0
}
