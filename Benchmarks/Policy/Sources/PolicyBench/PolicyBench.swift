import RBAC

/// How long decisions take, and whether that depends on anything. Scripts/policy-bench runs it; the argument is the file to write the
/// policy and some decisions to, for others to be compared on them.
@main
struct PolicyBench {
    static func main() throws {
        checkThatAllocationsAreCounted()
        var organization = Organization(number: 1)
        let everything = organization.member(roles: 50)
        // Each with a policy of its own; the roles they are made of are one organization's, as decisions never look at them.
        let many = (0..<10_000).map { _ in organization.member(roles: 5) }
        let questions = Question.list(of: [everything])

        printHeader()
        printRow("the clock alone", measure(1_000_000) { $0 })
        let decision = decide([everything])
        printRow("decision, 50 roles × 200 grants", decision)
        for count in [1, 100, 10_000] {
            printRow(
                "decision, 5 roles, \(grouped(count)) organization\(count == 1 ? "" : "s, at random")",
                decide(Array(many.prefix(count)))
            )
        }
        printRow("filter, 5 roles", measure(100_000) { many[0].filter(questions[$0].permission) == .nothing ? 0 : 1 })
        printRow(
            "access to a field, 50 roles",
            measure(100_000) { Int(everything.policy.access(to: "field_1", of: questions[$0].permission.resource).rawValue) }
        )
        printRow(
            "explanation, 50 roles",
            measure(1_000) { everything.explain(questions[$0].permission, on: questions[$0].owners).findings.count }
        )
        for count in [5, 50] {
            let roles = Array(organization.roles.prefix(count))
            printRow(
                "making the policy of \(count) roles × 200 grants",
                measure(200) { _ in Policy(roles: roles, catalog: Organization.catalog).roles.count }
            )
        }
        print("* of a loop without the clock in it")
        if CommandLine.arguments.count > 1 {
            try write(everything, questions.prefix(2_000), decision, to: CommandLine.arguments[1])
        }
    }

    private static func decide(_ subjects: [Subject]) -> Distribution {
        let questions = Question.list(of: subjects)
        return measure(questions.count) { index in
            let question = questions[index]
            return subjects[question.subject].decide(question.permission, on: question.owners).isAllowed ? 1 : 0
        }
    }
}
