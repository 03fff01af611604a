import CLibPQ
import Glibc

/// A program that is run to its end, with no more of this process than it needs: no files, no environment.
struct Program: Sendable {
    /// The user to run as; nil is ours.
    var user: SystemUser?

    /// Runs it and waits; blocks the calling thread.
    ///
    /// - Returns: its exit status, 127 when it could not be started, and all it printed.
    func run(_ arguments: [String]) -> (status: Int32, output: String) {
        var ends: [Int32] = [-1, -1]
        guard pipe2(&ends, O_CLOEXEC) == 0 else { return (127, "no more files may be opened") }
        let process = Self.spawn(asUser(arguments), input: nil, output: ends[1])
        close(ends[1])
        defer { close(ends[0]) }
        guard let process else { return (127, "\(arguments[0]) cannot be started") }
        var output: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = read(ends[0], &piece, piece.count)
            if count > 0 { output += piece.prefix(count) } else if count == 0 || errno != EINTR { break }
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        // WEXITSTATUS; 128 and the signal's number for one that was killed, as a shell says it.
        let code = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
        return (code, String(decoding: output, as: UTF8.self))
    }

    /// The arguments that run a program as the user.
    func asUser(_ arguments: [String]) -> [String] {
        guard let user else { return arguments }
        return ["setpriv", "--reuid=\(user.uid)", "--regid=\(user.gid)", "--clear-groups", "--"] + arguments
    }

    /// Starts a program in `/` with nothing open but its standard files; nil when it cannot be.
    static func spawn(_ arguments: [String], input: Int32?, output: Int32?) -> pid_t? {
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
        // A listening socket that a surviving PostgreSQL held would keep its port from our next start.
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        posix_spawn_file_actions_addchdir_np(&actions, "/")
        let variables = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"]
        let argv = arguments.map { strdup($0) } + [nil]
        let environment = variables.map { strdup($0) } + [nil]
        defer { for pointer in argv + environment { free(pointer) } }
        var process = pid_t()
        return posix_spawnp(&process, arguments[0], &actions, nil, argv, environment) == 0 ? process : nil
    }
}

/// A user of this machine.
struct SystemUser: Sendable, Equatable {
    let uid: uid_t
    let gid: gid_t

    init?(name: String) {
        guard let entry = getpwnam(name) else { return nil }
        self.init(uid: entry.pointee.pw_uid, gid: entry.pointee.pw_gid)
    }

    init?(ownerOf path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(uid: status.st_uid, gid: status.st_gid)
    }

    private init(uid: uid_t, gid: gid_t) {
        self.uid = uid
        self.gid = gid
    }
}
