import PostgreSQL

/// A mail that is to be written and sent, as it was taken from the queue.
struct OutgoingMail: Sendable {
    let id: Int64
    /// The same for every attempt.
    let messageID: String
    let purpose: MailedToken.Purpose
    /// As it was asked for.
    let recipient: String
    let invitation: (organization: Int64, id: Int64)?
    let client: ClientTrace
    let attempts: Int64

    /// How many are taken at once.
    static let portion: Int64 = 4

    /// For how long whoever took a mail has it alone. More than sending can take, so that no two servers send it.
    private static let lease: Double = 300

    init(_ row: Row) throws {
        id = try row.get(0)
        messageID = try row.get(1)
        guard let purpose = MailedToken.Purpose(rawValue: try row.get(2)) else { throw PostgresError.decoding("kind of mail") }
        self.purpose = purpose
        recipient = try row.get(3)
        let organization: Int64? = try row.getIfPresent(4)
        let invitation: Int64? = try row.getIfPresent(5)
        self.invitation = organization.flatMap { organization in invitation.map { (organization, $0) } }
        client = ClientTrace(agent: try row.getIfPresent(6), address: try row.getIfPresent(7), requestID: try row.getIfPresent(8))
        attempts = try row.get(9)
    }

    /// The statement that puts a mail into the queue. It asks nothing of the recipient, so its time tells nothing of them.
    static func queue(_ purpose: MailedToken.Purpose, to recipient: String, _ client: ClientTrace) -> SQL {
        """
        INSERT INTO outgoing_mail (kind, recipient, user_agent, address, request_id)
        VALUES (\(purpose.rawValue), \(recipient), \(client.agent), \(client.address), \(client.requestID))
        """
    }

    /// The statement that puts an invitation into the queue.
    static func queue(invitation: Int64, to recipient: String, _ principal: Principal) -> SQL {
        """
        INSERT INTO outgoing_mail (kind, recipient, organization_id, invitation_id, request_id)
        VALUES (\(MailedToken.Purpose.invitation.rawValue), \(recipient), \(principal.organizationID), \(invitation),
            \(principal.requestID))
        """
    }

    /// The statement that takes what is due. Of several servers, each takes other rows.
    static let take: SQL = """
        UPDATE outgoing_mail SET attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => \(lease))
        WHERE id IN (
            SELECT id FROM outgoing_mail WHERE sent_at IS NULL AND failed_at IS NULL AND next_attempt_at <= now()
            ORDER BY next_attempt_at, id LIMIT \(portion) FOR UPDATE SKIP LOCKED)
        RETURNING id, message_id::text, kind, recipient, organization_id, invitation_id, user_agent, address, request_id, attempts::bigint
        """

    /// The statement after which it is done with. What is left of it says when.
    var sent: SQL { "UPDATE outgoing_mail SET sent_at = now(), last_error = NULL WHERE id = \(id)" }

    /// The statements after which mails of two days ago that were sent or given up are gone, and tokens that nobody used.
    static let clearing: [SQL] = [
        "DELETE FROM outgoing_mail WHERE created_at < now() - interval '2 days' AND coalesce(sent_at, failed_at) IS NOT NULL",
        "DELETE FROM mailed_tokens WHERE expires_at < now() - interval '1 day'",
    ]

    /// The statement after which it was never there.
    var dropped: SQL { "DELETE FROM outgoing_mail WHERE id = \(id)" }

    /// The statement after which it is tried again, ever later: after half a minute, two, eight, and then every half hour, for a day.
    func failed(_ reason: String, isTemporary: Bool) -> SQL {
        let pause = min(30 * Double(1 << (2 * min(attempts - 1, 4))), 1800)
        return """
            UPDATE outgoing_mail SET last_error = \(reason), next_attempt_at = now() + make_interval(secs => \(pause)),
                failed_at = CASE WHEN \(!isTemporary) OR created_at < now() - interval '1 day' THEN now() END
            WHERE id = \(id)
            """
    }
}
