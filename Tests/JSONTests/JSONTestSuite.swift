import JSON
import Testing

/// nst/JSONTestSuite: files beginning with y_ are JSON, those with n_ are not, those with i_ may be either.
@Suite("JSONTestSuite", .enabled(if: Vectors.folder != nil, Comment(rawValue: Vectors.absence)))
struct JSONTestSuite {
    /// What RFC 8259 leaves open is decided here as the suite expects it.
    private let permissive = JSONReader.Policy(duplicateKeys: .keepLast, nul: .allow)

    private func accepts(_ bytes: [UInt8], _ policy: JSONReader.Policy) -> Bool {
        (try? JSONReader.parse(bytes, policy: policy)) != nil
    }

    private func files(_ prefix: String) throws -> [(name: String, bytes: [UInt8])] {
        try Vectors.files(in: "json/test_parsing").filter { $0.name.hasPrefix(prefix) }
    }

    @Test func acceptsEveryValidText() throws {
        let valid = try files("y_")
        #expect(valid.count == 95)
        #expect(valid.filter { !accepts($0.bytes, permissive) }.map(\.name) == [])
    }

    @Test func refusesEveryInvalidText() throws {
        let invalid = try files("n_")
        #expect(invalid.count == 188)
        #expect(invalid.filter { accepts($0.bytes, permissive) }.map(\.name) == [])
        #expect(invalid.filter { accepts($0.bytes, .init()) }.map(\.name) == [])
    }

    @Test func survivesWhatTheGrammarLeavesOpen() throws {
        let open = try files("i_")
        #expect(open.count == 35)
        for file in open {
            _ = accepts(file.bytes, permissive)
            _ = accepts(file.bytes, .init())
        }
    }

    @Test func strictnessRefusesJustTheseValidTexts() throws {
        #expect(
            try files("y_").filter { !accepts($0.bytes, .init()) }.map(\.name) == [
                "y_object_duplicated_key.json",
                "y_object_duplicated_key_and_value.json",
                "y_object_escaped_null_in_key.json",
                "y_string_null_escape.json",
            ]
        )
    }

    @Test func writingWhatWasReadReadsAsTheSame() throws {
        for file in try files("y_") {
            let value = try JSONReader.parse(file.bytes, policy: permissive)
            #expect(try JSONReader.parse(value.serialized, policy: permissive) == value, "\(file.name)")
        }
    }

    @Test func survivesTheTransformTexts() throws {
        let texts = try Vectors.files(in: "json/test_transform")
        #expect(texts.count == 22)
        for file in texts {
            guard let value = try? JSONReader.parse(file.bytes, policy: permissive) else { continue }
            #expect(try JSONReader.parse(value.serialized, policy: permissive) == value, "\(file.name)")
        }
    }
}
