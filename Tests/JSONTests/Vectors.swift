import Foundation

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

    /// The files of a folder by name.
    static func files(in path: String) throws -> [(name: String, bytes: [UInt8])] {
        guard let folder else { return [] }
        return try FileManager.default.contentsOfDirectory(at: folder.appending(path: path), includingPropertiesForKeys: nil)
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
            .map { ($0.lastPathComponent, [UInt8](try Data(contentsOf: $0))) }
    }
}
