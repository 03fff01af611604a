import Logging
import Synchronization

/// Keeps what was logged.
final class RecordedLog: Sendable {
    struct Line: Sendable {
        let level: Logger.Level
        let message: String
        let metadata: [String: String]
    }

    private let recorded = Mutex<[Line]>([])

    var lines: [Line] { recorded.withLock { $0 } }

    /// The lines of the access log; waits for that many, as a line is written just after its answer.
    func requests(count: Int) async throws -> [Line] {
        for _ in 0..<2000 {
            let lines = self.lines.filter { $0.message == "request" }
            if lines.count >= count { return lines }
            try await Task.sleep(for: .milliseconds(10))
        }
        return lines.filter { $0.message == "request" }
    }

    var handler: any LogHandler { Handler(log: self) }

    private struct Handler: LogHandler {
        let log: RecordedLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.info

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            let line = Line(level: event.level, message: "\(event.message)", metadata: all.mapValues { "\($0)" })
            log.recorded.withLock { $0.append(line) }
        }
    }
}
