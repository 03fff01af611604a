import PostgreSQL

/// URLs that are told of what happens (documents "Suite", Webhooks, and "V1", Webhooks API).
public enum Webhooks {
    package static let name = Column<String>("name", maximum: 200, [.required, .searched])
    package static let url = Column<String>("url", maximum: 2000, [.required, .searched], format: .url)
    /// What it is told of: `WebhookEvent`.
    package static let events = Column<[String]>(tags: "events")
    /// What deliveries are signed with: it has to be kept as it is, so it is never told.
    package static let secret = Column<String>("secret", maximum: 500, .writeOnly, format: .secret)
    package static let hasSecret = Column<Bool>("has_secret", sources: ["webhooks.secret"], computed: "(t.secret IS NOT NULL)", .boolean)
    package static let isActive = Column<Bool>("is_active", default: true)

    /// The resource `webhooks`, whose URLs lead to the public internet.
    public static let resource = resource(allowingPrivate: false)

    /// The resource `webhooks`.
    /// - Parameter isPrivateAllowed: whether URLs may lead into private networks, and to the server's own machine.
    public static func resource(allowingPrivate isPrivateAllowed: Bool) -> Resource {
        Resource(
            "webhooks",
            label: "webhook",
            fields: [
                Common.id.field, name.field, url.field, events.field, secret.field, hasSecret.field, isActive.field,
            ] + Common.madeRecord,
            rules: Resource.Rules(check: { draft, _ in
                if case .tags(let names)? = draft[events] { try check(names) }
                guard case .text(let text)? = draft[url] else { return }
                do throws(WebhookURL.Problem) {
                    _ = try WebhookURL(text, allowingPrivate: isPrivateAllowed)
                } catch {
                    throw CRMError.invalid("url", error.message)
                }
            })
        )
    }

    private static func check(_ names: [String]) throws(CRMError) {
        guard let unknown = names.first(where: { !WebhookEvent.names.contains($0) }) else { return }
        throw .invalid("events", "\"\(unknown)\" is not an event. Choose from: \(WebhookEvent.all.joined(separator: ", ")).")
    }
}
