import Foundation
import JSON
import PostgreSQL

@testable import CRM

/// What filters, searches and orders mean, computed plainly over records as lists show them.
enum Plain {
    /// Whether a record meets the condition that a query parameter of this text makes.
    static func matches(_ record: JSON, _ field: Field, _ comparison: Filter.Operator, _ text: String) -> Bool {
        let value = record[field.name] ?? .null
        if comparison == .isNull { return value.isNull == (text == "true") }
        if let tags = value.arrayValue { return matches(tags, comparison, text.components(separatedBy: ",").map(JSON.string)) }
        switch comparison {
        case .equal: return equals(value, text, field.kind)
        case .notEqual: return !equals(value, text, field.kind)
        case .isIn: return text.components(separatedBy: ",").contains { equals(value, $0, field.kind) }
        case .minimum: return compare(value, text, field.kind) { $0 >= 0 }
        case .maximum: return compare(value, text, field.kind) { $0 <= 0 }
        // A bare day is the whole of it, at both ends.
        case .after: return compare(value, text, field.kind) { $0 >= 0 } || day(value, is: text)
        case .before: return compare(value, text, field.kind) { $0 <= 0 } || day(value, is: text)
        case .contains: return value.stringValue?.asciiLowercased.contains(text.asciiLowercased) ?? false
        case .startsWith: return value.stringValue?.asciiLowercased.hasPrefix(text.asciiLowercased) ?? false
        case .all, .isNull: return false
        }
    }

    private static func matches(_ tags: [JSON], _ comparison: Filter.Operator, _ wanted: [JSON]) -> Bool {
        switch comparison {
        case .all: wanted.allSatisfy(tags.contains)
        case .notEqual: !wanted.contains(where: tags.contains)
        default: wanted.contains(where: tags.contains)
        }
    }

    /// Whether every word of `search` stands in some searched field.
    static func matches(_ record: JSON, _ resource: Resource, search: String) -> Bool {
        let texts = resource.fields.filter { $0.traits.contains(.searched) }.compactMap { record[$0.name]?.stringValue?.asciiLowercased }
        return search.split(separator: " ").allSatisfy { word in texts.contains { $0.contains(word.lowercased()) } }
    }

    /// Records in the order of these fields: null is the greatest, and ties go by id in the direction of the first field.
    static func sorted(_ records: [JSON], by keys: [(field: Field, descending: Bool)]) -> [Int64] {
        let ids = records.sorted { left, right in
            for (field, descending) in keys {
                let order = order(left[field.name] ?? .null, right[field.name] ?? .null, field.kind)
                if order != 0 { return (order < 0) != descending }
            }
            let (first, second) = (left["id"]?.int64Value ?? 0, right["id"]?.int64Value ?? 0)
            return (first < second) != (keys.first?.descending ?? false)
        }
        return ids.compactMap { $0["id"]?.int64Value }
    }

    private static func equals(_ value: JSON, _ text: String, _ kind: Kind) -> Bool {
        if case .text(_, .email) = kind { return value.stringValue?.lowercased() == text.lowercased() }
        return compare(value, text, kind) { $0 == 0 } || day(value, is: text)
    }

    private static func day(_ value: JSON, is text: String) -> Bool {
        CalendarDate(text) != nil && value.stringValue?.hasPrefix(text + "T") ?? false
    }

    private static func compare(_ value: JSON, _ text: String, _ kind: Kind, _ holds: (Int) -> Bool) -> Bool {
        if value.isNull { return false }
        switch kind {
        case .integer, .decimal, .reference: return holds(order(value, JSONNumber(text).map(JSON.number) ?? .null, kind))
        case .boolean: return holds(order(value, .bool(text == "true"), kind))
        default: return holds(order(value, .string(text), kind))
        }
    }

    /// Below 0 where the left comes first.
    private static func order(_ left: JSON, _ right: JSON, _ kind: Kind) -> Int {
        if left.isNull || right.isNull { return (left.isNull ? 1 : 0) - (right.isNull ? 1 : 0) }
        switch (left, right) {
        case (.number(let left), .number(let right)):
            let numbers = (Decimal(string: left.text) ?? 0, Decimal(string: right.text) ?? 0)
            return numbers.0 < numbers.1 ? -1 : numbers.0 > numbers.1 ? 1 : 0
        case (.bool(let left), .bool(let right)): return (left ? 1 : 0) - (right ? 1 : 0)
        case (.string(let left), .string(let right)):
            if kind.isTimestamp, let left = Instant(rfc3339: left), let right = Instant(rfc3339: right) {
                return left < right ? -1 : left > right ? 1 : 0
            }
            return left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : right.utf8.lexicographicallyPrecedes(left.utf8) ? 1 : 0
        default: return 0
        }
    }
}

extension String {
    /// With A to Z in lower case and all else as it is: what case means beyond ASCII is the database's locale's to say.
    var asciiLowercased: String {
        String(decoding: utf8.map { (65...90).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    /// With a to z in upper case and all else as it is.
    var asciiUppercased: String {
        String(decoding: utf8.map { (97...122).contains($0) ? $0 & 0xDF : $0 }, as: UTF8.self)
    }

    /// As it may stand in a query.
    var queryEncoded: String { addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "" }
}
