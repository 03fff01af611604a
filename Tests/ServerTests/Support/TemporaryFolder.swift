import Foundation
import TestSupport

/// A folder for processes of their own. It goes at the end of the test or with this process, however that ends, and whatever
/// still runs in it goes first, PostgreSQL included.
///
/// A shell waits at the other end of a pair of sockets that only this process holds; when it closes, the shell cleans up.
struct TemporaryFolder: Sendable {
    let path: String

    static func with<R: Sendable>(_ body: (TemporaryFolder) async throws -> R) async throws -> R {
        var template = Array("/tmp/rookery-server-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure("no folder can be made in /tmp") }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // PostgreSQL runs as another user where this process is root, and has to get in.
        chmod(path, 0o755)
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw Failure("no more files may be opened")
        }
        let cleaning = try ChildProcess("/bin/sh", ["-c", cleanUp, "cleaner", path], in: "/", [:], input: ends[0], output: nil)
        close(ends[0])
        let outcome: Result<R, any Error>
        do { outcome = .success(try await body(TemporaryFolder(path: path))) } catch { outcome = .failure(error) }
        close(ends[1])
        _ = await cleaning.status
        return try outcome.get()
    }

    /// PostgreSQL is asked to go at once, which leaves no shared memory behind; then whatever is left is killed.
    private static let cleanUp = """
        trap '' INT TERM HUP
        cat > /dev/null
        for signal in QUIT QUIT KILL KILL; do
            for process in /proc/[0-9]*; do
                case $(readlink "$process/cwd") in
                    "$1") kill -KILL "${process#/proc/}" ;;
                    "$1"/*) kill -$signal "${process#/proc/}" && sleep 0.2 ;;
                esac
            done 2> /dev/null
        done
        rm -rf -- "$1"
        """

    /// The processes that work in the folder or below, PostgreSQL's among them.
    private var processes: [Int32] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { Int32($0) } ?? []
        return all.filter { process in
            let place = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/cwd")
            return place == path || place?.hasPrefix(path + "/") == true
        }
    }

    /// Whether nothing works in the folder any longer. PostgreSQL says that it has stopped a moment before its process ends.
    var isQuiet: Bool {
        get async { await eventually(within: .seconds(2)) { processes.isEmpty } }
    }

    /// The process of the private PostgreSQL whose data is in the folder; nil when there is none.
    var postmaster: Int32? {
        let file = path + "/.rookery/cluster/data/postmaster.pid"
        let lines = try? String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
        return lines?.first.flatMap { Int32($0) }
    }

    func write(_ text: String, to name: String) throws {
        try text.write(toFile: path + "/" + name, atomically: false, encoding: .utf8)
    }
}

/// Why a test cannot go on.
struct Failure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
