import Foundation

/// An email address in the one spelling under which it is stored: NFC, the domain in lower case.
///
/// Accepts what people have (RFC 5321 dot-strings and internationalized addresses), not quoted local parts or address literals.
public struct EmailAddress: Sendable, Hashable {
    /// The one spelling.
    public let text: String

    /// nil where the text is no address.
    public init?(_ text: String) {
        let normal = text.isASCII ? text : text.precomposedStringWithCanonicalMapping
        guard normal.utf8.count <= 254 else { return nil }
        let parts = normal.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, Self.isLocal(parts[0]), Self.isDomain(parts[1]) else { return nil }
        self.text = parts[0] + "@" + parts[1].lowercased()
    }

    private static func isLocal(_ local: Substring) -> Bool {
        guard !local.isEmpty, local.utf8.count <= 64, !local.hasPrefix("."), !local.hasSuffix("."), !local.contains("..") else {
            return false
        }
        return local.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII
                ? scalar.isASCIILetter || "0123456789.!#$%&'*+/=?^_`{|}~-".unicodeScalars.contains(scalar) : scalar.isLetterOrMark
        }
    }

    private static func isDomain(_ domain: Substring) -> Bool {
        let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, domain.utf8.count <= 253 else { return false }
        return labels.allSatisfy { label in
            !label.isEmpty && label.utf8.count <= 63 && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.unicodeScalars.allSatisfy { scalar in
                    scalar == "-" || ("0"..."9").contains(scalar) || (scalar.isASCII ? scalar.isASCIILetter : scalar.isLetterOrMark)
                }
        }
    }
}

extension Unicode.Scalar {
    /// `a` to `z`, in any case.
    fileprivate var isASCIILetter: Bool { ("a"..."z").contains(self) || ("A"..."Z").contains(self) }

    /// A letter, a number or a combining mark of any script.
    fileprivate var isLetterOrMark: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark, .spacingMark,
            .decimalNumber:
            true
        default: false
        }
    }
}
