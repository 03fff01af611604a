import CLibPQ
import Foundation
import Logging

extension LocalCluster {
    /// A running cluster for tests: fast, and gone with this process, however that ends.
    ///
    /// A shell waits at the other end of a pipe that only this process holds. When it closes, the shell stops the server
    /// and removes its directory.
    ///
    /// - Throws: ``LocalClusterError``.
    public static func ephemeral(logger: Logger = Logger(label: "rookery.postgresql")) async throws -> LocalCluster {
        var template = Array("/tmp/rookery-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw LocalClusterError("no directory can be made in /tmp") }
        let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        chmod(directory, 0o755)
        var options = Options()
        options.isDurable = false
        options.sharedBuffers = 64
        options.maxConnections = 300
        let cluster = LocalCluster(directory: directory, logger: logger, options: options)
        cluster.attach(watchdog: try watch(directory, logger))
        _ = try await cluster.start()
        return cluster
    }

    private static func watch(_ directory: String, _ logger: Logger) throws -> Int32 {
        let place = try ClusterPlace(directory: directory, logger: logger)
        var ends: [Int32] = [-1, -1]
        guard pipe2(&ends, O_CLOEXEC) == 0 else { throw LocalClusterError("no more files may be opened") }
        defer { close(ends[0]) }
        // The signals of a terminal go to the whole group; this one has its work still to do then.
        let script = """
            trap '' INT TERM HUP
            directory=$1; shift
            cat > /dev/null
            "$@" > /dev/null 2>&1
            rm -rf -- "$directory"
            """
        let stop = place.program.asUser([place.programs + "/pg_ctl", "stop", "-D", place.data, "-m", "immediate"])
        guard Program.spawn(["sh", "-c", script, "watchdog", directory] + stop, input: ends[0], output: nil) != nil else {
            close(ends[1])
            throw LocalClusterError("no watchdog can be started")
        }
        return ends[1]
    }
}
