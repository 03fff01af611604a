import PostgreSQL
import RBAC

/// How many records members reach, of those that whoever asks may read: each number once, all in one round trip, and by the same
/// condition that lists go by.
struct RecordCounts {
    private struct Key: Hashable {
        let resource: String
        let filter: RowFilter
    }

    private let principal: Principal
    private var numbers: [Key: Int64] = [:]

    init(_ principal: Principal) { self.principal = principal }

    /// Notes that the number will be wanted.
    mutating func ask(_ permission: Permission, _ subject: Subject) {
        guard let key = key(permission, subject), key.filter != .nothing else { return }
        numbers[key] = 0
    }

    /// Reads all numbers that were asked for.
    mutating func count(_ transaction: Transaction) async throws {
        let keys = Array(numbers.keys)
        let statements = keys.compactMap { key in
            Registry.resources.first { $0.name == key.resource }.map { $0.count(key.filter, principal) }
        }
        for (key, rows) in zip(keys, try await transaction.batch(statements)) { numbers[key] = try rows[0].get(0) }
    }

    /// With how many records the subject may do it; nil for what is not done with records that are there, and for records that
    /// whoever asks may not read, or not by their owners.
    subscript(permission: Permission, subject: Subject) -> Int64? {
        guard let key = key(permission, subject) else { return nil }
        return key.filter == .nothing ? 0 : numbers[key]
    }

    private func key(_ permission: Permission, _ subject: Subject) -> Key? {
        guard ![.create, .import].contains(permission.action),
            let resource = Registry.resources.first(where: { $0.name == permission.resource }),
            let reading = resource.permission(.read), principal.policy.scope(for: reading) != nil,
            resource.hiddenOwner(from: principal) == nil
        else { return nil }
        return Key(resource: resource.name, filter: RowFilter(subject.policy.reach(of: permission), subject.member))
    }
}

extension Resource {
    fileprivate func count(_ filter: RowFilter, _ principal: Principal) -> SQL {
        let visible = permission(.read).map(principal.subject.filter) ?? .nothing
        let scopes = [condition(visible), condition(filter)].compactMap { $0 }
        if scopes.isEmpty, let all = Figures.count(of: self, in: principal.organizationID) { return "SELECT " + all }
        let conditions = [present(in: principal.organizationID)] + scopes
        return "SELECT count(*) FROM \(literal: name) t WHERE " + conditions.joined(separator: " AND ")
    }
}
