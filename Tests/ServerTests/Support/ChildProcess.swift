import Foundation

/// A process that this one has started, and how it ended.
struct ChildProcess: Sendable {
    let id: pid_t
    private let ending: Task<Int32, Never>

    /// Starts a program in a folder, with nothing of this process's environment and files.
    ///
    /// - Parameters:
    ///   - input: The file it reads; nil for an empty one.
    ///   - output: The file it writes to, also its errors; nil for none.
    init(
        _ program: String,
        _ arguments: [String],
        in folder: String,
        _ environment: [String: String],
        input: Int32?,
        output: Int32?
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (file, descriptor) in [(input, Int32(0)), (output, 1), (output, 2)] {
            if let file {
                posix_spawn_file_actions_adddup2(&actions, file, descriptor)
            } else {
                posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
            }
        }
        let variables = environment.merging(["PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"]) { given, _ in given }
        // `env` goes to the folder and becomes the program.
        let words = ["/usr/bin/env", "-C", folder, "-i"] + variables.map { "\($0)=\($1)" } + [program] + arguments
        let argv = words.map { strdup($0) } + [nil]
        defer { for pointer in argv { free(pointer) } }
        var process = pid_t()
        let error = posix_spawn(&process, words[0], &actions, nil, argv, nil)
        guard error == 0 else { throw Failure("\(program) cannot be started: \(String(cString: strerror(error)))") }
        let id = process
        self.id = id
        ending = Task {
            await withCheckedContinuation { continuation in
                Thread.detachNewThread {
                    var status: Int32 = 0
                    while waitpid(id, &status, 0) < 0, errno == EINTR {}
                    // As a shell says it: the exit code, or 128 and the number of the signal.
                    continuation.resume(returning: status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F)
                }
            }
        }
    }

    /// The exit code, or 128 and the number of the signal that killed it; waits for its end.
    var status: Int32 {
        get async { await ending.value }
    }

    func signal(_ signal: Int32) {
        kill(id, signal)
    }
}
