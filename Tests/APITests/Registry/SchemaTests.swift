import PostgreSQL
import Testing
import TestSupport

@testable import CRM

/// The declarations of resources and the tables of the migrations are the same thing, said twice.
@Suite struct SchemaTests {
    /// Columns that no client is shown under their own name.
    private static let unshown = [
        "organization_id": "the tenant, which the path or the token says",
        "deleted_at": "a softly deleted record is not shown",
        "display_name": "shown as name",
        "search_text": "what is searched, which is shown field by field",
    ]

    @Test(arguments: Registry.resources) func everyFieldIsAColumnOfItsType(_ resource: Resource) async throws {
        let columns = try await Table.columns(resource.name)
        for field in resource.fields {
            if case .document = field.kind { continue }
            let name = field.expression.map { String($0.dropFirst(2)) } ?? field.name
            // What is computed of several columns is none.
            if field.expression != nil, name.contains(where: { $0 != "_" && !$0.isLetter }) { continue }
            let column = try #require(columns[name], "\(field.name)")
            #expect(column.type == field.kind.columnType, "\(field.name)")
            if field.isWritable, field.expression == nil {
                #expect(column.isNullable == field.isNullable, "\(field.name)")
            }
        }
    }

    @Test(arguments: Registry.resources) func everyColumnIsAField(_ resource: Resource) async throws {
        let columns = try await Table.columns(resource.name)
        for name in columns.keys where resource.field(name) == nil {
            #expect(Self.unshown[name] != nil, "\(name)")
        }
        #expect(resource.isSoftDeleted == (columns["deleted_at"] != nil))
        #expect(columns["organization_id"]?.isNullable == false)
    }

    /// What the declaration says an absent value means is what the table makes of it.
    @Test(arguments: Registry.resources) func defaultsAgree(_ resource: Resource) async throws {
        let columns = try await Table.columns(resource.name)
        for field in resource.writable where !field.traits.contains(.completed) {
            let stored = columns[field.name]?.standard?.split(separator: "::").first.map { $0.filter { $0 != "'" } }
            #expect(stored == field.standard?.columnDefault, "\(field.name)")
        }
    }

    @Test(arguments: Registry.resources) func choicesAreThoseThatTheTableAllows(_ resource: Resource) async throws {
        let rows = try await TestServer.shared.owner.query(
            """
            SELECT a.attname, pg_get_constraintdef(c.oid) FROM pg_constraint c
            JOIN pg_attribute a ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum]
            WHERE c.conrelid = \(resource.name)::regclass AND c.contype = 'c' AND pg_get_constraintdef(c.oid) LIKE '%ANY (ARRAY[%'
            """
        )
        for row in rows {
            let (name, definition): (String, String) = (try row.get(0), try row.get(1))
            let words = definition.split(separator: "'").enumerated().filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
            guard case .choice(let choices)? = resource.field(name)?.kind else {
                Issue.record("\(name) is no choice")
                continue
            }
            #expect(Set(words) == Set(choices), "\(name)")
        }
    }
}

/// A table as the database's own catalogue describes it.
enum Table {
    struct Column {
        let type: String
        let isNullable: Bool
        let standard: String?
    }

    static func columns(_ table: String) async throws -> [String: Column] {
        let rows = try await TestServer.shared.owner.query(
            """
            SELECT a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull, pg_get_expr(d.adbin, d.adrelid)
            FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.attgenerated = ''
            WHERE a.attrelid = \(table)::regclass AND a.attnum > 0 AND NOT a.attisdropped
            """
        )
        var columns: [String: Column] = [:]
        for row in rows {
            columns[try row.get(0)] = Column(type: try row.get(1), isNullable: try row.get(2), standard: try row.getIfPresent(3))
        }
        return columns
    }
}

extension Kind {
    /// The type of a column that holds every value of this kind and no more than needed.
    fileprivate var columnType: String {
        switch self {
        case .integer(let range): range.upperBound > Int64(Int32.max) ? "bigint" : "integer"
        case .reference: "bigint"
        case .decimal(let digits, let scale): "numeric(\(digits),\(scale))"
        case .text, .choice: "text"
        case .boolean: "boolean"
        case .date: "date"
        case .timestamp: "timestamp with time zone"
        case .tags: "text[]"
        case .object, .value, .document: "jsonb"
        }
    }
}

extension Value {
    /// As the catalogue writes a default, without quotes and casts.
    fileprivate var columnDefault: String? {
        switch self {
        case .null: nil
        case .integer(let value): "\(value)"
        case .decimal(let value): value.text
        case .text(let text), .json(let text): text
        case .boolean(let value): "\(value)"
        case .tags: "{}"
        case .date(let date): date.text
        case .timestamp(let instant): instant.rfc3339
        }
    }
}
