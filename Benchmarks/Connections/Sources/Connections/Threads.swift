import CLibPQ
import Glibc
import PostgreSQL

/// The other way: a thread for each connection, which takes a request from a queue, sends it, and blocks until it is
/// answered. The pipelines are those of `Database`; everything it does beyond that (cancelling, recovery) is left out,
/// in favour of this one.
final class Threads: @unchecked Sendable {
    private struct Request {
        let commands: [Command]
        let continuation: UnsafeContinuation<Int, Never>
    }

    /// A statement that every connection has prepared, or a text that is sent as it is.
    enum Command {
        case prepared(String, [String])
        case text(String)
    }

    private var mutex = pthread_mutex_t()
    private var condition = pthread_cond_t()
    private var queue: [Request] = []
    private var head = 0

    init(url: String, count: Int, statements: [(name: String, text: String)]) {
        pthread_mutex_init(&mutex, nil)
        pthread_cond_init(&condition, nil)
        for _ in 0..<count { start(url, statements) }
    }

    /// The number of rows that all commands together give.
    func run(_ commands: [Command]) async -> Int {
        await withUnsafeContinuation { continuation in
            pthread_mutex_lock(&mutex)
            queue.append(Request(commands: commands, continuation: continuation))
            pthread_cond_signal(&condition)
            pthread_mutex_unlock(&mutex)
        }
    }

    private func next() -> Request {
        pthread_mutex_lock(&mutex)
        while head == queue.count { pthread_cond_wait(&condition, &mutex) }
        let request = queue[head]
        head += 1
        if head == queue.count || head > 1_024 {
            queue.removeFirst(head)
            head = 0
        }
        pthread_mutex_unlock(&mutex)
        return request
    }

    private func start(_ url: String, _ statements: [(name: String, text: String)]) {
        final class Start: Sendable {
            let body: @Sendable () -> Void
            init(_ body: @escaping @Sendable () -> Void) { self.body = body }
        }
        let start = Start { [self] in
            guard let connection = PQconnectdb(url), PQstatus(connection) == CONNECTION_OK else { fatalError("no connection") }
            for statement in statements { PQclear(PQprepare(connection, statement.name, statement.text, 0, nil)) }
            PQenterPipelineMode(connection)
            while true {
                let request = next()
                request.continuation.resume(returning: Self.answer(request.commands, connection))
            }
        }
        var thread = pthread_t()
        let argument = Unmanaged.passRetained(start).toOpaque()
        pthread_create(
            &thread,
            nil,
            { argument in
                if let argument { Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body() }
                return nil
            },
            argument
        )
    }

    private static func answer(_ commands: [Command], _ connection: OpaquePointer) -> Int {
        for command in commands {
            switch command {
            case .text(let text): PQsendQueryParams(connection, text, 0, nil, nil, nil, nil, 0)
            case .prepared(let name, let parameters):
                let values = parameters.map { strdup($0).map { UnsafePointer($0) } }
                PQsendQueryPrepared(connection, name, Int32(values.count), values, nil, nil, 0)
                for value in values { free(UnsafeMutablePointer(mutating: value)) }
            }
        }
        PQpipelineSync(connection)
        var rows = 0
        while true {
            guard let result = PQgetResult(connection) else { continue }
            defer { PQclear(result) }
            if PQresultStatus(result) == PGRES_PIPELINE_SYNC { return rows }
            rows += Int(PQntuples(result))
        }
    }
}
