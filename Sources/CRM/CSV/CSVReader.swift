/// A strict reader of comma-separated values (RFC 4180) in UTF-8, given the bytes as they come.
///
/// It holds one record and no more, and each record has its limits: a quote that is never closed is an error after a cell's length,
/// not a file in memory. A byte order mark is skipped, a line ends with CR LF or LF, the last one may end without, and empty lines are
/// nothing. Whether records have as many cells as the first is for whoever knows what they mean.
///
/// Nothing here knows of the CRM.
public struct CSVReader: Sendable {
    /// What a record may have.
    public struct Limits: Sendable {
        /// Cells of a record.
        public var columns: Int
        /// Bytes of a cell.
        public var cellBytes: Int
        /// Bytes of all cells of a record.
        public var recordBytes: Int

        /// 1,000 columns, 64 KiB a cell and 1 MiB a record unless told otherwise.
        public init(columns: Int = 1_000, cellBytes: Int = 65_536, recordBytes: Int = 1_048_576) {
            self.columns = columns
            self.cellBytes = cellBytes
            self.recordBytes = recordBytes
        }
    }

    /// A record and where it begins.
    public struct Record: Sendable, Equatable {
        /// The line of its first cell, from 1. A cell may go over several lines.
        public let line: Int
        /// Without quotes.
        public let cells: [String]
    }

    private enum Place { case start, plain, quoted, afterQuote, carriageReturn }

    private let limits: Limits
    private var place = Place.start
    private var line = 1
    private var firstLine = 1
    private var cells: [String] = []
    private var cell: [UInt8] = []
    private var size = 0
    /// Whether nothing but a byte order mark has come.
    private var isFirst = true
    /// Where the quote stands that was opened last.
    private var quoteLine = 1
    /// Two quotes with nothing between are a cell; nothing at all, alone in its line, is an empty line.
    private var isQuoted = false

    /// A reader of a file from its beginning.
    public init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Takes the next bytes.
    /// - Returns: the records that they complete.
    /// - Throws: `CSVError`; nothing can be read after it.
    public mutating func read(_ bytes: some Sequence<UInt8>) throws(CSVError) -> [Record] {
        var records: [Record] = []
        for byte in bytes {
            if let record = try take(byte) { records.append(record) }
        }
        return records
    }

    /// Says that there is nothing more.
    /// - Returns: the last record, if its line does not end.
    /// - Throws: `CSVError` for a quote that is open.
    public mutating func finish() throws(CSVError) -> Record? {
        switch place {
        case .quoted: throw CSVError(line: quoteLine, "A quote is opened here and never closed.")
        case .carriageReturn: throw CSVError(line: line, "A CR is not followed by an LF.")
        case .start where cells.isEmpty: return nil
        case .start, .plain, .afterQuote: return try endRecord()
        }
    }

    private mutating func take(_ byte: UInt8) throws(CSVError) -> Record? {
        if byte == 0 { throw CSVError(line: line, "There is a NUL: this is no text in UTF-8.") }
        switch (place, byte) {
        case (.quoted, UInt8(ascii: "\"")): place = .afterQuote
        case (.quoted, _):
            if byte == UInt8(ascii: "\n") { line += 1 }
            try append(byte)
        case (.carriageReturn, UInt8(ascii: "\n")), (.start, UInt8(ascii: "\n")), (.plain, UInt8(ascii: "\n")),
            (.afterQuote, UInt8(ascii: "\n")):
            return try endLine()
        case (.carriageReturn, _): throw CSVError(line: line, "A CR is not followed by an LF.")
        case (_, UInt8(ascii: ",")): try endCell()
        case (_, UInt8(ascii: "\r")): place = .carriageReturn
        case (.start, UInt8(ascii: "\"")): (place, quoteLine, isQuoted) = (.quoted, line, true)
        case (.afterQuote, UInt8(ascii: "\"")):
            place = .quoted
            try append(byte)
        case (.afterQuote, _): throw CSVError(line: line, "Text follows a closing quote. A quote within quotes is written twice.")
        case (.plain, UInt8(ascii: "\"")): throw CSVError(line: line, "There is a quote within a cell that does not begin with one.")
        default:
            place = .plain
            try append(byte)
        }
        return nil
    }

    private mutating func append(_ byte: UInt8) throws(CSVError) {
        cell.append(byte)
        size += 1
        if isFirst, cell.count == 3, cells.isEmpty {
            isFirst = false
            if place == .plain, cell == [0xEF, 0xBB, 0xBF] { (cell, size, place) = ([], 0, .start) }
        }
        if cell.count > limits.cellBytes || size > limits.recordBytes {
            if place == .quoted { throw CSVError(line: quoteLine, "The cell that begins here is too long. Is its quote closed?") }
            throw CSVError(line: line, cell.count > limits.cellBytes ? "A cell is too long." : "The record is too long.")
        }
    }

    private mutating func endCell() throws(CSVError) {
        guard let text = String(validating: cell, as: UTF8.self) else {
            throw CSVError(line: line, "The text is not UTF-8. Save the file in that encoding.")
        }
        guard cells.count < limits.columns else { throw CSVError(line: line, "There are more than \(limits.columns) columns.") }
        cells.append(text)
        cell.removeAll(keepingCapacity: true)
        (place, isFirst, isQuoted) = (.start, false, false)
    }

    private mutating func endLine() throws(CSVError) -> Record? {
        defer { (line, firstLine) = (line + 1, line + 1) }
        if !cells.isEmpty || !cell.isEmpty || isQuoted { return try endRecord() }
        (place, isFirst) = (.start, false)
        return nil
    }

    private mutating func endRecord() throws(CSVError) -> Record {
        try endCell()
        defer { (cells, size) = ([], 0) }
        return Record(line: firstLine, cells: cells)
    }
}
