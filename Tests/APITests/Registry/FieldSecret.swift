import JSON
import PostgreSQL
import TestSupport

@testable import API
@testable import CRM

/// Two values of one field, put into the database behind the server's back: nothing else changes, not even the time of the change.
struct FieldSecret {
    let field: Field
    let resource: Resource
    /// Words that stand in the two values, for fields with words.
    let words: [String]
    private let values: [String]

    /// nil for what is worked out from other fields, and so no secret of its own.
    init?(_ field: Field, _ office: FieldOffice, number: Int, columns: [String: Table.Column]) {
        let resource = office.resource
        guard let column = columns[field.name], !Self.bound.contains("\(resource.name).\(field.name)") else { return nil }
        self.field = field
        self.resource = resource
        let marks = ["zq\(number)a", "zq\(number)b"]
        var isText = false
        let values: [String]
        switch field.kind {
        case .text(_, .currency): values = ["'EUR'", "'JPY'"]
        case .text(_, .color): values = ["'#111111'", "'#222222'"]
        case .text(_, let format):
            values = marks.map { format == .email ? "'\($0)' || id || '@example.org'" : "'\($0)' || id" }
            isText = true
        case .choice(let choices):
            values = choices.filter { !["new", "open", "converted", "terminated", "completed", "event"].contains($0) }.suffix(2).map {
                "'\($0)'"
            }
        case .integer(let range):
            values = field.name == "position" ? ["40", "41"] : ["\(range.lowerBound + 2)", "\(range.lowerBound + 3)"]
        case .decimal: values = ["7.25", "1009.5"]
        case .boolean: values = ["true", "false"]
        case .date: values = [1, 2].map { field.name == "hire_date" ? "'2001-03-0\($0)'" : "'2031-03-0\($0)'" }
        case .timestamp:
            // Later by so little that the order of the lists stays.
            let isOrder = ["created_at", "updated_at"].contains(field.name)
            let year = field.name == "ends_at" ? 2031 : 2001
            values = [1, 2].map { isOrder ? "\(field.name) + interval '\($0) microseconds'" : "'\(year)-02-03T04:05:0\($0)Z'" }
        case .tags: values = marks.map { "'{\($0)}'" }
        case .object: values = marks.map { "'{\"\($0)\": 1}'" }
        case .reference(let relation):
            let isUser = field.name == "user_id"
            let ids =
                isUser
                ? [office.office.mate.userID, office.office.other.userID]
                : office.office.world.targets[relation.target.table, default: []] + office.spare
            values = ids.suffix(2).map { "\($0)" }
        case .value: values = marks.map { "'[\"\($0)\"]'" }
        case .document: return nil
        }
        guard values.count == 2 else { return nil }
        self.values = values.map { "(\($0))::\(column.type)" }
        words = isText ? marks : []
    }

    /// What another column shows as well, because the database holds the two together, and what nobody is shown.
    private static let bound = [
        "deals.pipeline_id", "activities.completed", "activities.completed_at", "companies.domain", "webhooks.secret",
    ]

    /// Which of the records may hold the value.
    private static let conditions = [
        "leads.status": "status <> 'converted'", "deals.status": "status <> 'open'", "employees.status": "status <> 'terminated'",
        "pipelines.is_active": "NOT is_default",
        "pipeline_stages.position": "NOT EXISTS (SELECT FROM deals d WHERE d.stage_id = pipeline_stages.id)",
        "pipeline_stages.pipeline_id": "NOT EXISTS (SELECT FROM deals d WHERE d.stage_id = pipeline_stages.id)",
        "deals.stage_id": "status = 'open'",
    ]

    /// Writes the first or the second value into the witnesses that have one.
    /// - Returns: how many.
    func write(_ which: Int, _ office: FieldOffice) async throws -> Int {
        let database = office.owner.server.owner
        if field.name == "is_default" {
            // One of two has to be it.
            let ids = [office.witnesses[which], office.witnesses[1 - which]]
            _ = try await database.query("UPDATE pipelines SET is_default = false WHERE id = ANY(\(ids))")
            return try await database.query("UPDATE pipelines SET is_default = true WHERE id = \(ids[0])").affected
        }
        let isUnique = field.name == "user_id"
        let ids = isUnique ? Array(office.witnesses.prefix(1)) : office.witnesses
        let condition = Self.conditions["\(resource.name).\(field.name)"].map { " AND \($0)" } ?? ""
        return try await database.query(
            """
            UPDATE \(identifier: resource.name) SET \(identifier: field.name) = \(literal: values[which])
            WHERE id = ANY(\(ids)) AND \(identifier: field.name) IS NOT NULL\(literal: condition)
            """
        ).affected
    }
}
