import CLibPQ
import Logging
import Synchronization

/// The connections of a database, and the requests that wait for one.
///
/// Taking a connection is a lock and a pop. When all are busy the *request* waits, not its task: a reactor's thread,
/// which sees that a connection is free, sends the next request from there.
final class Pool: Sendable {
    struct State {
        var idle: [Connection] = []
        /// Connections that are open or being opened, and how many of them are being opened.
        var open = 0
        var opening = 0
        var queue = Queue<Request>()
        /// Requests in the queue whose parties may still be joined.
        var gathering: [Errand.Route: Request] = [:]
        /// The errands under way.
        var underWay: [(connection: Connection, route: Errand.Route, request: Request, since: ContinuousClock.Instant)] = []
        /// How many parties a route has under way at once: with a few connections, one.
        let width: Int
        var waiting = 0
        /// When the queue is looked at next.
        var alarm: ContinuousClock.Instant?
        var isClosed = false
        var reactors: [Reactor] = []
        var nextReactor = 0
        var closers: [UnsafeContinuation<Void, Never>] = []
    }

    let configuration: DatabaseConfiguration
    let logger: Logger
    let statementsSent = Atomic(0)
    let roundTrips = Atomic(0)
    let state: Mutex<State>

    init(_ configuration: DatabaseConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        state = Mutex(State(width: max(1, configuration.poolSize / 8)))
    }

    /// How long those under way are waited for: what takes longer is slow, and nothing is gained by waiting.
    static let patience = Duration.milliseconds(20)

    /// Runs a request on the next free connection.
    func submit(_ request: Request) {
        let step = state.withLock { state -> Step in
            if request.isCancelled { return .fail([request], .cancelled) }
            if state.isClosed { return .fail([request], .unavailable("the database was closed")) }
            if request.goesAlone || request.errand == nil {
                return state.idle.popLast().map { state.assign(request, $0) } ?? wait(request, &state)
            }
            if let route = request.errand?.route, state.isCrowded(route, for: (state.gathering[route]?.party?.count ?? 0) + 1) {
                return gather(request, &state)
            }
            guard let connection = state.idle.popLast() else { return gather(request, &state) }
            return state.assign(state.joined(by: request) ?? request, connection)
        }
        perform(step)
    }

    /// Has an errand join those that wait on its route.
    private func gather(_ request: Request, _ state: inout State) -> Step {
        guard let (errand, route) = request.errand else { return wait(request, &state) }
        if state.joins(request) { return .nothing }
        let party = Party(route) { [weak self] in self?.submitAlone($0) }
        party.board(request, errand)
        let carrier = Request(prelude: request.prelude, statements: [], commits: true, isWhole: true)
        carrier.party = party
        state.gathering[route] = carrier
        return wait(carrier, &state)
    }

    private func submitAlone(_ request: Request) {
        state.withLock { _ in
            request.isAboard = false
            request.goesAlone = true
        }
        submit(request)
    }

    private func wait(_ request: Request, _ state: inout State) -> Step {
        if state.waiting >= configuration.queueLimit {
            state.leaves(request)
            return .fail([request], .poolExhausted)
        }
        request.deadline = .now + configuration.waitLimit
        request.isQueued = true
        state.queue.append(request)
        state.waiting += 1
        return grow(&state)
    }

    /// Takes a request whose caller has gone away out of the queue, or has its statement cancelled.
    func cancel(_ request: Request) {
        let (isOver, current, connection) = state.withLock { state -> (Bool, Request, Connection?) in
            let isOver = request.isQueued || request.isAboard
            if request.isQueued { state.leaves(request) }
            let current = request.isAboard ? state.desertedCarrier(of: request) ?? request : request
            return (isOver, current, current.connection)
        }
        // Its party goes on without it, unless it was the last.
        if isOver { request.finish(.failure(PostgresError.cancelled)) }
        connection?.cancel(current)
    }

    /// A connection is free: it goes to whoever waits longest.
    func isFree(_ connection: Connection) {
        let step = state.withLock { state -> Step in
            state.underWay.removeAll { $0.connection === connection }
            if let request = state.nextRequest() { return state.assign(request, connection) }
            if state.isClosed { return .close([connection]) }
            state.idle.append(connection)
            return .nothing
        }
        perform(step)
    }

    /// A connection is gone; those that wait may need another one.
    func isLost(_ connection: Connection) {
        let step = state.withLock { state -> Step in
            state.idle.removeAll { $0 === connection }
            state.underWay.removeAll { $0.connection === connection }
            state.open -= 1
            // Errands that waited for others to come back go on another connection.
            if let idle = state.idle.popLast() {
                if let request = state.nextRequest() { return state.assign(request, idle) }
                state.idle.append(idle)
            }
            return state.waiting > 0 ? grow(&state) : state.closing()
        }
        perform(step)
    }

    func send(_ request: Request, on connection: Connection) {
        request.depart()
        count(request)
        connection.send(request)
    }

    func count(_ request: Request) {
        statementsSent.add(request.prelude.count + request.statements.count + (request.commits ? 1 : 0), ordering: .relaxed)
        roundTrips.add(1, ordering: .relaxed)
    }
}

extension Pool {
    /// What is to be done after the lock was given back.
    enum Step {
        case nothing
        case send(Request, Connection)
        case fail([Request], PostgresError)
        case open(setsAlarm: Bool)
        case close([Connection])
        case setAlarm
        case finishClosing([UnsafeContinuation<Void, Never>], [Reactor])
    }

    func perform(_ step: Step) {
        switch step {
        case .nothing: break
        case .send(let request, let connection): send(request, on: connection)
        case .fail(let requests, let error):
            for request in requests { request.finish(.failure(error)) }
        case .open(let setsAlarm):
            openConnection()
            if setsAlarm { setAlarm() }
        case .close(let connections):
            for connection in connections { connection.close() }
        case .setAlarm: setAlarm()
        case .finishClosing(let closers, let reactors):
            for reactor in reactors { reactor.stop() }
            for closer in closers { closer.resume() }
        }
    }
}

extension Pool.State {
    /// The longest waiting request, whose caller is still there, and which waits for a connection and not for others of its route.
    mutating func nextRequest() -> Request? {
        while let first = queue.first, !first.isQueued { _ = queue.popFirst() }
        let next = queue.first { request in
            request.isQueued && !(request.party.map { isCrowded($0.route, for: $0.count) } ?? false)
        }
        if let next { leaves(next) }
        return next
    }

    /// Whether as many parties are under way on a route as shall be beside one of so many. With more of them, each would carry fewer.
    func isCrowded(_ route: Errand.Route, for count: Int) -> Bool {
        let recent = ContinuousClock.now - Pool.patience
        let underWay = underWay.count { $0.route == route && $0.since > recent }
        // While some rows wait for their flush, many others can be made.
        return underWay >= (route.writes && count >= Party.plenty ? 2 * width : width)
    }

    /// Sets the alarm to when the wait of the queue's head is over; earlier, where somebody waits for others of their route, which may turn
    /// out to be slow. False where it is set already.
    mutating func setsAlarm() -> Bool {
        guard waiting > 0, let first = queue.first else { return false }
        let time = gathering.isEmpty ? first.deadline : min(first.deadline, .now + Pool.patience)
        if let alarm, alarm <= time { return false }
        alarm = time
        return true
    }

    /// A request waits no longer, and nobody joins it.
    mutating func leaves(_ request: Request) {
        if request.isQueued { waiting -= 1 }
        request.isQueued = false
        if let route = request.party?.route, gathering[route] === request { gathering[route] = nil }
    }

    /// The request in which an errand travels, if nobody of its party waits any longer.
    func desertedCarrier(of member: Request) -> Request? {
        underWay.first { $0.request.party?.isDeserted(by: member) == true }?.request
    }

    /// Whether an errand could join those that wait on its route.
    func joins(_ request: Request) -> Bool {
        guard let (errand, route) = request.errand, let party = gathering[route]?.party, party.hasRoom else { return false }
        party.board(request, errand)
        return true
    }

    /// The request of those that wait on an errand's route, which has joined them and takes them out of the queue; nil where there are none.
    mutating func joined(by request: Request) -> Request? {
        guard let route = request.errand?.route, let carrier = gathering[route], joins(request) else { return nil }
        leaves(carrier)
        return carrier
    }

    /// Gives a request a connection.
    mutating func assign(_ request: Request, _ connection: Connection) -> Pool.Step {
        request.connection = connection
        if let route = request.party?.route ?? request.errand?.route { underWay.append((connection, route, request, .now)) }
        return .send(request, connection)
    }

    /// When the last connection of a closed pool is gone, so are the reactors.
    mutating func closing() -> Pool.Step {
        guard isClosed, open == 0, waiting == 0 else { return .nothing }
        defer {
            closers = []
            reactors = []
        }
        return .finishClosing(closers, reactors)
    }
}
