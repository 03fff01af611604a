import CRM
import Testing

/// The reader of comma-separated values (RFC 4180), and what it does not take (attack 51).
@Suite struct CSVTests {
    /// All records of a text, given in pieces of one size.
    private func read(_ bytes: [UInt8], in size: Int = .max, limits: CSVReader.Limits = .init()) throws(CSVError) -> [CSVReader.Record] {
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

    @Test(arguments: [
        ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]), ("a,b\n1,2", [["a", "b"], ["1", "2"]]), ("", []), ("\r\n\n", []), ("a", [["a"]]),
        ("a,\r\n", [["a", ""]]), (",", [["", ""]]), ("\"\"\n", [[""]]), ("\"\"", [[""]]), ("\"a,b\",c", [["a,b", "c"]]),
        ("\"a\"\"b\"", [["a\"b"]]), ("\"two\r\nlines\",x\r\n\r\ny,z", [["two\r\nlines", "x"], ["y", "z"]]),
        ("\u{FEFF}email,x", [["email", "x"]]), ("\u{FEFF}\"email\",x", [["email", "x"]]), ("x,\u{FEFF}", [["x", "\u{FEFF}"]]),
        (" a , b ", [[" a ", " b "]]), ("=1+1,@x,\t", [["=1+1", "@x", "\t"]]), ("Ægir;Þór", [["Ægir;Þór"]]),
    ])
    func `a text is read as it is meant, in whatever pieces it comes`(text: String, cells: [[String]]) throws {
        for size in [1, 2, 3, .max] { #expect(try read(Array(text.utf8), in: size).map(\.cells) == cells) }
    }

    @Test func `a record knows the line in which it begins`() throws {
        let records = try read(Array("a\n\n\"b\nc\nd\"\r\ne\n".utf8))
        #expect(records.map(\.line) == [1, 3, 6])
    }

    @Test(arguments: [
        ("a,b\n1,\"2\n3,4\n", 2, "never closed"), ("a\n\"b\"c\n", 2, "closing quote"), ("a\nb\"c\n", 2, "within a cell"),
        ("a\rb\n", 1, "CR"), ("a\r", 1, "CR"), ("a\n\u{0}\n", 2, "NUL"),
    ])
    func `what would have to be guessed is an error with its line`(text: String, line: Int, word: String) {
        for size in [1, .max] {
            let error = #expect(throws: CSVError.self) { try read(Array(text.utf8), in: size) }
            #expect(error?.line == line && error?.message.contains(word) == true, "\(error?.description ?? "")")
        }
    }

    @Test(arguments: [Array("name\nM\u{FC}ller".unicodeScalars.map { UInt8($0.value) }), [0xFF, 0xFE, 0x61], [0xEF, 0xBB, 0x2C]])
    func `another charset is an error`(bytes: [UInt8]) {
        let error = #expect(throws: CSVError.self) { try read(bytes) }
        #expect(error?.message.contains("UTF-8") == true)
    }

    @Test func `a million columns, and a quote that is never closed, are errors before they are in memory`() {
        let columns = #expect(throws: CSVError.self) { try read([UInt8](repeating: UInt8(ascii: ","), count: 1_000_000), in: 4_096) }
        #expect(columns?.message.contains("1000 columns") == true && columns?.line == 1)
        var reader = CSVReader(limits: .init(cellBytes: 100))
        var taken = 0
        let open = #expect(throws: CSVError.self) {
            _ = try reader.read(Array("a\n\"".utf8))
            while taken < 1_000 {
                _ = try reader.read([UInt8](repeating: UInt8(ascii: "\n"), count: 10))
                taken += 10
            }
        }
        #expect(taken == 100 && open?.line == 2)
        let record = #expect(throws: CSVError.self) { try read(Array("abc,def,ghi\n".utf8), limits: .init(cellBytes: 10, recordBytes: 8)) }
        #expect(record?.message.contains("record") == true)
    }
}
