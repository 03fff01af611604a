import CRM
import HTTPCore

/// The records of document "Suite", in its order. Single records show more than those of lists, of which alone the document has examples.
extension SuiteDoor {
    /// All of them: what holds for every shape is tested over this list.
    static let shapes = [
        accounts, contacts, leads, deals, stages, activities, tasks, events, products, categories, territories, settings, integrations,
        webhooks,
    ]

    /// The routes of them all.
    var records: [Route] { services.records(Self.shapes, webhooks: Self.webhooks) }

    static let manner = Shape.Manner(answersDetail: true)

    static func titles(_ words: [String]) -> Form { .spelled(.titles(words)) }

    /// `created_at` and `updated_at`, which every object ends with.
    static let times = [Key("created_at", Common.createdAt), Key("updated_at", Common.updatedAt)]
}
