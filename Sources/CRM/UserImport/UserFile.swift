import JSON

/// A file of users, read in pieces: comma-separated values with the names of the columns first, or a JSON object in each line. Which of
/// them it is, the first byte tells.
struct UserFile {
    /// What stands in a line, by the names of the columns, or why it says nothing.
    struct Entry {
        let line: Int
        let cells: Result<[String: String], CSVError>
    }

    /// The columns that are read.
    static let columns = [
        "username", "email", "first_name", "last_name", "password", "is_active", "date_joined", "last_login", "organization", "role",
    ]
    /// The columns of Django's `auth_user` that mean nothing here: rights come of roles.
    static let ignored = ["id", "is_staff", "is_superuser"]

    private enum Format {
        case csv(CSVReader)
        case lines(JSONLines)
    }

    private static let limits = CSVReader.Limits(columns: 100, cellBytes: 16_384, recordBytes: 65_536)

    private var format: Format?
    private var header: [String]?

    /// Takes the next bytes.
    /// - Throws: `CSVError` where nothing can be read on, or the columns are not those of users.
    mutating func read(_ bytes: [UInt8]) throws(CSVError) -> [Entry] {
        guard let first = bytes.first else { return [] }
        switch format
            ?? (first == UInt8(ascii: "{") ? .lines(JSONLines(limit: Self.limits.recordBytes)) : .csv(CSVReader(limits: Self.limits)))
        {
        case .csv(var reader):
            let records = try reader.read(bytes)
            format = .csv(reader)
            return try entries(records)
        case .lines(var lines):
            let read = try lines.read(bytes)
            format = .lines(lines)
            return read.map(Self.entry)
        }
    }

    /// Says that there is nothing more.
    mutating func finish() throws(CSVError) -> [Entry] {
        switch format {
        case .csv(var reader)?:
            let last = try entries(try reader.finish().map { [$0] } ?? [])
            if header == nil { throw CSVError(line: 1, "The file is empty.") }
            return last
        case .lines(var lines)?: return lines.finish().map(Self.entry).map { [$0] } ?? []
        case nil: throw CSVError(line: 1, "The file is empty.")
        }
    }

    private mutating func entries(_ records: [CSVReader.Record]) throws(CSVError) -> [Entry] {
        var records = records[...]
        if header == nil, let first = records.popFirst() { header = try Self.header(first) }
        guard let header else { return [] }
        return records.map { record in
            guard record.cells.count == header.count else {
                let problem = CSVError(
                    line: record.line,
                    "The line has \(record.cells.count) cells, and there are \(header.count) columns."
                )
                return Entry(line: record.line, cells: .failure(problem))
            }
            return Entry(line: record.line, cells: .success(Dictionary(zip(header, record.cells)) { first, _ in first }))
        }
    }

    private static func header(_ record: CSVReader.Record) throws(CSVError) -> [String] {
        for (place, name) in record.cells.enumerated() {
            if record.cells[..<place].contains(name) { throw CSVError(line: record.line, "There are two columns \(name.prefix(100)).") }
            try check(name, record.line)
        }
        for name in ["email", "password"] where !record.cells.contains(name) {
            throw CSVError(line: record.line, "There is no column \(name).")
        }
        return record.cells
    }

    private static func check(_ name: String, _ line: Int) throws(CSVError) {
        if columns.contains(name) || ignored.contains(name) { return }
        throw CSVError(line: line, "There is no column \"\(name.prefix(100))\" of a user. There are: \(columns.joined(separator: ", ")).")
    }

    private static func entry(_ line: JSONLines.Line) -> Entry {
        Entry(line: line.number, cells: Result { () throws(CSVError) in try cells(line) })
    }

    private static func cells(_ line: JSONLines.Line) throws(CSVError) -> [String: String] {
        let value: JSON
        do { value = try JSONReader.parse(line.bytes) } catch { throw CSVError(line: line.number, "This is no JSON: \(error.message).") }
        guard case .object(let object) = value else { throw CSVError(line: line.number, "This is no JSON object.") }
        var cells: [String: String] = [:]
        for (name, value) in object.members {
            try check(name, line.number)
            switch value {
            case .null: break
            case .string(let text): cells[name] = text
            case .bool(let flag): cells[name] = flag ? "true" : "false"
            case .number(let number): cells[name] = JSON.number(number).serialized
            case .array, .object: throw CSVError(line: line.number, "\(name) is neither a text nor a number.")
            }
        }
        return cells
    }
}
