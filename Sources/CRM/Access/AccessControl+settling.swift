import Logging
import PostgreSQL
import Synchronization

/// How a change reaches every process before its maker is answered. Each process listens on a connection that also holds a
/// shared advisory lock with the process's number, so that the locks list who listens. Whoever announces waits for a word
/// from each of them; one that is lost has forgotten everything already, and its lock is gone.
extension AccessControl {
    /// "access", as a number: the class of the advisory locks.
    private static let lockClass: Int32 = 0x6163_6365

    /// How long another process may take to say that it has heard. One that takes longer is hung, and is not waited for.
    private static let patience = Duration.seconds(2)

    /// Begins an announcement; its statement goes into the transaction that makes the change.
    func announcing(_ event: AccessEvent) -> (announcement: AccessAnnouncement, heard: AsyncStream<Int32>) {
        let announcement = AccessAnnouncement(event)
        let (heard, continuation) = AsyncStream<Int32>.makeStream()
        memory.withLock { $0.waiting[announcement.number] = continuation }
        return (announcement, heard)
    }

    /// Runs a change of access: `body` makes it, in a transaction of its own, and sends the statement that it is given.
    func change<T: Sendable>(_ event: AccessEvent, _ body: (_ announcement: SQL) async throws -> T) async throws -> T {
        let (announcement, heard) = announcing(event)
        defer { memory.withLock { _ = $0.waiting.removeValue(forKey: announcement.number) } }
        let result = try await body(announcement.statement)
        apply(event)
        await settle(announcement, heard)
        return result
    }

    /// Waits until every other process has forgotten.
    private func settle(_ announcement: AccessAnnouncement, _ heard: AsyncStream<Int32>) async {
        guard memory.withLock(\.isListening), var others = try? await others(), !others.isEmpty else { return }
        let continuation = memory.withLock { $0.waiting[announcement.number] }
        let impatience = Task {
            try? await Task.sleep(for: Self.patience)
            continuation?.finish()
        }
        defer { impatience.cancel() }
        for await process in heard {
            others.remove(process)
            if others.isEmpty { return }
        }
        logger.warning("A server process did not hear of a change of access in time", metadata: ["processes": "\(others.count)"])
    }

    /// The processes that listen now, without this one.
    private func others() async throws -> Set<Int32> {
        let rows = try await database.query(
            """
            SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = \(Int64(Self.lockClass))
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """
        )
        return Set(try rows.compactMap { Int32(exactly: try $0.get(0, as: Int64.self)) }).subtracting([process])
    }

    /// Hears of changes made by other processes, until the task is cancelled.
    public func listen() async {
        let channels = [AccessAnnouncement.channel, AccessAnnouncement.heardChannel]
        await withDiscardingTaskGroup { answers in
            for await event in database.notifications(on: channels, holding: AdvisoryLock(Self.lockClass, process)) {
                switch event {
                case .listening: forgetAll(listening: true)
                case .disconnected:
                    if !Task.isCancelled {
                        logger.warning(
                            "The connection that hears of changes of access is lost; until it is back, every request asks the database"
                        )
                    }
                    forgetAll(listening: false)
                case .notification(AccessAnnouncement.heardChannel, let payload): note(payload)
                case .notification(_, let payload):
                    guard let announcement = AccessAnnouncement(payload: payload) else { continue }
                    apply(announcement.event)
                    // Not waited for: the next event is not to wait for a free connection.
                    answers.addTask { await self.answer(announcement) }
                }
            }
        }
    }

    private func forgetAll(listening: Bool) {
        memory.withLock { memory in
            memory.generation &+= 1
            memory.callers.removeAll()
            memory.keyedSessions.removeAll()
            memory.holders.removeAll()
            memory.keys = nil
            memory.isListening = listening
        }
    }

    private func answer(_ announcement: AccessAnnouncement) async {
        guard announcement.number != 0, memory.withLock({ $0.waiting[announcement.number] == nil }) else { return }
        _ = try? await database.query(
            "SELECT pg_notify(\(AccessAnnouncement.heardChannel), \("\(announcement.number):\(process)"))"
        )
    }

    /// "number:process": another process has heard of an announcement, maybe of one of ours.
    private func note(_ payload: String) {
        let parts = payload.split(separator: ":")
        guard parts.count == 2, let number = UInt64(parts[0]), let process = Int32(parts[1]) else { return }
        memory.withLock { $0.waiting[number] }?.yield(process)
    }
}
