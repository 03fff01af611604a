import Synchronization

/// What was worked out for one principal, by name: it is worked out again only after a change of access made a new principal.
final class Notes: Sendable {
    private let values = Mutex<[String: any Sendable]>([:])

    func value<Value: Sendable>(_ name: String, _ make: () -> Value) -> Value {
        if let value = values.withLock({ $0[name] }) as? Value { return value }
        let value = make()
        values.withLock { $0[name] = value }
        return value
    }
}

extension Principal {
    /// What `make` answers, remembered under a name for as long as this principal's access does not change.
    public func remembering<Value: Sendable>(_ name: String, _ make: () -> Value) -> Value { notes.value(name, make) }
}
