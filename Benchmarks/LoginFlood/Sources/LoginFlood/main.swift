import Foundation

// LoginFlood PORT PROCESS EMAIL PASSWORD: a server with the demo organization that believes X-Forwarded-For.
let arguments = CommandLine.arguments
guard arguments.count == 5, let port = UInt16(arguments[1]), let process = Int(arguments[2]) else {
    print("LoginFlood PORT PROCESS EMAIL PASSWORD")
    exit(2)
}
let rounds = ProcessInfo.processInfo.environment["ROUNDS"].flatMap { Int($0) } ?? 5
let seconds = 10.0
let password = "correct horse battery"
let wire = Wire(port: port)

/// Not print: its buffer is not emptied when the output is a file.
func tell(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

func access(_ answer: (status: Int, body: String)?) -> String {
    guard let answer, answer.status < 300, let start = answer.body.firstRange(of: #""access":""#) else {
        fatalError("no login: \(answer?.body ?? "no answer")")
    }
    return String(answer.body[start.upperBound...].prefix { $0 != "\"" })
}

let accounts = (0..<32).map { _ in "flood\(UInt64.random(in: 0...UInt64.max))@example.com" }
for account in accounts {
    let body = #"{"email": "\#(account)", "password": "\#(password)", "first_name": "F", "last_name": "L", "organization_name": "Flood"}"#
    _ = access(wire.exchange(Wire.request("POST", "/api/users/", body: body)))
}
let login = #"{"email": "\#(arguments[3])", "password": "\#(arguments[4])"}"#
let probe = Probe(port: port, token: access(wire.exchange(Wire.request("POST", "/api/auth/login/", body: login))))
let memory = Memory(process: process)
_ = probe.run(seconds: 3)

tell("                idle p50   p99     flood p50   p99     p99 ratio   logins/s   peak of memory above idle")
var ratios: [Double] = []
var statuses: [Int: Int] = [:]
var most = 0.0
for round in 1...rounds {
    let idle = probe.run(seconds: seconds)
    memory.forgetMost()
    let before = memory.mebibytes("VmRSS")
    let start = now()
    let flood = Flood(port: port, accounts: accounts, password: password)
    // The first moments, in which all connections come at once, are measured too.
    let flooded = probe.run(seconds: seconds)
    let answers = flood.end()
    let rate = Double(answers.values.reduce(0, +)) / (now() - start)
    let grown = memory.mebibytes("VmHWM") - before
    statuses.merge(answers, uniquingKeysWith: +)
    most = max(most, grown)
    ratios.append(flooded.quantile(0.99) / idle.quantile(0.99))
    tell(
        String(
            format: "round %2d      %7.2f ms %6.2f ms %7.2f ms %6.2f ms   %6.2f     %6.1f        %6.1f MiB",
            round,
            idle.quantile(0.5),
            idle.quantile(0.99),
            flooded.quantile(0.5),
            flooded.quantile(0.99),
            ratios[round - 1],
            rate,
            grown
        )
    )
}
let answers = statuses.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }.joined(separator: ", ")
tell(
    String(
        format: "median of the p99 ratios: %.2f; most memory above idle: %.1f MiB; logins answered: %@",
        ratios.sorted()[rounds / 2],
        most,
        answers
    )
)
