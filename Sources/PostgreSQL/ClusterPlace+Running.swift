import CLibPQ
import Foundation
import Logging

extension ClusterPlace {
    /// Makes the cluster. An attempt that was cut off leaves nothing that could be taken for one.
    func initialize(_ options: LocalCluster.Options, _ logger: Logger) throws {
        guard !FileManager.default.fileExists(atPath: data + "/PG_VERSION") else { return }
        logger.info("making a PostgreSQL cluster", metadata: ["directory": "\(data)"])
        let unfinished = path + "/data.new"
        try? FileManager.default.removeItem(atPath: unfinished)
        let initdb = [
            programs + "/initdb", "-D", unfinished, "-A", "trust", "-U", Self.owner, "-E", "UTF8", "--locale=C.UTF-8", "-k",
        ]
        let (status, output) = program.run(initdb + (options.isDurable ? [] : ["-N"]))
        guard status == 0 else { throw LocalClusterError("initdb failed: \(output)") }
        do {
            try FileManager.default.moveItem(atPath: unfinished, toPath: data)
        } catch {
            throw LocalClusterError("\(unfinished) cannot be renamed: \(error.localizedDescription)")
        }
    }

    /// The socket directory of a server that runs on the data already, once it takes connections; nil when there is none.
    func runningSocket(_ logger: Logger) throws -> String? {
        for attempt in 0..<3_000 {
            guard let server = server() else { return nil }
            if let socket = server.socket, PQping(Self.url(socket: socket, database: "postgres")) == PQPING_OK {
                logger.info("taking over the PostgreSQL that runs", metadata: ["directory": "\(data)"])
                return socket
            }
            if attempt == 0 { logger.info("waiting for the PostgreSQL that runs", metadata: ["directory": "\(data)"]) }
            usleep(100_000)
        }
        throw LocalClusterError("the PostgreSQL that runs on \(data) takes no connections; see \(log)")
    }

    /// What `postmaster.pid` says of a server that lives.
    private func server() -> (pid: Int32, socket: String?)? {
        let file = data + "/postmaster.pid"
        guard let lines = try? String(contentsOfFile: file, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false),
            let pid = lines.first.flatMap({ Int32($0.trimmingCharacters(in: .whitespaces)) })
        else { return nil }
        // PostgreSQL works in its data directory. A process that does not is another one that was given the number since.
        let work = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/cwd")
        guard work == data else {
            // PostgreSQL itself would take a living process for a server, and not start.
            if kill(pid, 0) == 0 { try? FileManager.default.removeItem(atPath: file) }
            return nil
        }
        return (pid, lines.count > 5 ? String(lines[4]) : nil)
    }

    /// Starts the server and waits until it takes connections, through its recovery if there is one.
    func start(_ options: LocalCluster.Options, _ logger: Logger) throws -> String {
        let socket = try socketDirectory()
        try writeSettings(options, socket: socket)
        var output = ""
        for attempt in 1...5 {
            let result = program.run([programs + "/pg_ctl", "start", "-D", data, "-l", log, "-w", "-t", "300"])
            if result.status == 0 { return socket }
            output = result.output
            // What was left of a killed server may take a moment to go.
            logger.warning("PostgreSQL did not start", metadata: ["attempt": "\(attempt)"])
            sleep(1)
        }
        let lastLines = (try? String(contentsOfFile: log, encoding: .utf8))?.split(separator: "\n").suffix(10).joined(separator: "\n")
        throw LocalClusterError("PostgreSQL did not start: \(output)\n\(lastLines ?? "")")
    }

    /// Stops the server: clients are cut off, and what they had not committed is rolled back.
    func stop(_ logger: Logger) {
        let result = program.run([programs + "/pg_ctl", "stop", "-D", data, "-m", "fast", "-w", "-t", "60"])
        if result.status != 0 { logger.warning("PostgreSQL did not stop", metadata: ["output": "\(result.output)"]) }
        if let socket = try? socketDirectory(), !socket.hasPrefix(path) { rmdir(socket) }
    }

    /// Our settings are a file of their own, written at every start, so that a new version of us may change them.
    private func writeSettings(_ options: LocalCluster.Options, socket: String) throws {
        var settings = [
            "listen_addresses": "", "port": "\(Self.port)", "unix_socket_permissions": "0700",
            // A path may hold a blank or a quote: the list's elements are quoted within the value.
            "unix_socket_directories": quoted(socket, "\""),
            "shared_buffers": "\(options.sharedBuffers)MB", "max_connections": "\(options.maxConnections)",
            "effective_cache_size": "1GB", "random_page_cost": "1.1", "timezone": "UTC", "log_timezone": "UTC",
            "log_min_duration_statement": "1000", "log_line_prefix": "%m [%p] ",
        ]
        if !options.isDurable {
            for name in ["fsync", "synchronous_commit", "full_page_writes", "autovacuum"] { settings[name] = "off" }
        }
        let text = settings.sorted { $0.key < $1.key }.map { "\($0) = \(quoted($1, "'"))\n" }.joined()
        let include = "include_if_exists = 'rookery.conf'\n"
        let main = data + "/postgresql.conf"
        do {
            try text.write(toFile: data + "/rookery.conf", atomically: false, encoding: .utf8)
            let present = try String(contentsOfFile: main, encoding: .utf8)
            if !present.hasSuffix(include) { try (present + "\n" + include).write(toFile: main, atomically: false, encoding: .utf8) }
        } catch {
            throw LocalClusterError("the settings cannot be written: \(error.localizedDescription)")
        }
        if let user = program.user { try Self.give(data + "/rookery.conf", to: user) }
    }
}
