import Foundation

/// Logins without a pause, each from an address of its own: right passwords, wrong ones, and names that nobody has. So no limit of one
/// account or address stops them.
final class Flood: Sendable {
    static let connections = 64

    private let statuses = Collected<[Int: Int]>([:])
    private let ends = Collected(false)
    private let threads: [Worker]

    init(port: UInt16, accounts: [String], password: String) {
        let (statuses, ends) = (statuses, ends)
        threads = (0..<Self.connections).map { number in
            Worker {
                var random = SystemRandomNumberGenerator()
                let wire = Wire(port: port)
                var turn = number
                while !ends.value {
                    let login = turn % 3 == 0 ? "nobody\(random.next() % 1_000_000)@example.com" : accounts[turn % accounts.count]
                    let body = #"{"email": "\#(login)", "password": "\#(turn % 3 == 1 ? password : "wrong \(random.next())")"}"#
                    let address = (0..<4).map { _ in String(random.next() % 200 + 1) }.joined(separator: ".")
                    let answer = wire.exchange(Wire.request("POST", "/api/auth/login/", ["X-Forwarded-For: \(address)"], body: body))
                    statuses.change { $0[answer?.status ?? 0, default: 0] += 1 }
                    turn += 1
                }
            }
        }
    }

    /// Ends the flood.
    /// - Returns: how many answers had which status; 0 counts connections that broke.
    func end() -> [Int: Int] {
        ends.change { $0 = true }
        for thread in threads { thread.join() }
        return statuses.value
    }
}
