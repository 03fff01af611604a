import Foundation
import JSON

/// The public test vectors, which lie beside the checkout in `shared/vectors`.
enum Vectors {
    static let absence = "no folder shared/vectors beside the checkout"

    static let folder: URL? = {
        var directory = URL(filePath: #filePath).resolvingSymlinksInPath()
        while directory.pathComponents.count > 1 {
            directory.deleteLastPathComponent()
            let candidate = directory.appending(path: "shared/vectors")
            if FileManager.default.fileExists(atPath: candidate.path()) { return candidate }
        }
        return nil
    }()

    /// A file, read as JSON.
    static func json(_ path: String) throws -> JSON {
        guard let folder else { return .null }
        let limits = JSONReader.Limits(elements: 1_000_000)
        return try JSONReader.parse([UInt8](try Data(contentsOf: folder.appending(path: path))), limits: limits)
    }
}

extension JSON {
    /// The elements of an array member; none when it is absent.
    func list(_ key: String) -> [JSON] { self[key]?.arrayValue ?? [] }

    /// A string member; empty when it is absent.
    func text(_ key: String) -> String { self[key]?.stringValue ?? "" }

    /// A string member of hexadecimal digits.
    func bytes(_ key: String) -> [UInt8] {
        let digits = text(key).compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
