import Logging
import Mail
import PostgreSQL

/// Sends what is in the queue. Every server process has one; a mail is sent by one of them.
public final class MailDelivery: Sendable {
    let database: Database
    let mailer: Mailer
    let settings: PeopleSettings
    let makeToken: @Sendable () -> MailedToken
    private let logger: Logger
    private let (calls, call) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    /// How long what another process queued, or what failed, may wait unseen.
    private static let pause = Duration.seconds(5)

    /// - Parameter makeToken: 256 random bits each time.
    public init(
        database: Database,
        mailer: Mailer,
        settings: PeopleSettings,
        logger: Logger,
        makeToken: @escaping @Sendable () -> MailedToken
    ) {
        self.database = database
        self.mailer = mailer
        self.settings = settings
        self.logger = logger
        self.makeToken = makeToken
    }

    /// Looks at the queue now: something was put into it.
    public func wake() { call.yield() }

    /// Sends, until the task is cancelled; what is being sent then is sent and written down.
    public func run() async {
        let clock = Task {
            while !Task.isCancelled {
                call.yield()
                try? await Task.sleep(for: Self.pause)
            }
        }
        defer { clock.cancel() }
        for await _ in calls {
            while !Task.isCancelled, await deliverPortion() {}
        }
    }

    /// - Returns: whether there may be more.
    private func deliverPortion() async -> Bool {
        // Not cancelled in the middle: a mail that was sent and not written down would be sent again.
        await Task {
            do {
                let mails = try await database.query(OutgoingMail.take).map(OutgoingMail.init)
                await withDiscardingTaskGroup { group in
                    for mail in mails { group.addTask { await self.deliver(mail) } }
                }
                // Apart from what says that a mail was sent: if this fails, that stands.
                if !mails.isEmpty { _ = try? await database.batch(OutgoingMail.clearing) }
                return mails.count == OutgoingMail.portion
            } catch {
                logger.warning("The queue of mails cannot be read", metadata: ["error": "\(error)"])
                return false
            }
        }.value
    }

    private func deliver(_ mail: OutgoingMail) async {
        let metadata: Logger.Metadata = ["mail": "\(mail.id)", "kind": "\(mail.purpose.rawValue)"]
        do {
            guard let message = try await compose(mail) else {
                _ = try await database.query(mail.dropped)
                return
            }
            do throws(MailError) {
                let place = try await mailer.send(message)
                logger.info("Mail sent to \(place)", metadata: metadata)
            } catch {
                logger.warning("Mail not sent: \(error)", metadata: metadata)
                _ = try await database.query(mail.failed("\(error)", isTemporary: error.isTemporary))
                return
            }
            _ = try await database.query(mail.sent)
        } catch let error as MailError {
            logger.warning("Mail cannot be written: \(error)", metadata: metadata)
            _ = try? await database.query(mail.failed("\(error)", isTemporary: false))
        } catch {
            logger.warning("Mail not delivered", metadata: metadata.merging(["error": "\(error)"]) { $1 })
            // Where this cannot be written either, it is taken again when the lease is over.
            _ = try? await database.query(mail.failed("\(error)", isTemporary: true))
        }
    }
}
