import JSON
import PostgreSQL
import TestSupport
import Testing

/// `export/?format=csv|json`: everything that the list's filters choose, as a file.
@Suite struct ExportStories {
    @Test func aSpreadsheetFindsTextAndNoFormulas() async throws {
        let owner = try await Client.owner()
        let names = [
            "=1+1", "+1", "-1", "@SUM(A1)", "plain", "a,b", "say \"hi\"", "Zoë 北京 🦉", "=HYPERLINK(\"http://x\",\"y\")", "'quoted", "1-2",
        ]
        for name in names { _ = try await owner.make("/api/customers/", ["company_name": .string(name), "notes": "one\r\ntwo\n=three"]) }
        let answer = try await owner.get("/api/customers/export/?ordering=id")
        #expect(answer.status == 200)
        #expect(answer.headers["content-type"] == "text/csv; charset=utf-8")
        #expect(answer.headers["content-disposition"] == "attachment; filename=\"customers.csv\"")
        #expect(answer.headers["x-request-id"] != nil)
        #expect(String(validating: answer.bytes, as: UTF8.self) != nil)
        let records = CSV.records(answer.text)
        let expected = names.map { "=+-@".contains($0.prefix(1)) ? "'" + $0 : $0 }
        #expect(records.map { $0["company_name"] } == expected)
        #expect(records.map { $0["name"] } == expected)
        #expect(records.allSatisfy { $0["notes"] == "one\r\ntwo\n=three" })
        #expect(!answer.text.contains("\r\n="))
        for cell in CSV.rows(answer.text).joined() { #expect(!"=+-@\t\r".contains(cell.prefix(1)) || cell.isEmpty, "\(cell)") }
    }

    @Test func bothFormatsSayTheSameAsTheList() async throws {
        let owner = try await Client.owner()
        let stages = try await owner.defaultPipeline().stages
        for (index, amount) in ["0.10", "9999999999999.99", "7.50"].enumerated() {
            let body: JSON = [
                "name": .string("D\(index)"), "amount": .string(amount), "stage": .id(stages[index]), "tags": ["a", "b"],
                "expected_close_date": "2024-02-29", "custom_fields": ["n": 1],
            ]
            _ = try await owner.make("/api/deals/", body)
        }
        let list = try await owner.get("/api/deals/?ordering=-amount")
        let json = try await owner.get("/api/deals/export/?format=json&ordering=-amount")
        #expect(json.headers["content-type"] == "application/json")
        #expect(json.json.arrayValue == list.results)
        let csv = CSV.records(try await owner.get("/api/deals/export/?format=csv&ordering=-amount").text)
        #expect(csv.map { $0["amount"] } == ["9999999999999.99", "7.50", "0.10"])
        for (record, shown) in zip(csv, list.results) {
            #expect(record["id"] == shown["id"]?.digits && record["created_at"] == shown["created_at"]?.stringValue)
            #expect(record["stage_id"] == shown["stage_id"]?.digits && record["stage"] == shown[path: "stage", "name"].stringValue)
            #expect(record["tags"] == "a,b" && record["expected_close_date"] == "2024-02-29" && record["lost_reason"] == "")
            #expect(record["custom_fields"] == #"{"n": 1}"#)
        }
        // Filters and search choose here as there.
        for query in ["amount_min=1", "stage=\(stages[0])", "search=d2", "status=won", "created_after=2000-01-01&ordering=name"] {
            let chosen = try await owner.get("/api/deals/?" + query)
            #expect(try await owner.get("/api/deals/export/?format=json&" + query).json.arrayValue == chosen.results, "\(query)")
        }
    }

    @Test func anEmptyExportIsWellFormed() async throws {
        let owner = try await Client.owner()
        #expect(try await owner.get("/api/vendors/export/?format=json").json == [])
        let csv = CSV.rows(try await owner.get("/api/vendors/export/").text)
        #expect(csv.count == 1 && csv[0].prefix(2) == ["id", "name"])
        #expect(try await owner.get("/api/vendors/export").status == 200)
        for (query, field) in [
            ("format=xml", "format"), ("statsu=active", "statsu"), ("page=1", "page"), ("limit=5", "limit"), ("rating=x", "rating"),
        ] {
            let answer = try await owner.get("/api/vendors/export/?" + query)
            #expect(answer.status == 400)
            #expect(answer.names(field), "\(answer.text)")
        }
    }

    @Test func fiveThousandRowsAreStreamedAsTheListHasThem() async throws {
        let owner = try await Client.owner()
        _ = try await owner.server.owner.query(
            """
            INSERT INTO customers (organization_id, company_name, email, industry, created_at)
            SELECT \(owner.organizationID), 'Company ' || n, 'c' || n || '@example.com', CASE n % 2 WHEN 0 THEN 'Even' ELSE 'Odd' END,
                now() - make_interval(mins => n) FROM generate_series(1, 5000) n
            """
        )
        let file = try await owner.get("/api/customers/export/?format=json")
        let exported = try JSONReader.parse(file.bytes, limits: .init(elements: 1_000_000)).arrayValue ?? []
        #expect(exported.count == 5000)
        let pages = try await concurrently(50) { try await owner.get("/api/customers/?page_size=100&page=\($0 + 1)") }
        let first = pages.filter { $0["previous"].isNull }.first
        #expect(first?.results == Array(exported.prefix(100)))
        let listed = Set(pages.flatMap(\.results))
        #expect(listed == Set(exported))
        let csv = CSV.records(try await owner.get("/api/customers/export/").text)
        #expect(csv.map { $0["id"] } == exported.map { $0["id"]?.digits })
        #expect(CSV.records(try await owner.get("/api/customers/export/?industry=Even").text).count == 2500)
    }

    @Test func onlyWhoMayExports() async throws {
        let owner = try await Client.owner()
        let answer = try await owner.colleague("viewer").get("/api/customers/export/")
        #expect(answer.status == 403)
        #expect(answer["required_permission"] == "customers:export")
    }
}
