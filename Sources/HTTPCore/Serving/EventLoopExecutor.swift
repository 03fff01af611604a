import NIOCore

/// Runs the tasks of a connection on the thread that reads and writes it.
///
/// On the shared pool of threads, a request would wake another thread twice: once to be answered, once to be written.
final class EventLoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) {
        self.loop = loop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
