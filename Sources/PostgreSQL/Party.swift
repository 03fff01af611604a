/// Readings by key that travel together.
///
/// While as many as may are under way, those that come gather, and the next connection that is free takes all of them: in one
/// transaction (one BEGIN, one SET LOCAL, one COMMIT, one write, one wakeup of the server's process and of ours), and those that want
/// the same of other rows in one statement. Alone, each is sent at once. It is what PostgreSQL does for those who wait for the same
/// flush.
///
/// Made and joined under the pool's lock; it does not change once it has left.
final class Party: @unchecked Sendable {
    /// The most readings at once.
    private static let capacity = 64

    private var members: [(request: Request, statement: Int)] = []
    private var readings: [(statement: SQL, keys: [Int64])] = []
    private let resend: (Request) -> Void

    /// - Parameter resend: sends a member once more, alone.
    init(resend: @escaping (Request) -> Void) { self.resend = resend }

    /// Whether another one may join.
    var hasRoom: Bool { members.count < Self.capacity }

    /// Takes a reading along.
    func board(_ request: Request, _ reading: KeyedReading) {
        request.isAboard = true
        if let place = readings.firstIndex(where: { $0.statement == reading.statement }) {
            readings[place].keys.append(reading.key)
            members.append((request, place))
        } else {
            members.append((request, readings.count))
            readings.append((reading.statement, [reading.key]))
        }
    }

    /// One for each kind of reading.
    var statements: [SQL] { readings.map { KeyedReading.sql($0.statement, for: $0.keys) } }

    /// Gives each member its rows. Where the server has refused something, nobody asks whose fault it was (a statement's time was up,
    /// say): each is sent once more, alone.
    func disperse(_ result: Result<[Rows], any Error>) {
        switch result {
        case .success(let results):
            do {
                let keys = try results.map { try $0.map { try $0.get(0, as: Int64.self) } }
                for (request, place) in members {
                    guard let key = request.reading?.key else { continue }
                    request.finish(.success([results[place].rows(withKey: key, in: keys[place])]))
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
