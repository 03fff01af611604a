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
        let scalars = normal.unicodeScalars
        guard let at = scalars.firstIndex(of: "@"), Self.isLocal(scalars[..<at]) else { return nil }
        let domain = scalars[scalars.index(after: at)...]
        guard Self.isDomain(domain) else { return nil }
        let isLower = domain.allSatisfy { $0.isASCII && !("A"..."Z").contains($0) }
        self.text = isLower ? normal : String(scalars[...at]) + String(domain).lowercased()
    }

    private static func isLocal(_ local: Substring.UnicodeScalarView) -> Bool {
        guard Substring(local).utf8.count <= 64 else { return false }
        return local.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
            !atom.isEmpty && atom.allSatisfy { $0.isASCII ? $0.isInAtom : $0.isLetterOrMark }
        }
    }

    private static func isDomain(_ domain: Substring.UnicodeScalarView) -> Bool {
        let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, Substring(domain).utf8.count <= 253 else { return false }
        return labels.allSatisfy { label in
            // No label begins with a combining mark (RFC 5891 section 4.2.3.2).
            guard let first = label.first, first != "-", !first.isMark, label.last != "-" else { return false }
            return Substring(label).utf8.count <= 63
                && label.allSatisfy { $0.isASCII ? $0 == "-" || $0.isASCIILetterOrDigit : $0.isLetterOrMark }
        }
    }
}

extension Unicode.Scalar {
    fileprivate var isASCIILetterOrDigit: Bool {
        switch self {
        case "a"..."z", "A"..."Z", "0"..."9": true
        default: false
        }
    }

    /// Whether an atom may have it (RFC 5322 section 3.2.3).
    fileprivate var isInAtom: Bool {
        switch self {
        case "!", "#", "$", "%", "&", "'", "*", "+", "-", "/", "=", "?", "^", "_", "`", "{", "|", "}", "~": true
        default: isASCIILetterOrDigit
        }
    }

    fileprivate var isMark: Bool {
        !isASCII && [.nonspacingMark, .spacingMark, .enclosingMark].contains(properties.generalCategory)
    }

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
