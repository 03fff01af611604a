/// Readings that travel together.
///
/// While as many as may are under way on a route, those that come gather, and the next connection that is free takes all of them: in
/// one transaction (one BEGIN, one SET LOCAL, one COMMIT, one write, one wakeup of the server's process and of ours). Rows that are read by
/// their keys in the same way become one statement, and what several want alike is read once. Alone, each is sent at once. It is what
/// PostgreSQL does for those who wait for the same flush.
///
/// Each sees all that was committed before it asked: a party is sent after the last one has joined it.
///
/// Made and joined under the pool's lock; it does not change once it has left.
final class Party: @unchecked Sendable {
    /// The most readings at once.
    private static let capacity = 64

    let route: Reading.Route
    private var members: [(request: Request, statement: Int)] = []
    private var rows: [(statement: SQL, keys: [Int64])] = []
    private var shared: [SQL] = []
    private let resend: (Request) -> Void

    /// - Parameter resend: sends a member once more, alone.
    init(_ route: Reading.Route, resend: @escaping (Request) -> Void) {
        self.route = route
        self.resend = resend
    }

    /// Whether another one may join.
    var hasRoom: Bool { members.count < Self.capacity }

    /// Whether this was one of its members, and nobody waits any longer.
    func isDeserted(by member: Request) -> Bool {
        members.contains { $0.request === member } && members.allSatisfy(\.request.isCancelled)
    }

    /// Takes a reading along.
    func board(_ request: Request, _ reading: Reading) {
        request.isAboard = true
        switch reading {
        case .all(let statements):
            shared = statements
            members.append((request, 0))
        case .row(let statement, let key):
            let place = rows.firstIndex { $0.statement == statement } ?? rows.count
            if place == rows.count { rows.append((statement, [])) }
            rows[place].keys.append(key)
            members.append((request, place))
        }
    }

    /// What is sent.
    var statements: [SQL] { shared + rows.map { Reading.sql($0.statement, for: $0.keys) } }

    /// Gives each member its rows. Where the server has refused something, nobody asks whose fault it was (a statement's time was up,
    /// say): each is sent once more, alone.
    func disperse(_ result: Result<[Rows], any Error>) {
        switch result {
        case .success(let results):
            do {
                let keys = try rows.indices.map { try results[$0].map { try $0.get(0, as: Int64.self) } }
                for (request, place) in members {
                    if case .row(_, let key) = request.reading?.what {
                        request.finish(.success([results[place].rows(withKey: key, in: keys[place])]))
                    } else {
                        request.finish(.success(results))
                    }
                }
            } catch {
                fail(error)
            }
        case .failure(PostgresError.server):
            for (request, _) in members { resend(request) }
        case .failure(let error): fail(error)
        }
    }

    private func fail(_ error: any Error) {
        for (request, _) in members { request.finish(.failure(error)) }
    }
}
