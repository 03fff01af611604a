import Foundation

/// What users of other routes see: requests at a steady pace, whatever becomes of those before. A request that has to wait for its turn
/// has waited since the moment it was due, so that a server that stands still is not measured by a few requests only.
struct Probe: Sendable {
    /// Requests a second on each connection.
    static let pace = 5.0
    static let connections = 10

    let port: UInt16
    let token: String
    let paths = ["/api/users/me/", "/api/leads/?page_size=20", "/api/leads/7/", "/api/deals/?status=open&page_size=20"]

    /// The milliseconds that each answer took, in order.
    func run(seconds: Double) -> [Double] {
        let results = Collected<[Double]>([])
        let threads = (0..<Self.connections).map { number in
            Worker {
                var times: [Double] = []
                let wire = Wire(port: port)
                let start = now() + Double(number) / (Self.pace * Double(Self.connections))
                for turn in 0..<Int(seconds * Self.pace) {
                    let due = start + Double(turn) / Self.pace
                    let early = due - now()
                    if early > 0 { Thread.sleep(forTimeInterval: early) }
                    let request = Wire.request("GET", paths[turn % paths.count], ["Authorization: Bearer \(token)"])
                    guard wire.exchange(request)?.status == 200 else { fatalError("\(paths[turn % paths.count]) was not answered 200") }
                    times.append((now() - due) * 1_000)
                }
                results.change { $0 += times }
            }
        }
        for thread in threads { thread.join() }
        return results.value.sorted()
    }
}

/// Seconds of a clock that only goes forward.
func now() -> Double {
    Double(DispatchTime.now().uptimeNanoseconds) / 1e9
}

extension [Double] {
    /// The value below which that part of the sorted values lies.
    func quantile(_ part: Double) -> Double { isEmpty ? 0 : self[Swift.min(count - 1, Int(part * Double(count)))] }
}
