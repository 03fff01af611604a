/// What a webhook can be told of.
public enum WebhookEvent {
    /// Every event: what is made, changed or deleted, and what else happens to it. Document "V1" (Webhook Events) calls deals
    /// opportunities; both names mean the same.
    public static let all = ["contact", "company", "customer", "lead", "deal", "opportunity", "task", "activity", "product"].flatMap {
        record in
        (["created", "updated", "deleted"] + further[record, default: []]).map { "\(record).\($0)" }
    }

    static let names = Set(all)

    private static let further = [
        "lead": ["scored", "qualified", "converted"],
        "deal": ["stage_changed", "won", "lost", "reopened"],
        "opportunity": ["stage_changed", "won", "lost", "reopened"],
        "task": ["completed"],
        "activity": ["completed"],
    ]
}
