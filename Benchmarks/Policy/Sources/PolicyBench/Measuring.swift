import CAllocations
import Glibc

/// Nanoseconds that one call took, timed one by one, and what all calls together allocated.
struct Distribution {
    let median: Double
    let slowest1Percent: Double
    let maximum: Double
    /// Of a loop without a clock in it.
    let mean: Double
    let allocations: Double
}

/// The median of several rounds, in each of which every call is timed, the clock's own time included.
///
/// - Parameter work: what to time, for a number from 0 on; it answers something that has to be computed.
func measure(_ count: Int, rounds: Int = 7, _ work: (Int) -> Int) -> Distribution {
    var sink = 0
    for index in 0..<count { sink &+= work(index) }  // warm, as a server is
    var times = [Int](repeating: 0, count: count)
    let turns = (0..<rounds).map { _ in
        for index in 0..<count {
            let start = nanoseconds()
            sink &+= work(index)
            times[index] = nanoseconds() - start
        }
        let (start, before) = (nanoseconds(), allocations())
        for index in 0..<count { sink &+= work(index) }
        let (total, allocated) = (nanoseconds() - start, allocations() - before)
        let sorted = times.sorted()
        return Distribution(
            median: Double(sorted[count / 2]),
            slowest1Percent: Double(sorted[count * 99 / 100]),
            maximum: Double(sorted[count - 1]),
            mean: Double(total) / Double(count),
            allocations: Double(allocated) / Double(count)
        )
    }
    precondition(sink != .min, "keeps the work from being optimised away")
    func middle(_ value: (Distribution) -> Double) -> Double { turns.map(value).sorted()[rounds / 2] }
    return Distribution(
        median: middle(\.median),
        slowest1Percent: middle(\.slowest1Percent),
        maximum: middle(\.maximum),
        mean: middle(\.mean),
        allocations: middle(\.allocations)
    )
}

private func nanoseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

/// The counter is worth something only if it stands before the allocator that Swift uses.
func checkThatAllocationsAreCounted() {
    let before = allocations()
    let array = (0..<1_000).map { [$0] }
    precondition(allocations() - before >= array.count, "allocations are not counted here")
}
