/// Cuts a text into lines as its bytes come, each no longer than a limit. Empty lines are nothing.
struct JSONLines {
    struct Line {
        /// From 1.
        let number: Int
        let bytes: [UInt8]
    }

    private let limit: Int
    private var number = 1
    private var line: [UInt8] = []

    init(limit: Int) {
        self.limit = limit
    }

    mutating func read(_ bytes: [UInt8]) throws(CSVError) -> [Line] {
        var lines: [Line] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                if let line = finish() { lines.append(line) }
                number += 1
            } else {
                guard line.count < limit else { throw CSVError(line: number, "The line is too long.") }
                line.append(byte)
            }
        }
        return lines
    }

    /// The line that has no end, or not yet.
    mutating func finish() -> Line? {
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        defer { line = [] }
        return line.isEmpty ? nil : Line(number: number, bytes: line)
    }
}
