/// A plain reader of RFC 4180, for what the server exports: rows of cells.
enum CSV {
    static func rows(_ text: String) -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var cell = String.UnicodeScalarView()
        var isQuoted = false
        var scalars = Array(text.unicodeScalars)[...]
        func end() {
            row.append(String(cell))
            cell = String.UnicodeScalarView()
        }
        while let scalar = scalars.popFirst() {
            switch (scalar, isQuoted) {
            case ("\"", true) where scalars.first == "\"": cell.append(scalars.removeFirst())
            case ("\"", _): isQuoted.toggle()
            case (",", false): end()
            case ("\r", false) where scalars.first == "\n":
                scalars.removeFirst()
                end()
                rows.append(row)
                row = []
            default: cell.append(scalar)
            }
        }
        return rows
    }

    /// The rows as objects by the header line.
    static func records(_ text: String) -> [[String: String]] {
        let rows = rows(text)
        return rows.dropFirst().map { Dictionary(zip(rows[0], $0), uniquingKeysWith: { first, _ in first }) }
    }
}
