/// Errands that travel together.
///
/// While as many as may are under way on a route, those that come gather, and the next connection that is free takes all of them: in
/// one transaction (one BEGIN, one SET LOCAL, one COMMIT with its flush, one write, one wakeup of the server's process and of ours). Rows
/// that are read by their keys in the same way become one statement, and what several want alike is read once. Alone, each is sent at
/// once. It is what PostgreSQL does for those who wait for the same flush.
///
/// Nobody notices. Each reading sees all that was committed before it asked: a party is sent after the last one has joined it. Each
/// insertion is answered when it is committed. Where the server refuses one, nothing of the party has happened, and each is sent once more,
/// alone.
///
/// Made and joined under the pool's lock; it does not change once it has left.
final class Party: @unchecked Sendable {
    /// The most errands at once.
    private static let capacity = 64
    /// So many that one of them costs little more in a larger party.
    static let plenty = 16

    let route: Errand.Route
    private var members: [Request] = []
    private var parts: [Part] = []
    /// What is sent.
    private(set) var statements: [SQL] = []
    /// Where each member's answer will be.
    private var places: [Place] = []
    private let resend: (Request) -> Void

    /// What is sent for members that want alike; `members` are their numbers.
    private struct Part {
        let errand: Errand
        var members: [Int]
    }

    /// A statement, and there a row by its key, the row that was added in this place, or all.
    private enum Place {
        case key(Int64, statement: Int)
        case added(Int, of: Int, statement: Int)
        case all
    }

    /// - Parameter resend: sends a member once more, alone.
    init(_ route: Errand.Route, resend: @escaping (Request) -> Void) {
        self.route = route
        self.resend = resend
    }

    /// How many travel in it.
    var count: Int { members.count }

    /// Whether another one may join.
    var hasRoom: Bool { members.count < Self.capacity }

    /// Whether this was one of its members, and nobody waits any longer.
    func isDeserted(by member: Request) -> Bool {
        members.contains { $0 === member } && members.allSatisfy(\.isCancelled)
    }

    /// Takes an errand along.
    func board(_ request: Request, _ errand: Errand) {
        request.isAboard = true
        if let place = parts.firstIndex(where: { $0.errand.isLike(errand) }) {
            parts[place].members.append(members.count)
        } else {
            parts.append(Part(errand: errand, members: [members.count]))
        }
        members.append(request)
    }

    /// Makes the statements: nobody joins any longer.
    func depart() {
        guard statements.isEmpty else { return }
        places = Array(repeating: .all, count: members.count)
        for part in parts {
            switch part.errand {
            case .reading(let all): statements += all
            case .row(let statement, _):
                let keys = part.members.compactMap { members[$0].errand?.what.key }
                for (member, key) in zip(part.members, keys) { places[member] = .key(key, statement: statements.count) }
                statements.append(Errand.sql(statement, for: keys))
            case .insertion: depart(part.members)
            }
        }
    }

    /// One statement for the rows of these members.
    private func depart(_ numbers: [Int]) {
        let rows = numbers.compactMap { members[$0].errand?.what.insertion }
        for (row, number) in numbers.enumerated() { places[number] = .added(row, of: numbers.count, statement: statements.count) }
        if let form = rows.first?.form { statements.append(form.statement(for: rows.map(\.values))) }
    }

    /// Gives each member its rows.
    func disperse(_ result: Result<[Rows], any Error>) {
        switch result {
        case .success(let results):
            do {
                let keys = try results.map { rows in route.reads ? [] : try rows.map { try $0.get(0, as: Int64.self) } }
                let orders = route.writes ? keys.map { keys in keys.indices.sorted { keys[$0] < keys[$1] } } : []
                for (request, place) in zip(members, places) {
                    switch place {
                    case .all: request.finish(.success(results))
                    case .key(let key, let number): request.finish(.success([results[number].rows(withKey: key, in: keys[number])]))
                    case .added(let row, let count, let number):
                        request.finish(.success([results[number].row(row, of: count, in: orders[number])]))
                    }
                }
            } catch {
                fail(error)
            }
        // Nobody asks whose fault it was: a statement's time was up, say.
        case .failure(PostgresError.server):
            for request in members { resend(request) }
        case .failure(let error): fail(error)
        }
    }

    private func fail(_ error: any Error) {
        for request in members { request.finish(.failure(error)) }
    }
}

extension Errand {
    fileprivate var key: Int64? { if case .row(_, let key) = self { key } else { nil } }
    fileprivate var insertion: Insertion? { if case .insertion(let insertion) = self { insertion } else { nil } }

    /// Whether both can be done by the same statements. All that is read by one route is alike.
    fileprivate func isLike(_ other: Errand) -> Bool {
        switch (self, other) {
        case (.row(let one, _), .row(let other, _)): one == other
        case (.reading, .reading): true
        case (.insertion(let one), .insertion(let other)): one.isLike(other)
        default: false
        }
    }
}
