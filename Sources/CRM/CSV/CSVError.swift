/// Why a file cannot be read on: what follows would be a guess.
public struct CSVError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The line, from 1.
    public let line: Int
    /// A sentence for people.
    public let message: String

    /// What is wrong in a line.
    public init(line: Int, _ message: String) {
        self.line = line
        self.message = message
    }

    /// "Line 7: …"
    public var description: String { "Line \(line): \(message)" }
}
