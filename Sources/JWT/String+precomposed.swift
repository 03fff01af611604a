import Foundation

extension String {
    /// The text in NFC (Unicode Standard Annex 15): a password typed on one keyboard has the bytes of the same one typed on another
    /// (NIST SP 800-63B, section 5.1.1.2).
    public var precomposed: String { precomposedStringWithCanonicalMapping }
}
