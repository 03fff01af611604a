import CLibPQ

/// An error as it came, with what is decided from it.
struct ServerFailure {
    let error: ServerError
    /// True when the server closes the connection after it.
    let isFatal: Bool
    let saysStatementIsStale: Bool
}

extension ServerFailure {
    /// Reads the fields of a failed result.
    init(_ result: OpaquePointer, statementIndex: Int) {
        func field(_ code: Character) -> String? {
            PQresultErrorField(result, Int32(code.asciiValue ?? 0)).map { String(cString: $0) }
        }
        let state = field("C")
        let error = ServerError(
            sqlState: state ?? "08006",
            message: field("M") ?? String(cString: PQresultErrorMessage(result)),
            detail: field("D"),
            constraint: field("n"),
            table: field("t"),
            column: field("c"),
            statementIndex: statementIndex
        )
        // 26000: the server has no such prepared statement (after DISCARD ALL). 0A000: its result type has changed.
        let isStale = state == "26000" || state == "0A000" && error.message.contains("cached plan must not change")
        self.init(error: error, isFatal: Self.isFatal(result), saysStatementIsStale: isStale)
    }

    /// True when the server closes the connection after this error.
    static func isFatal(_ result: OpaquePointer) -> Bool {
        // PG_DIAG_SEVERITY_NONLOCALIZED
        guard let severity = PQresultErrorField(result, Int32(UInt8(ascii: "V"))) else { return false }
        return ["FATAL", "PANIC"].contains(String(cString: severity))
    }

    /// What COMMIT did not say: the transaction was in a failed state.
    static let rolledBack = ServerFailure(
        error: ServerError(
            sqlState: "25P02",
            message: "the transaction was rolled back",
            detail: nil,
            constraint: nil,
            table: nil,
            column: nil,
            statementIndex: 0
        ),
        isFatal: false,
        saysStatementIsStale: false
    )

    var reason: String { "\(error)" }

    /// Connection failures, and the server on its way down or up, are no fault of the statement.
    var postgresError: PostgresError {
        isFatal || error.sqlState.hasPrefix("08") || error.sqlState.hasPrefix("57P") ? .unavailable(reason) : .server(error)
    }
}
