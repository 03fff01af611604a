import Foundation
import JSON
import TestSupport

/// An organization all of whose texts carry a marker, and what is known of its records.
final class MarkedOrganization: Sendable {
    let marker: String
    let markerBytes: [UInt8]
    let fields: [String: String]
    /// Ids of records by their collection, none of which is ever deleted.
    let lasting: [String: [Int64]]

    /// Collections, and what a new record needs in each beside its marked texts.
    static let collections = ["customers", "leads", "deals", "employees", "vendors"]

    /// - Parameter records: How many lasting records each collection has.
    init(_ marker: String, on server: TestServer, records: Int) async throws {
        self.marker = marker
        markerBytes = Array(marker.utf8)
        let client = try await Client.owner("\(marker) Ltd", on: server)
        let pipeline = try await client.make("/api/pipelines/", ["name": .string("\(marker) pipeline")])
        fields = ["Authorization": "Bearer \(client.token ?? "")"]
        var lasting: [String: [Int64]] = ["pipelines": [pipeline]]
        for collection in Self.collections {
            for number in 0..<records {
                let body = try JSONReader.parse(Self.body(of: collection, marker, number))
                lasting[collection, default: []].append(try await client.make("/api/\(collection)/", body))
            }
        }
        self.lasting = lasting
    }

    func body(of collection: String, _ number: Int) -> String { Self.body(of: collection, marker, number) }

    /// A record whose texts carry the marker, as JSON.
    private static func body(of collection: String, _ marker: String, _ number: Int) -> String {
        switch collection {
        case "customers":
            """
            {"company_name": "\(marker) \(number)", "email": "\(marker.lowercased())\(number)@example.com", "tags": ["\(marker)"],
             "notes": "\(marker)", "custom_fields": {"\(marker)": "\(marker)"}}
            """
        case "leads": #"{"name": "\#(marker) \#(number)", "company_name": "\#(marker)", "score": \#(number % 100), "notes": "\#(marker)"}"#
        case "deals": #"{"name": "\#(marker) \#(number)", "amount": "\#(number).50", "description": "\#(marker)"}"#
        case "employees": #"{"first_name": "\#(marker)", "last_name": "\#(number)", "department": "\#(marker)"}"#
        default: #"{"name": "\#(marker) \#(number)", "category": "\#(marker)", "contact_name": "\#(marker)"}"#
        }
    }
}
