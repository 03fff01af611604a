/// Where the database is, and how it is used.
public struct DatabaseConfiguration: Sendable {
    /// A connection URI or string of libpq (section 34.1.1 of PostgreSQL's manual).
    public var url: String
    /// The number of connections, opened as they are needed.
    public var poolSize = 8
    /// How many calls may wait for a connection; one more is ``PostgresError/poolExhausted``.
    public var queueLimit = 1_000
    /// How long a call may wait for a connection; longer is ``PostgresError/poolExhausted``.
    public var waitLimit: Duration = .seconds(5)
    /// How long the server works at a statement before it gives up with SQLSTATE 57014; nil is without limit.
    public var statementTimeout: Duration? = .seconds(30)
    /// False for PgBouncer in transaction mode: no named statements, and nothing is left behind in the session, so role
    /// and time limit travel with every transaction.
    public var keepsPreparedStatements = true
    /// The role that every statement runs as (`SET ROLE`); nil is the one of the URL.
    public var role: String?
    /// How the connections call themselves in `pg_stat_activity`.
    public var applicationName = "rookery"

    /// The usual settings for a database.
    public init(url: String) {
        self.url = url
    }
}
