import Glibc

/// A lock on a file (`flock`), which the kernel gives back when its holder dies, however it dies.
final class FileLock: Sendable {
    enum Kind {
        case shared, exclusive

        fileprivate var operation: Int32 { self == .shared ? LOCK_SH : LOCK_EX }
    }

    private let file: Int32

    /// Waits for the lock; blocks the calling thread. Nil when the file cannot be opened.
    init?(_ path: String, _ kind: Kind) {
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { return nil }
        while flock(file, kind.operation) != 0, errno == EINTR {}
    }

    deinit {
        close(file)
    }

    /// True when nobody else holds the lock; then it is ours alone.
    func isOnlyHolder() -> Bool {
        flock(file, LOCK_EX | LOCK_NB) == 0
    }
}
