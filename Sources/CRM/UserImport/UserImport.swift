import PostgreSQL

/// Brings people from another system, with the hashes of their passwords, so that they log in as they did there.
///
/// All of it is one transaction: what is checked is checked against the database as it will be, a dry run is the same without the
/// end, and in memory is a portion of the file at a time.
public struct UserImport: Sendable {
    /// What is done with the lines.
    public struct Options: Sendable {
        /// The email or username of the member in whose name people are added to organizations: with the rights of this member, who
        /// is named in the audit log. nil where nobody is added to one.
        public var actor: String?
        /// The id or name of the organization of lines that name none.
        public var organization: String?
        /// The id or name of the role of lines that name none.
        public var role = "viewer"
        /// Whether a line about an email that has an account is passed over, and not an error.
        public var skipsExisting = false
        /// Whether the good lines are taken where others are wrong.
        public var skipsInvalid = false
        /// Whether nothing is to remain.
        public var isCheck = false

        /// All or nothing.
        public init() {}
    }

    /// What became of the lines.
    public struct Summary: Sendable, Equatable {
        /// Accounts that were made, or would have been.
        public var users = 0
        /// How many of them became members of an organization.
        public var members = 0
        /// Lines that were passed over because their email had an account.
        public var existing = 0
        /// Lines that are wrong.
        public var invalid = 0
        /// Whether the accounts are there now.
        public var isKept = false
    }

    /// Lines that are written at once.
    private static let portion = 500

    let database: Database
    let options: Options
    private let hash: @Sendable (String) -> String?

    /// - Parameter hash: the password hash as it is stored, of one as the file gives it; nil for one that logins could not check.
    public init(database: Database, options: Options, hash: @escaping @Sendable (String) -> String?) {
        self.database = database
        self.options = options
        self.hash = hash
    }

    /// Imports a file.
    /// - Parameters:
    ///   - next: the next bytes of the file; nil at its end.
    ///   - report: is told of each line that is wrong, in about the order of the file.
    /// - Throws: `CSVError` for a file that cannot be read to its end, `CRMError.Problem` for options that mean nothing; nothing is
    ///   imported then.
    public func run(next: () async throws -> [UInt8]?, report: (CSVError) -> Void) async throws -> Summary {
        var summary = Summary()
        do {
            try await database.transaction { transaction in
                var writer = try await UserWriter(options, transaction)
                try await read(next, into: &writer, report)
                summary = writer.summary
                summary.isKept = !options.isCheck && (summary.invalid == 0 || options.skipsInvalid)
                if !summary.isKept { throw RolledBack() }
            }
        } catch is RolledBack {}
        return summary
    }

    /// Ends a transaction that is not to take effect.
    private struct RolledBack: Error {}

    private func read(_ next: () async throws -> [UInt8]?, into writer: inout UserWriter, _ report: (CSVError) -> Void) async throws {
        var file = UserFile()
        var users: [ImportedUser] = []
        var isAtEnd = false
        while !isAtEnd {
            let bytes = try await next()
            isAtEnd = bytes == nil
            let entries = if let bytes { try file.read(bytes) } else { try file.finish() }
            for entry in entries {
                do {
                    users.append(try ImportedUser(try entry.cells.get(), line: entry.line, options: options, hash: hash))
                } catch {
                    writer.summary.invalid += 1
                    report(Self.problem(error, entry.line))
                }
            }
            while users.count >= Self.portion || isAtEnd && !users.isEmpty {
                try await writer.write(Array(users.prefix(Self.portion)), report)
                users.removeFirst(min(users.count, Self.portion))
            }
        }
    }

    private static func problem(_ error: any Error, _ line: Int) -> CSVError {
        switch error {
        case let error as CSVError: error
        case let error as CRMError.Problem: CSVError(line: line, "\(error.field): \(error.message)")
        default: CSVError(line: line, "\(error)")
        }
    }
}
