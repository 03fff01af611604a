import Foundation
import TestSupport

extension TestServer {
    /// The port that it listens on.
    var port: Int {
        get throws {
            guard let port = URL(string: origin)?.port else { throw Failure("\(origin) has no port") }
            return port
        }
    }
}
