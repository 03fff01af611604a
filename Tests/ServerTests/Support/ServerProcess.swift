import Foundation

/// The `rookery` command as a process of its own, with an environment of its own.
final class ServerProcess: Sendable {
    let port: Int
    private let process: ChildProcess
    private let log: String

    /// A key that the server takes.
    static let secret = "a-key-for-tests-and-nothing-else-0123456789"

    /// What a server of a test is started with, where the test says nothing else.
    static let environment = ["SECRET_KEY": secret, "HTTP_PORT": "0", "LOG_LEVEL": "warning"]

    /// Starts a server and waits until it is ready.
    ///
    /// - Parameter environment: Added to the usual one; an empty value counts as none.
    static func start(
        in folder: TemporaryFolder,
        _ environment: [String: String] = [:],
        arguments: [String] = ["serve"]
    ) async throws -> ServerProcess {
        let (process, log) = try launch(in: folder, arguments, environment)
        let ending = Task { await process.status }
        for _ in 0..<1_200 {
            try await Task.sleep(for: .milliseconds(100))
            if let port = port(in: read(log)), (try? Wire.get("/readyz", port: port).status) == 200 {
                return ServerProcess(port: port, process: process, log: log)
            }
            if kill(process.id, 0) != 0 { throw Failure("the server ended with \(await ending.value): \(read(log))") }
        }
        throw Failure("the server does not get ready: \(read(log))")
    }

    /// Runs the command to its end.
    ///
    /// - Returns: its exit code and all that it printed.
    static func run(
        _ arguments: [String],
        in folder: TemporaryFolder,
        _ environment: [String: String] = [:]
    ) async throws -> (status: Int32, output: String) {
        let (process, log) = try launch(in: folder, arguments, environment)
        return (await process.status, read(log))
    }

    private init(port: Int, process: ChildProcess, log: String) {
        self.port = port
        self.process = process
        self.log = log
    }

    var id: pid_t { process.id }

    /// All that it has printed.
    var output: String { Self.read(log) }

    /// Its exit code, or 128 and the number of the signal that ended it; waits for that.
    var status: Int32 {
        get async { await process.status }
    }

    func signal(_ signal: Int32) { process.signal(signal) }

    /// Asks it to stop, and waits until it has.
    func stop() async -> Int32 {
        signal(SIGTERM)
        return await status
    }

    /// Starts the command and does not wait for it.
    static func launch(
        in folder: TemporaryFolder,
        _ arguments: [String] = ["serve"],
        _ environment: [String: String] = [:]
    ) throws -> (ChildProcess, log: String) {
        let log = "\(folder.path)/\(UInt64.random(in: 0...UInt64.max)).log"
        let file = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw Failure("\(log) cannot be made") }
        defer { close(file) }
        let variables = Self.environment.merging(environment) { $1 }.filter { !$1.isEmpty }
        return (try ChildProcess(try binary(), arguments, in: folder.path, variables, input: nil, output: file), log)
    }

    /// `rookery` as it was built with these tests: beside their bundle, or above it.
    private static func binary() throws -> String {
        var place = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        while place.path != "/" {
            place = place.deletingLastPathComponent()
            let binary = place.appendingPathComponent("rookery").path
            var isDirectory: ObjCBool = false
            if FileManager.default.fileExists(atPath: binary, isDirectory: &isDirectory), !isDirectory.boolValue { return binary }
        }
        throw Failure("the rookery command was not built with the tests")
    }

    private static func read(_ log: String) -> String {
        (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
    }

    /// The port that a server says it listens on.
    private static func port(in output: String) -> Int? {
        guard let line = output.split(separator: "\n").first(where: { $0.hasPrefix("Rookery is up: ") }) else { return nil }
        return line.split(separator: "/")[1].split(separator: ":").last.flatMap { Int($0) }
    }
}
