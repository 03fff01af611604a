import Foundation

/// The schema as numbered files, `0001_name.sql`, each of which runs once, in a transaction of its own.
public struct Migrations: Sendable {
    /// One file.
    public struct Migration: Sendable, Equatable {
        /// The number at the start of the file's name, from 1, each given once.
        public let number: Int
        /// The rest of the file's name, without `.sql`.
        public let name: String
        /// The statements.
        public let sql: String
        /// SHA-256 of the statements, in hexadecimal.
        public let checksum: String

        /// A migration that is not in a file.
        public init(number: Int, name: String, sql: String) {
            self.number = number
            self.name = name
            self.sql = sql
            checksum = SHA256.hex(Array(sql.utf8))
        }
    }

    /// The migrations, by number.
    public let all: [Migration]

    /// Migrations that are not in files.
    ///
    /// - Throws: ``MigrationError/invalid(_:)`` when a number is given twice.
    public init(_ migrations: [Migration]) throws {
        all = migrations.sorted { $0.number < $1.number }
        for (earlier, later) in zip(all, all.dropFirst()) where earlier.number == later.number {
            throw MigrationError.invalid("\(earlier.name) and \(later.name) have the same number, \(later.number)")
        }
    }

    /// Reads the `.sql` files of a directory; the one that ``directory()`` finds, unless another is given.
    ///
    /// - Throws: ``MigrationError``.
    public init(directory: String? = nil) throws {
        guard let directory = directory ?? Self.directory() else { throw MigrationError.notFound }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
            throw MigrationError.invalid("\(directory) cannot be read")
        }
        try self.init(names.filter { $0.hasSuffix(".sql") }.map { try Self.migration(directory, $0) })
    }

    private static func migration(_ directory: String, _ file: String) throws -> Migration {
        let parts = file.dropLast(4).split(separator: "_", maxSplits: 1)
        guard parts.count == 2, let number = Int(parts[0]), number > 0 else {
            throw MigrationError.invalid("\(file) is not named like 0001_name.sql")
        }
        guard let data = FileManager.default.contents(atPath: directory + "/" + file), let sql = String(data: data, encoding: .utf8) else {
            throw MigrationError.invalid("\(directory)/\(file) cannot be read as UTF-8")
        }
        return Migration(number: number, name: String(parts[1]), sql: sql)
    }

    /// Where the files are, wherever the program was started from: `ROOKERY_SQL_DIR`; else `sql` beside the executable
    /// or in a directory above it (a checkout, from `.build/release`); else `/usr/share/rookery/sql`.
    public static func directory() -> String? {
        if let chosen = ProcessInfo.processInfo.environment["ROOKERY_SQL_DIR"], !chosen.isEmpty { return chosen }
        let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return directory(from: executable.deletingLastPathComponent().path)
    }

    /// The lookup for an executable's directory.
    static func directory(from start: String) -> String? {
        var places: [String] = []
        var place = URL(fileURLWithPath: start)
        while place.path != "/" {
            places.append(place.appendingPathComponent("sql").path)
            place = place.deletingLastPathComponent()
        }
        return (places + ["/usr/share/rookery/sql"]).first { place in
            let names = try? FileManager.default.contentsOfDirectory(atPath: place)
            return names?.contains { $0.hasSuffix(".sql") } ?? false
        }
    }
}

/// What can be wrong with migrations before a statement is run.
public enum MigrationError: Error, Sendable, Equatable {
    /// There is no directory of migrations; set `ROOKERY_SQL_DIR`.
    case notFound
    /// A file is not one.
    case invalid(String)
    /// A file that was applied is not what it was, or is gone: what is in the database cannot be told from the files.
    case changed(String)
    /// A file failed and was rolled back.
    case failed(String, ServerError)
}

extension MigrationError: CustomStringConvertible {
    /// A sentence for the operator.
    public var description: String {
        switch self {
        case .notFound: "The migrations (sql/) are not beside the program. Say where they are with ROOKERY_SQL_DIR."
        case .invalid(let problem): problem
        case .changed(let problem): problem
        case .failed(let file, let error): "\(file) failed and was rolled back: \(error)"
        }
    }
}
