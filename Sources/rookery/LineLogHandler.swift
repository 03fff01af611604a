import Foundation
import Logging
import PostgreSQL
import Synchronization

/// Writes a log as lines, `time level label: key=value … message`, to the standard output.
///
/// A line for each request has to cost less than the request: lines are gathered for some milliseconds and written together, warnings at
/// once, and the time is put into words once a second. (swift-log's own handler took 8 of 60 microseconds of a request: it writes each line
/// by itself, and asks the file system for the time zone.)
struct LineLogHandler: LogHandler {
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]
    let label: String

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line = ""
        line.reserveCapacity(256)
        line.append(" ", event.level.rawValue)
        line.append(" ", label)
        line += ":"
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) where event.metadata?[key] == nil { line.append(key, value) }
        for (key, value) in (event.metadata ?? [:]).sorted(by: { $0.key < $1.key }) { line.append(key, value) }
        line.append(" [", event.source)
        line.append("] ", event.message.description)
        if let error = event.error { line.append(": ", "\(error)") }
        LogLines.standardOutput.add(line, isUrgent: event.level >= .warning)
    }
}

extension String {
    /// Appends both, in the room that is there.
    fileprivate mutating func append(_ one: String, _ other: String) {
        self += one
        self += other
    }

    /// Appends " key=value".
    fileprivate mutating func append(_ key: String, _ value: Logger.MetadataValue) {
        append(" ", key)
        append("=", value.text)
    }
}

extension Logger.MetadataValue {
    /// Most are texts, which need no describing.
    fileprivate var text: String { if case .string(let text) = self { text } else { description } }
}

/// Lines on their way to a file.
private final class LogLines: Sendable {
    static let standardOutput: LogLines = {
        // What is left when the process ends is written then.
        atexit { LogLines.standardOutput.write() }
        return LogLines()
    }()

    private struct State {
        var bytes: [UInt8] = []
        var second = Int64.min
        var time = ""
        var isDue = false
    }

    private let state = Mutex(State())
    /// Held while lines are written, so that they stay in order.
    private let file = Mutex(FileHandle.standardOutput.fileDescriptor)

    func add(_ line: String, isUrgent: Bool) {
        // A line is one line, whatever a client has put into it.
        let line = line.utf8.contains { $0 < 0x20 } ? String(decoding: line.utf8.map { max($0, 0x20) }, as: UTF8.self) : line
        let now = Instant.now
        let isFirst = state.withLock { state in
            let second = now.microseconds / 1_000_000
            if second != state.second { (state.second, state.time) = (second, Instant(microseconds: second * 1_000_000).rfc3339) }
            state.bytes.append(contentsOf: state.time.utf8)
            state.bytes.append(contentsOf: line.utf8)
            state.bytes.append(UInt8(ascii: "\n"))
            defer { state.isDue = true }
            return !state.isDue
        }
        if isUrgent { return write() }
        guard isFirst else { return }
        Task.detached { [self] in
            try? await Task.sleep(for: .milliseconds(20))
            write()
        }
    }

    func write() {
        file.withLock { file in
            let bytes = state.withLock { state in
                defer {
                    state.bytes.removeAll(keepingCapacity: state.bytes.count < 1 << 20)
                    state.isDue = false
                }
                return state.bytes
            }
            bytes.withUnsafeBytes { bytes in
                var written = 0
                while written < bytes.count {
                    let count = Foundation.write(file, bytes.baseAddress.map { $0 + written }, bytes.count - written)
                    if count <= 0, errno != EINTR { return }
                    written += max(0, count)
                }
            }
        }
    }
}
