import CSV
@testable import HTTPRequests
import JSON
@testable import JWT

/// JSON: what is taken is written and read again as the same.
func readJSON(_ bytes: [UInt8]) {
    for policy in [JSONReader.Policy(), .init(duplicateKeys: .keepLast, nul: .allow)] {
        guard let value = try? JSONReader.parse(bytes, policy: policy) else { continue }
        let again = try? JSONReader.parse(value.serialized, policy: policy)
        expect(again == value && again?.hashValue == value.hashValue, "a value is read again as it was written")
        visit(value)
    }
}

private func visit(_ value: JSON) {
    switch value {
    case .number(let number): _ = (number.int64, number.double, number.decimal)
    case .array(let values): for value in values { visit(value) }
    case .object(let object): for member in object.members { visit(member.value) }
    case .null, .bool, .string: break
    }
}

/// Base64url: no two texts mean the same bytes.
func readBase64URL(_ bytes: [UInt8]) {
    expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes, "bytes come back as they were")
    let text = String(decoding: bytes, as: UTF8.self)
    if let decoded = Base64URL.decode(text) {
        expect(Base64URL.encode(decoded).utf8.elementsEqual(text.utf8), "there is one text for some bytes")
    }
}

/// Stored password hashes: none that is taken costs more than it may.
func readPasswordHash(_ bytes: [UInt8]) {
    guard let hash = try? PasswordHash(String(decoding: bytes, as: UTF8.self)) else { return }
    expect((try? PasswordHash(hash.text)) == hash, "a hash is read again as it was written")
    switch hash {
    case .argon2id(_, let cost):
        expect(cost.memoryKiB <= PasswordHash.mostMemoryKiB && cost.iterations <= 16 && cost.parallelism <= 16, "its cost is bounded")
    case .pbkdf2(let hash): expect((1...PBKDF2.mostIterations).contains(hash.iterations), "its cost is bounded")
    case .unusable: break
    }
}

/// Query strings and forms: what is taken is written and read again as the same.
func readQuery(_ bytes: [UInt8]) {
    guard let query = try? Query(parsing: String(decoding: bytes, as: UTF8.self)[...]) else { return }
    let again = try? Query(parsing: query.encoded()[...])
    let isSame = again?.items.elementsEqual(query.items) { $0.name.hasSameBytes(as: $1.name) && $0.value.hasSameBytes(as: $1.value) }
    expect(isSame == true, "a query is read again as it was written")
    expect(!query.items.contains { $0.name.utf8.contains(0) || $0.value.utf8.contains(0) }, "no parameter has a NUL")
}

/// Request targets, of which the HTTP decoder has made text.
func readTarget(_ bytes: [UInt8]) {
    guard let target = try? RequestTarget(String(decoding: bytes, as: UTF8.self)) else { return }
    expect(!target.path.isEmpty && !target.path.contains("?"), "a path is a path")
    readQuery(Array(target.query.utf8))
}

/// CSV: the portions in which a file comes make no difference, and what is taken is read again as it was.
func readCSV(_ bytes: [UInt8]) {
    let limits = CSVReader.Limits(columns: 8, cellBytes: 64, recordBytes: 128)
    func read(_ bytes: [UInt8], in size: Int) -> Result<[CSVReader.Record], CSVError> {
        Result { () throws(CSVError) in
            var reader = CSVReader(limits: limits)
            var records: [CSVReader.Record] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                records += try reader.read(rest.prefix(size))
                rest = rest.dropFirst(size)
            }
            if let last = try reader.finish() { records.append(last) }
            return records
        }
    }
    let whole = read(bytes, in: max(1, bytes.count))
    expect(whole == read(bytes, in: 1) && whole == read(bytes, in: 3), "portions make no difference")
    guard let records = try? whole.get() else { return }
    expect(records.allSatisfy { (1...8).contains($0.cells.count) }, "the columns are bounded")
    // By bytes: to Swift a quote with an accent is one character, and no quote.
    let quoted = records.map { record in
        record.cells.map {
            "\""
                + $0.utf8.split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false).map { String(Substring($0)) }.joined(
                    separator: "\"\""
                ) + "\""
        }
    }
    let text = quoted.map { $0.joined(separator: ",") + "\r\n" }.joined()
    expect((try? read(Array(text.utf8), in: 7).get())?.map(\.cells) == records.map(\.cells), "records are read again as they were written")
}
