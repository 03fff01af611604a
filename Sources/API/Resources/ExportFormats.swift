import CRM
import JSON
import PostgreSQL

/// A JSON array of the records as lists show them.
struct JSONExport: ExportFormat {
    func head(_ selection: Selection) -> [UInt8] { [UInt8(ascii: "[")] }

    func rows(_ rows: Rows, _ selection: Selection, isFirst: Bool) -> [UInt8] {
        var writer = JSONWriter(capacity: rows.count * 768)
        if !isFirst, !rows.isEmpty { writer.bytes.append(UInt8(ascii: ",")) }
        for row in rows { writer.record(row, selection) }
        return writer.bytes
    }

    let tail = [UInt8(ascii: "]"), UInt8(ascii: "\n")]
}

/// RFC 4180: a header line, lines that end in CRLF, and cells that a spreadsheet would take for a formula made harmless.
struct CSVExport: ExportFormat {
    func head(_ selection: Selection) -> [UInt8] {
        Array((selection.items.map(\.key).joined(separator: ",") + "\r\n").utf8)
    }

    func rows(_ rows: Rows, _ selection: Selection, isFirst: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rows.count * 512)
        for row in rows {
            for (index, item) in selection.items.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                cell(row, item, &bytes)
            }
            bytes.append(contentsOf: [13, 10])
        }
        return bytes
    }

    let tail: [UInt8] = []

    /// A related record is its name: the id has a column of its own where the door shows one.
    private func cell(_ row: Row, _ item: Selection.Item, _ bytes: inout [UInt8]) {
        switch item.form {
        case .value: cell(row, item.column, item.field.kind, &bytes)
        case .reference, .name: cell(row, item.column + 1, .text(maximum: 0, .line), &bytes)
        case .further(let member): cell(row, item.column + 2, member.kind, &bytes)
        case .first(let alternatives):
            guard let place = alternatives.indices.first(where: { !row.isNull(item.column + 2 * $0) }) else { return }
            cell(row, item.column + 2 * place + 1, .text(maximum: 0, .line), &bytes)
        case .spelled(let spelling):
            guard let word = try? row.getIfPresent(item.column, as: String.self) else { return }
            bytes.append(cell: spelling.door(word))
        case .fraction:
            guard let percent = try? row.getIfPresent(item.column, as: Int64.self) else { return }
            bytes.append(contentsOf: Array("\(percent / 100).\(percent % 100 < 10 ? "0" : "")\(percent % 100)".utf8))
        }
    }

    private func cell(_ row: Row, _ column: Int, _ kind: Kind, _ bytes: inout [UInt8]) {
        row.withBytes(column) { text in
            switch kind {
            case .timestamp: bytes.append(rfc3339: text)
            case .tags: bytes.append(cell: (try? JSONReader.parse(text).arrayValue)?.compactMap(\.stringValue).joined(separator: ",") ?? "")
            default: text.withMemoryRebound(to: UInt8.self) { bytes.append(cell: $0, isText: kind.isText) }
            }
        }
    }
}

extension [UInt8] {
    fileprivate mutating func append(cell text: String) { append(cell: Array(text.utf8), isText: true) }

    fileprivate mutating func append(cell text: some Collection<UInt8>, isText: Bool) {
        let needsQuotes = text.contains { $0 == 34 || $0 == 44 || $0 == 10 || $0 == 13 }
        if needsQuotes { append(34) }
        // = + - @ TAB CR begin a formula in common spreadsheets: an apostrophe before them makes them text.
        if isText, let first = text.first, [61, 43, 45, 64, 9, 13].contains(first) { append(39) }
        for byte in text {
            if byte == 34 { append(34) }
            append(byte)
        }
        if needsQuotes { append(34) }
    }
}

extension Kind {
    /// Whether people write it freely, so that it may begin with anything.
    fileprivate var isText: Bool {
        switch self {
        case .text, .choice, .tags, .object, .value, .document: true
        case .integer, .decimal, .boolean, .date, .timestamp, .reference: false
        }
    }
}
