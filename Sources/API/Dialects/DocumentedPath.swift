import HTTPCore
import HTTPTypes

/// A method and a path that one of the documents names.
struct DocumentedPath: Hashable, Sendable, CustomStringConvertible {
    let method: HTTPRequest.Method
    let template: String

    /// `POST /api/leads/{id}/convert/`
    var description: String { "\(method.rawValue) \(template)" }

    /// The method and the path as a route's: placeholders have no names, and a slash at the end makes no difference.
    var place: String {
        let segments = template.split(separator: "/").map { $0.first == "{" ? "{}" : String($0) }
        return "\(method.rawValue) /\(segments.joined(separator: "/"))"
    }

    /// Lines of methods and a path each: `GET POST /api/leads/`.
    static func paths(_ text: String) -> [DocumentedPath] {
        text.split(separator: "\n").flatMap { line in
            let words = line.split(separator: " ")
            return words.dropLast().compactMap { word in
                HTTPRequest.Method(rawValue: String(word)).map { DocumentedPath(method: $0, template: String(words.last ?? "")) }
            }
        }
    }
}

extension Dialect {
    /// All methods and paths of the door's document.
    var document: [DocumentedPath] {
        switch self {
        case .classic: ClassicDoor.document
        case .suite: SuiteDoor.document
        case .mini: MiniDoor.document
        case .tenant: TenantDoor.document
        case .v1: V1Door.document
        }
    }
}

extension Route {
    var documented: DocumentedPath { DocumentedPath(method: method, template: template) }
}
