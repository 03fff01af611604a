func printHeader() {
    print(line("nanoseconds", "p50", "p99", "max", "mean*", "allocations"))
}

func printRow(_ name: String, _ times: Distribution) {
    let values = [times.median, times.slowest1Percent, times.maximum, times.mean].map { grouped(Int($0.rounded())) }
    print(line(name, values[0], values[1], values[2], values[3], tenths(times.allocations)))
}

private func line(_ name: String, _ columns: String...) -> String {
    columns.reduce(padded(name, 48, right: true)) { $0 + padded($1, 13, right: false) }
}

private func padded(_ text: String, _ width: Int, right: Bool) -> String {
    let space = String(repeating: " ", count: max(width - text.count, 0))
    return right ? text + space : space + text
}

private func tenths(_ number: Double) -> String {
    number == number.rounded() ? "\(Int(number))" : "\((number * 10).rounded() / 10)"
}

/// 1234567 as 1,234,567.
func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    return digits.indices.map { ((digits.count - $0) % 3 == 0 && $0 > 0 ? "," : "") + String(digits[$0]) }.joined()
}
