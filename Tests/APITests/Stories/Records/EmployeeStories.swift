import JSON
import TestSupport
import Testing

/// Document "Tenant", Employees.
@Suite struct EmployeeStories {
    private let path = "/api/employees/"

    private func hire(_ client: Client, _ name: String, manager: Int64? = nil, department: String? = nil) async throws -> Int64 {
        var body = JSONObject([("first_name", .string(name)), ("last_name", "Smith")])
        if let manager { body["manager"] = .id(manager) }
        if let department { body["department"] = .string(department) }
        return try await client.make(path, .object(body))
    }

    @Test func anEmployeeHasWhatPeopleExpectOfOne() async throws {
        let owner = try await Client.owner()
        let boss = try await hire(owner, "Ada")
        let made = try await owner.post(
            path,
            [
                "first_name": "Bob", "last_name": "Jones", "email": "bob@firm.example", "phone": "555 0100", "employee_id": "E-7",
                "position": "Clerk", "department": "Sales", "manager": .id(boss), "employment_type": "part_time", "hire_date": "2024-02-29",
                "user": .id(owner.userID), "city": "Ulm", "notes": "n", "custom_fields": ["size": "L"],
            ]
        )
        #expect(made.status == 201, "\(made.text)")
        #expect(made["name"] == "Bob Jones" && made["job_title"] == "Clerk" && made["employee_number"] == "E-7")
        #expect(made["manager", "name"] == "Ada Smith" && made["user", "id"].int64Value == owner.userID && made["status"] == "active")
        #expect(made["hire_date"] == "2024-02-29" && made["end_date"].isNull)
        #expect(try await owner.get(path + "?manager=\(boss)&department=Sales").ids == [made.id])
        for (field, body): (String, JSON) in [
            ("first_name", ["last_name": "A"]), ("last_name", ["first_name": "A"]),
            ("hire_date", ["first_name": "A", "last_name": "B", "hire_date": "29.2.2024"]),
            ("end_date", ["first_name": "A", "last_name": "B", "hire_date": "2024-01-02", "end_date": "2024-01-01"]),
            ("status", ["first_name": "A", "last_name": "B", "status": "terminated"]),
        ] {
            let answer = try await owner.post(path, body)
            #expect(answer.status == 400)
            #expect(answer.names(field), "\(answer.text)")
        }
    }

    @Test func whatIdentifiesAnEmployeeIsUniqueInTheOrganization() async throws {
        let (owner, other) = (try await Client.owner(), try await Client.owner())
        let body: JSON = [
            "first_name": "A", "last_name": "B", "email": "a@firm.example", "employee_number": "1", "user": .id(owner.userID),
        ]
        let first = try await owner.make(path, body)
        for (key, value): (String, JSON) in [("email", "A@Firm.example"), ("employee_id", "1"), ("user", .id(owner.userID))] {
            let answer = try await owner.post(path, .object(JSONObject([("first_name", "C"), ("last_name", "D"), (key, value)])))
            #expect(answer.status == 400, "\(key)")
            #expect(answer.names(key), "\(answer.text)")
        }
        let second = try await hire(owner, "C")
        #expect(try await owner.patch("\(path)\(second)/", ["email": "a@firm.example"]).names("email"))
        #expect(try await owner.patch("\(path)\(first)/", ["email": "a@firm.example"]).status == 200)
        #expect(try await other.post(path, ["first_name": "A", "last_name": "B", "email": "a@firm.example"]).status == 201)
        let answers = try await concurrently(10) { _ in
            try await owner.post(path, ["first_name": "X", "last_name": "Y", "email": "x@firm.example"])
        }
        #expect(answers.filter { $0.status == 201 }.count == 1)
        #expect(answers.filter { $0.status == 400 && $0.names("email") }.count == 9)
    }

    @Test func nobodyIsAboveThemselves() async throws {
        let owner = try await Client.owner()
        let top = try await hire(owner, "Top")
        let middle = try await hire(owner, "Middle", manager: top)
        let bottom = try await hire(owner, "Bottom", manager: middle)
        for manager in [top, middle, bottom] {
            let answer = try await owner.patch("\(path)\(top)/", ["manager": .id(manager)])
            #expect(answer.status == 422, "\(answer.text)")
            #expect(answer.names("manager"))
        }
        #expect(try await owner.patch("\(path)\(bottom)/", ["manager_id": .id(top)]).status == 200)
        #expect(try await owner.patch("\(path)\(middle)/", ["manager_id": .id(bottom)]).status == 200)
        #expect(try await owner.delete("\(path)\(bottom)/").status == 204)
        #expect(try await owner.get("\(path)\(middle)/")["manager"].isNull)
    }

    @Test func twoWhoMakeEachOtherTheirManagerAtOnce() async throws {
        let owner = try await Client.owner()
        for _ in 0..<10 {
            let pair = [try await hire(owner, "A"), try await hire(owner, "B")]
            let answers = try await concurrently(2) { try await owner.patch("\(path)\(pair[$0])/", ["manager": .id(pair[1 - $0])]) }
            #expect(answers.filter { $0.status == 200 }.count == 1, "\(answers.map(\.text))")
        }
    }

    @Test func terminationAndReturn() async throws {
        let owner = try await Client.owner()
        let id = try await owner.make(path, ["first_name": "A", "last_name": "B", "hire_date": "2024-01-01"])
        let early = try await owner.post("\(path)\(id)/terminate/", ["end_date": "2023-12-31"])
        #expect(early.status == 400)
        #expect(early.names("end_date"))
        let gone = try await owner.post("\(path)\(id)/terminate/", ["termination_date": "2024-06-30", "reason": "Retired"])
        #expect(gone.status == 200, "\(gone.text)")
        #expect(gone["status"] == "terminated" && gone["end_date"] == "2024-06-30" && gone["termination_reason"] == "Retired")
        let again = try await owner.post("\(path)\(id)/terminate/")
        #expect(again.status == 409)
        #expect(try await owner.patch("\(path)\(id)/", ["end_date": nil]).names("end_date"))
        let back = try await owner.patch("\(path)\(id)/", ["status": "active"])
        #expect(back["status"] == "active" && back["end_date"].isNull && back["termination_reason"].isNull)
        #expect(try await owner.patch("\(path)\(id)/", ["status": "terminated"]).names("status"))
        #expect(try await owner.post("\(path)9000000000/terminate/").status == 404)
        #expect(try await owner.post("\(path)\(id)/terminate/")["status"] == "terminated")
    }

    @Test func departmentsAreCounted() async throws {
        let owner = try await Client.owner()
        for (name, department) in [("A", "Sales"), ("B", "Sales"), ("C", "Accounts"), ("D", nil)] {
            _ = try await hire(owner, name, department: department)
        }
        let list = try await owner.get(path + "departments/")
        #expect(list["results"] == [["name": "Accounts", "employee_count": 1], ["name": "Sales", "employee_count": 2]])
        #expect(list.count == 2)
        #expect(try await owner.get(path + "departments/?ordering=-employee_count").results.first?["name"] == "Sales")
        #expect(try await owner.get(path + "departments/?search=acc").count == 1)
        let stats = try await owner.get(path + "stats/")
        #expect(stats["total"] == 4 && stats["by_department"] == ["Accounts": 1, "Sales": 2])
        #expect(stats["by_status"] == ["active": 4, "on_leave": 0, "terminated": 0])
    }
}
