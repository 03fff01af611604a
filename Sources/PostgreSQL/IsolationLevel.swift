/// What a transaction sees of others ("13.2. Transaction Isolation" of PostgreSQL's manual).
public enum IsolationLevel: Sendable {
    /// Each statement sees what was committed before it began.
    case readCommitted
    /// All statements see what was committed before the first; conflicting updates fail with SQLSTATE 40001.
    case repeatableRead
    /// As if the transactions had run one after the other; those that cannot fail with SQLSTATE 40001.
    case serializable

    func begin(readOnly: Bool) -> SQL {
        switch (self, readOnly) {
        case (.readCommitted, false): "BEGIN ISOLATION LEVEL READ COMMITTED"
        case (.readCommitted, true): "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY"
        case (.repeatableRead, false): "BEGIN ISOLATION LEVEL REPEATABLE READ"
        case (.repeatableRead, true): "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        case (.serializable, false): "BEGIN ISOLATION LEVEL SERIALIZABLE"
        case (.serializable, true): "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY"
        }
    }
}
