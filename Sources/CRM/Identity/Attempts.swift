import PostgreSQL

/// Counts what was tried and did not succeed, for all server processes together, and says when the next attempt may be made. An
/// attempt is counted before it is made, so that of any number at once no more are made than may be.
public struct Attempts: Sendable {
    let database: Database

    /// Counts in a database.
    public init(database: Database) { self.database = database }

    /// How much may be tried.
    public struct Allowance: Sendable {
        /// So many attempts are free; each one after them has to wait.
        public var free: Int64
        /// Attempts that are forgotten in an hour.
        public var forgottenHourly: Int64
        /// Seconds that the first attempt after the free ones waits; twice as many the next, and so on.
        public var wait: Int64
        /// The longest wait, in seconds.
        public var longestWait: Int64
        /// So many attempts are free while another count of the same attempt, one that makes nobody wait, is used up.
        public var freeUnderPressure: Int64?

        /// An allowance.
        public init(free: Int64, forgottenHourly: Int64, wait: Int64, longestWait: Int64, freeUnderPressure: Int64? = nil) {
            self.free = free
            self.forgottenHourly = forgottenHourly
            self.wait = wait
            self.longestWait = longestWait
            self.freeUnderPressure = freeUnderPressure
        }
    }

    /// One of the counts that an attempt belongs to.
    public struct Count: Sendable {
        /// A hash of who tries what.
        public let key: String
        let allowance: Allowance
        /// Whether attempts wait when it is used up; if not, it only puts the others under pressure.
        let isLimit: Bool

        /// A count of what this key names.
        public init(key: String, _ allowance: Allowance, isLimit: Bool = true) {
            self.key = key
            self.allowance = allowance
            self.isLimit = isLimit
        }
    }

    /// Why an attempt may not be made yet.
    public struct Refusal: Sendable {
        /// The count that is used up.
        public let key: String
        /// Until it may.
        public let seconds: Double
    }

    /// Counts an attempt on all of these, or on none.
    /// - Returns: nil where it may be made now.
    public func take(_ counts: [Count]) async throws -> Refusal? {
        let keys = counts.map(\.key)
        let refusals = try await database.batch([
            // Rows are locked in the order of their keys, here and below, so that no two attempts wait for each other.
            """
            INSERT INTO attempts (key, count, last_at) SELECT key, 0, clock_timestamp() FROM unnest(\(keys)) AS k (key) ORDER BY key
            ON CONFLICT (key) DO NOTHING
            """,
            "SELECT FROM attempts WHERE key = ANY(\(keys)) ORDER BY key FOR UPDATE",
            Self.taking(counts),
        ])[2]
        // What is old enough to count for nothing is cleared away now and then, without waiting for anybody.
        if Int.random(in: 0..<500) == 0 { _ = try? await database.query(Self.clearing) }
        guard !refusals.isEmpty else { return nil }
        return Refusal(key: try refusals[0].get(0), seconds: try refusals[0].get(1))
    }

    /// An attempt that succeeded, or that said nothing of a guess, is not counted.
    /// - Parameter cleared: counts that begin anew.
    public func giveBack(_ counts: [Count], clearing cleared: [String] = []) async throws {
        let keys = counts.map(\.key)
        _ = try await database.query(
            """
            WITH locked AS (SELECT key FROM attempts WHERE key = ANY(\(keys)) ORDER BY key FOR UPDATE)
            UPDATE attempts a SET count = CASE WHEN a.key = ANY(\(cleared)) THEN 0 ELSE greatest(a.count - 1, 0) END
            FROM locked l WHERE l.key = a.key
            """
        )
    }

    /// The rows are locked: what is read here is what is written. Nothing is, where one of the counts is used up.
    private static func taking(_ counts: [Count]) -> SQL {
        let allowances = counts.map(\.allowance)
        return """
            WITH present AS (
                SELECT a.key, a.last_at, c.free, c.pressed, c.wait, c.longest, c.is_limit = 1 AS is_limit,
                    greatest(a.count - c.hourly * extract(epoch FROM clock_timestamp() - a.last_at) / 3600, 0)::float8 AS count
                FROM attempts a JOIN unnest(
                    \(counts.map(\.key)), \(allowances.map(\.free)), \(allowances.map { $0.freeUnderPressure ?? $0.free }),
                    \(allowances.map(\.forgottenHourly)), \(allowances.map(\.wait)), \(allowances.map(\.longestWait)),
                    \(counts.map { $0.isLimit ? 1 : 0 as Int64 })
                ) AS c (key, free, pressed, hourly, wait, longest, is_limit) ON c.key = a.key
            ), pressure AS (
                SELECT coalesce(bool_or(NOT is_limit AND ceil(count) >= free), false) AS is_high FROM present
            ), limits AS (
                SELECT key, count, last_at, wait, longest, is_limit, CASE WHEN is_high THEN pressed ELSE free END AS free
                FROM present, pressure
            ), waits AS (
                SELECT key, count, CASE WHEN is_limit AND ceil(count) >= free THEN
                    (least(longest, wait * 2 ^ least(ceil(count) - free, 30)) - extract(epoch FROM clock_timestamp() - last_at))::float8
                    ELSE 0 END AS seconds
                FROM limits
            ), taken AS (
                UPDATE attempts a SET count = w.count + 1, last_at = clock_timestamp() FROM waits w
                WHERE a.key = w.key AND NOT EXISTS (SELECT FROM waits WHERE seconds > 0)
            )
            SELECT key, seconds FROM waits WHERE seconds > 0 ORDER BY seconds DESC LIMIT 1
            """
    }

    /// Nobody forgets more slowly than within two days.
    private static let clearing: SQL = """
        DELETE FROM attempts WHERE key IN (
            SELECT key FROM attempts WHERE last_at < now() - interval '2 days' LIMIT 1000 FOR UPDATE SKIP LOCKED)
        """
}
