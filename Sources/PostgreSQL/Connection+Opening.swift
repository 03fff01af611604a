import CLibPQ
import Glibc

extension Connection {
    /// Connects; blocks the calling thread, for ten seconds at most unless the URL says otherwise.
    ///
    /// - Throws: ``PostgresError/unavailable(_:)`` with libpq's reason, or ``PostgresError/invalidInput(_:)`` for a URL it cannot read.
    static func open(_ configuration: DatabaseConfiguration, reactor: Reactor, owner: Owner) throws -> Connection {
        let link = try Link(connected(configuration))
        let session = configuration.sessionStatements.map(\.text).joined(separator: "; ")
        let result = PQexec(link.pointer, session)
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COMMAND_OK, PQsetnonblocking(link.pointer, 1) == 0, PQenterPipelineMode(link.pointer) == 1
        else {
            throw PostgresError.unavailable(reason(link.pointer))
        }
        return Connection(link, reactor: reactor, owner: owner)
    }

    /// libpq's reason, of which it makes several lines, as one.
    private static func reason(_ connection: OpaquePointer) -> String {
        let lines = String(cString: PQerrorMessage(connection)).split(whereSeparator: \.isNewline)
        return lines.map { $0.drop(while: \.isWhitespace) }.joined(separator: " ")
    }

    private static func connected(_ configuration: DatabaseConfiguration) throws -> OpaquePointer {
        // What stands before `dbname` the URL may say otherwise; what stands after it is not to be discussed.
        let options = [
            ("connect_timeout", "10"), ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "60000"), ("application_name", configuration.applicationName),
            ("dbname", configuration.url), ("client_encoding", "UTF8"),
        ]
        guard !options.contains(where: { $1.utf8.contains(0) }) else { throw PostgresError.invalidInput("the database's URL holds a NUL") }
        let keywords = options.map { strdup($0.0) } + [nil]
        let values = options.map { strdup($0.1) } + [nil]
        defer { for pointer in keywords + values { free(pointer) } }
        let connection = keywords.map { UnsafePointer($0) }.withUnsafeBufferPointer { keywords in
            values.map { UnsafePointer($0) }.withUnsafeBufferPointer { values in
                PQconnectdbParams(keywords.baseAddress, values.baseAddress, 1)
            }
        }
        guard let connection else { throw PostgresError.unavailable("out of memory") }
        guard PQstatus(connection) == CONNECTION_OK else {
            defer { PQfinish(connection) }
            throw PostgresError.unavailable(reason(connection))
        }
        return connection
    }
}

extension DatabaseConfiguration {
    /// What a connection is told once. Behind PgBouncer in transaction mode only what that keeps per client.
    var sessionStatements: [SQL] {
        let formats: [SQL] = [
            "SET TimeZone = 'UTC'", "SET DateStyle = 'ISO, YMD'", "SET standard_conforming_strings = on",
        ]
        return keepsPreparedStatements ? formats + limits(local: false) : formats
    }

    /// What every transaction is told, behind PgBouncer in transaction mode.
    var transactionStatements: [SQL] {
        keepsPreparedStatements ? [] : limits(local: true)
    }

    private func limits(local: Bool) -> [SQL] {
        let set: SQL = local ? "SET LOCAL " : "SET "
        var statements: [SQL] = []
        if let role { statements.append(set + "ROLE \(identifier: role)") }
        if let statementTimeout {
            statements.append(set + "statement_timeout = \(literal: String(max(1, statementTimeout.milliseconds)))")
        }
        return statements
    }
}
