import Foundation
import PostgreSQL

extension Field {
    /// Reads and validates a value written as text: a query parameter, a cell of a CSV file, a form field, a JSON string.
    public func value(fromText text: String) throws(CRMError.Problem) -> Value {
        switch kind {
        case .integer(let range):
            guard let value = Int64(strict: text) else { throw problem("A valid integer is required.") }
            return try integer(value, in: range)
        case .decimal(let digits, let scale):
            return try decimal(text, digits: digits, scale: scale)
        case .text(let maximum, let format):
            return try line(text, maximum: maximum, format)
        case .choice(let choices):
            guard choices.contains(text) else {
                throw problem("\"\(text.prefix(100))\" is not a valid choice. Choose one of: \(choices.joined(separator: ", ")).")
            }
            return .text(text)
        case .boolean:
            switch text.lowercased() {
            case "true", "1", "t", "yes", "on": return .boolean(true)
            case "false", "0", "f", "no", "off": return .boolean(false)
            default: throw problem("Must be a valid boolean.")
            }
        case .date:
            guard let date = CalendarDate(text) else { throw problem("Date has wrong format. Use YYYY-MM-DD.") }
            return .date(date)
        case .timestamp:
            guard let instant = Instant(lenient: text) else { throw problem("Datetime has wrong format. Use YYYY-MM-DDThh:mm:ssZ.") }
            return .timestamp(instant)
        case .tags:
            return try tags(text.split(separator: ",").map { String($0) })
        case .object, .value, .document:
            throw problem("This field cannot be given as text.")
        case .reference:
            guard let id = Int64(strict: text), id > 0 else { throw problem("A valid id is required.") }
            return .integer(id)
        }
    }

    func problem(_ message: String) -> CRMError.Problem { CRMError.Problem(name, message) }

    func integer(_ value: Int64, in range: ClosedRange<Int64>) throws(CRMError.Problem) -> Value {
        if value < range.lowerBound { throw problem("Ensure this value is greater than or equal to \(range.lowerBound).") }
        if value > range.upperBound { throw problem("Ensure this value is less than or equal to \(range.upperBound).") }
        return .integer(value)
    }

    func decimal(_ text: String, digits: Int, scale: Int) throws(CRMError.Problem) -> Value {
        guard let value = Numeric(text) else { throw problem("A valid number is required.") }
        let unsigned = value.text.drop { $0 == "-" || $0 == "+" }
        let parts = unsigned.split(separator: ".", omittingEmptySubsequences: false)
        let whole = (parts.first ?? "").drop { $0 == "0" }
        let fraction = parts.count > 1 ? parts[1] : ""
        if fraction.count > scale, fraction.dropFirst(scale).contains(where: { $0 != "0" }) {
            throw problem("Ensure that there are no more than \(scale) decimal places.")
        }
        if whole.count > digits - scale {
            throw problem("Ensure that there are no more than \(digits - scale) digits before the decimal point.")
        }
        if value.text.hasPrefix("-"), unsigned.contains(where: { $0 != "0" && $0 != "." }) {
            throw problem("Ensure this value is greater than or equal to 0.")
        }
        return .decimal(value)
    }

    private func line(_ text: String, maximum: Int, _ format: TextFormat) throws(CRMError.Problem) -> Value {
        let trimmed = format == .secret ? text : text.trimmed
        if trimmed.isEmpty {
            if isNullable { return .null }
            throw problem("This field may not be blank.")
        }
        if trimmed.utf8.count > maximum, trimmed.unicodeScalars.count > maximum {
            throw problem("Ensure this field has no more than \(maximum) characters.")
        }
        return .text(try format.checked(trimmed, problem))
    }

    func tags(_ tags: [String]) throws(CRMError.Problem) -> Value {
        var kept: [String] = []
        for tag in tags.map({ $0.trimmingCharacters(in: .whitespaces) }) where !tag.isEmpty {
            if tag.unicodeScalars.count > 50 { throw problem("Ensure each tag has no more than 50 characters.") }
            if tag.contains(",") || tag.unicodeScalars.contains(where: \.isControl) {
                throw problem("A tag may not contain commas or control characters.")
            }
            if !kept.contains(tag) { kept.append(tag) }
        }
        if kept.count > 50 { throw problem("Ensure there are no more than 50 tags.") }
        return .tags(kept)
    }
}

extension TextFormat {
    /// Digits, what separates them, and "ext".
    private static func isInPhoneNumber(_ byte: UInt8) -> Bool {
        switch Unicode.Scalar(byte) {
        case "0"..."9", "+", "-", "(", ")", " ", ".", "#", "/", "*", ",", "e", "x", "t", "E", "X", "T": true
        default: false
        }
    }

    fileprivate func checked(_ text: String, _ problem: (String) -> CRMError.Problem) throws(CRMError.Problem) -> String {
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
        if !isPlain, text.unicodeScalars.contains(where: { $0.isControl && !(self == .paragraph && "\n\r\t".unicodeScalars.contains($0)) })
        {
            throw problem("Control characters are not allowed.")
        }
        switch self {
        case .line, .paragraph, .secret: return text
        case .email:
            guard let email = EmailAddress(text) else { throw problem("Enter a valid email address.") }
            return email.text
        case .url:
            guard let url = URL(string: text), let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme),
                let host = url.host(), !host.isEmpty, !text.contains(" ")
            else { throw problem("Enter a valid URL.") }
            return text
        case .phone:
            guard text.utf8.contains(where: { (48...57).contains($0) }), text.utf8.allSatisfy(Self.isInPhoneNumber)
            else { throw problem("Enter a valid phone number.") }
            return text
        case .currency:
            guard text.utf8.count == 3, text.utf8.allSatisfy({ $0 >= 65 && $0 <= 90 }) else {
                throw problem("Enter a currency code of three capital letters (ISO 4217).")
            }
            return text
        case .color:
            guard text.utf8.count == 7, text.hasPrefix("#"), text.dropFirst().allSatisfy(\.isHexDigit) else {
                throw problem("Enter a color as #RRGGBB.")
            }
            return text
        }
    }
}

extension Instant {
    /// RFC 3339, or a bare day, which means its beginning in UTC.
    fileprivate init?(lenient text: String) {
        guard let instant = Instant(rfc3339: text) ?? CalendarDate(text).flatMap({ Instant(rfc3339: $0.text + "T00:00:00Z") }) else {
            return nil
        }
        self = instant
    }
}

extension Unicode.Scalar {
    /// Control characters have no place in a single line; in a paragraph, line breaks and tabs do.
    fileprivate var isControl: Bool { isASCII ? value < 0x20 || value == 0x7F : properties.generalCategory == .control }
}

extension Int64 {
    /// Digits with an optional minus, nothing else: `Int64("+5")` would be accepted by the standard library.
    public init?(strict text: String) {
        guard let first = text.utf8.first, first == UInt8(ascii: "-") || (48...57).contains(first) else { return nil }
        self.init(text)
    }
}

extension String {
    /// Whether all of it is ASCII, as most of what clients send is: then there is nothing to be composed.
    var isASCII: Bool { utf8.allSatisfy { $0 < 0x80 } }

    /// The text without white space around it. Most has none, which its first and last byte tell; Foundation takes a microsecond to say so.
    fileprivate var trimmed: String {
        let isPlain: (UInt8?) -> Bool = { byte in byte.map { $0 > 0x20 && $0 < 0x7F } ?? true }
        return isPlain(utf8.first) && isPlain(utf8.last) ? self : trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
