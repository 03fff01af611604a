import Foundation
import Logging

/// Where a local cluster lives, and as whom it runs: `<directory>/cluster`, with `data`, `socket`, the log and the locks.
struct ClusterPlace: Sendable {
    static let owner = "rookery_owner"
    static let port = 5_432

    let path: String
    let program: Program
    let programs: String

    var data: String { path + "/data" }
    var log: String { path + "/postgresql.log" }

    /// Finds the place, and makes its directory.
    init(directory: String, logger: Logger) throws {
        programs = try Self.findPrograms()
        let place = directory + "/cluster"
        let isRoot = geteuid() == 0
        // Data that is there belongs to the user it was made by.
        let user = isRoot ? SystemUser(ownerOf: place + "/data") ?? SystemUser(name: "postgres") ?? SystemUser(name: "nobody") : nil
        guard !isRoot || user != nil else { throw LocalClusterError("PostgreSQL refuses to run as root, and there is no user 'nobody'") }
        program = Program(user: user)
        try Self.makeDirectory(directory, mode: 0o755)
        if user != nil, !FileManager.default.fileExists(atPath: place), program.run(["test", "-x", directory]).status != 0 {
            let elsewhere = "/var/lib/rookery/\(SHA256.hex(Array(directory.utf8)).prefix(16))"
            try Self.makeDirectory("/var/lib/rookery", mode: 0o755)
            try Self.makeDirectory(elsewhere, mode: 0o700)
            try? FileManager.default.removeItem(atPath: place)
            try FileManager.default.createSymbolicLink(atPath: place, withDestinationPath: elsewhere)
            logger.notice(
                "the database lives elsewhere, where an unprivileged user can reach it",
                metadata: ["directory": "\(elsewhere)", "link": "\(place)"]
            )
        }
        try Self.makeDirectory(place, mode: 0o700)
        path = URL(fileURLWithPath: place).resolvingSymlinksInPath().path
        if let user { try Self.give(path, to: user) }
    }

    /// The directory of `initdb`, `pg_ctl` and `postgres`: Debian's newest, or the first in PATH.
    private static func findPrograms() throws -> String {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let debian = versions.compactMap { Int($0) }.sorted(by: >).map { "/usr/lib/postgresql/\($0)/bin" }
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { String($0) }
        let found = (debian + path).first { directory in
            ["initdb", "pg_ctl", "postgres"].allSatisfy { FileManager.default.isExecutableFile(atPath: directory + "/" + $0) }
        }
        guard let found else {
            throw LocalClusterError("PostgreSQL is not installed (apt-get install postgresql), and DATABASE_URL is not set")
        }
        return found
    }

    /// Where the server's socket is; in `/tmp` when the path would be longer than a socket's may be (107 bytes), or has
    /// a comma, at which libpq divides hosts.
    func socketDirectory() throws -> String {
        let near = path + "/socket"
        let isUsable = (near + "/.s.PGSQL.\(Self.port)").utf8.count <= 107 && !near.contains(",")
        let directory = isUsable ? near : "/tmp/rookery-\(SHA256.hex(Array(path.utf8)).prefix(16))"
        try Self.makeDirectory(directory, mode: 0o700)
        if let user = program.user, SystemUser(ownerOf: directory)?.uid == geteuid() { try Self.give(directory, to: user) }
        let attributes = try FileManager.default.attributesOfItem(atPath: directory)
        // Whoever can reach the socket is superuser, so it must not be somebody else's directory.
        guard attributes[.type] as? FileAttributeType == .typeDirectory,
            attributes[.ownerAccountID] as? NSNumber == NSNumber(value: program.user?.uid ?? geteuid()),
            attributes[.posixPermissions] as? NSNumber == NSNumber(value: 0o700)
        else { throw LocalClusterError("\(directory) belongs to somebody else") }
        return directory
    }

    /// The URL of a database for the superuser.
    static func url(socket: String, database: String) -> String {
        let encoded: (String) -> String = { $0.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? $0 }
        return "postgresql://\(owner)@/\(encoded(database))?host=\(encoded(socket))&port=\(port)"
    }

    static func makeDirectory(_ path: String, mode: Int) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: mode]
            )
        } catch {
            throw LocalClusterError("\(path) cannot be made: \(error.localizedDescription)")
        }
    }

    static func give(_ path: String, to user: SystemUser) throws {
        guard chown(path, user.uid, user.gid) == 0 else { throw LocalClusterError("\(path) cannot be given to user \(user.uid)") }
    }
}
