import Glibc

typealias Work = @Sendable (Int) async throws -> Int

/// Lets the two take turns, so that whatever else the machine does meets both, and prints the median turn of each.
func compare(_ name: String, _ reactor: @escaping Work, _ threads: @escaping Work) async throws {
    var turns: [[Turn]] = [[], []]
    for turn in 0..<8 {
        for (place, work) in [reactor, threads].enumerated() {
            let result = try await measure(work, .milliseconds(turn == 0 ? 300 : 700))
            if turn > 0 { turns[place].append(result) }
        }
    }
    print(name)
    for (place, label) in ["reactor", "threads"].enumerated() {
        func median(_ value: (Turn) -> Double) -> Double { turns[place].map(value).sorted()[turns[place].count / 2] }
        let fields = [
            "\(Int(median(\.perSecond)))/s", "\(tenths(median(\.processorTime))) µs of processor",
            "\(tenths(median(\.switches))) context switches", "99 % in \(tenths(median(\.slowest) * 1_000)) ms",
        ]
        print("  " + label + ": " + fields.joined(separator: ", "))
    }
}

private func tenths(_ value: Double) -> Double {
    (value * 10).rounded() / 10
}

/// What a turn came to: of this process, for each request, but for the first and last.
struct Turn {
    var perSecond = 0.0
    var processorTime = 0.0
    var switches = 0.0
    var slowest = 0.0
}

private func measure(_ work: @escaping Work, _ limit: Duration) async throws -> Turn {
    let start = ContinuousClock.now
    let before = usage()
    let times = try await withThrowingTaskGroup(of: [Duration].self) { group in
        for task in 0..<64 {
            group.addTask {
                var times: [Duration] = []
                var last = start
                while last < start + limit {
                    guard try await work(task * 1_000 + times.count) > 0 else { fatalError("no rows") }
                    let now = ContinuousClock.now
                    times.append(now - last)
                    last = now
                }
                return times
            }
        }
        return try await group.reduce(into: []) { $0 += $1 }
    }
    let (count, after, elapsed) = (Double(times.count), usage(), ContinuousClock.now - start)
    return Turn(
        perSecond: count / (elapsed / .seconds(1)),
        processorTime: (after.microseconds - before.microseconds) / count,
        switches: (after.switches - before.switches) / count,
        slowest: times.sorted()[times.count * 99 / 100] / .seconds(1)
    )
}

private func usage() -> (microseconds: Double, switches: Double) {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let seconds = Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
    return (seconds * 1e6 + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec), Double(usage.ru_nvcsw + usage.ru_nivcsw))
}
