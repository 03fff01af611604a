import Foundation
import JSON
import Mail
import Synchronization

/// A real mail server (PyPI's aiosmtpd) as a process of its own, which shows what it was given. `make test` installs it.
package final class SMTPTestServer: Sendable {
    package let port: Int
    private let process: Process
    private let received: Received

    /// What came so far, and what is not a whole line yet.
    private final class Received: Sendable {
        private let state = Mutex<(lines: [JSON], rest: [UInt8])>(([], []))

        func add(_ bytes: Data) {
            state.withLock { state in
                state.rest += bytes
                while let end = state.rest.firstIndex(of: 0x0A) {
                    if let line = try? JSONReader.parse(Array(state.rest[..<end])) { state.lines.append(line) }
                    state.rest.removeFirst(end + 1)
                }
            }
        }

        var lines: [JSON] { state.withLock(\.lines) }
    }

    /// - Parameter arguments: as `smtp-server.py` takes them.
    package static func start(_ arguments: [String] = []) async throws -> SMTPTestServer {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let root = folder.deletingLastPathComponent().deletingLastPathComponent()
        let python = root.appendingPathComponent(".build/mail-server/bin/python")
        guard FileManager.default.isExecutableFile(atPath: python.path) else {
            throw MailError.failed("There is no mail server to test with. Run: make mail-server")
        }
        let process = Process()
        process.executableURL = python
        process.arguments = ["-B", folder.appendingPathComponent("smtp-server.py").path] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        let received = Received()
        output.fileHandleForReading.readabilityHandler = { handle in
            let bytes = handle.availableData
            if bytes.isEmpty { handle.readabilityHandler = nil } else { received.add(bytes) }
        }
        try process.run()
        for _ in 0..<1000 {
            if let port = received.lines.first?["port"]?.int64Value {
                return SMTPTestServer(port: Int(port), process: process, received: received)
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw MailError.failed("The mail server does not start.")
    }

    private init(port: Int, process: Process, received: Received) {
        self.port = port
        self.process = process
        self.received = received
    }

    deinit { stop() }

    /// The messages that it took.
    package var messages: [JSON] { Array(received.lines.dropFirst()) }

    /// The next message after so many, which may be on its way.
    package func message(after count: Int = 0) async throws -> JSON {
        guard await eventually({ messages.count > count }) else { throw MailError.failed("No message came.") }
        return messages[count]
    }

    package func stop() {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
}

/// A certificate that nobody signed, and its key, made by the `openssl` command.
package struct TestCertificate: Sendable {
    package let certificate: String
    package let key: String

    /// For a server of that name.
    package init(for name: String = "localhost") throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("rookery-mail-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        certificate = folder.appendingPathComponent("certificate.pem").path
        key = folder.appendingPathComponent("key.pem").path
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
            "/CN=\(name)",
            "-addext", "subjectAltName=DNS:\(name)", "-keyout", key, "-out", certificate,
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw MailError.failed("openssl makes no certificate.") }
    }

    /// As `SMTPTestServer` takes it.
    package var arguments: [String] { ["--certificate", certificate, "--key", key] }
}
