/// The candidate that `name` was most likely meant to be, for "unknown parameter 'statu'; did you mean 'status'?".
///
/// Nearness is the number of inserted, dropped, exchanged or swapped bytes (optimal string alignment); more than a third
/// of the name wrong is no likeness, unless the name goes on ("order", "ordering"). Nil when nothing is near, and for names
/// over 64 bytes, which nobody mistypes.
public func nearest(to name: String, among candidates: [String]) -> String? {
    let written = Array(name.utf8)
    guard written.count <= 64 else { return nil }
    var best: (candidate: String, distance: Int)?
    for candidate in candidates {
        let meant = Array(candidate.utf8)
        guard meant.count <= 64, abs(meant.count - written.count) <= max(written.count, meant.count) / 3 + 1 else { continue }
        let distance = editDistance(written, meant)
        guard distance <= max(1, max(written.count, meant.count) / 3), distance < best?.distance ?? .max else { continue }
        best = (candidate, distance)
    }
    return best?.candidate ?? candidates.first { written.count > 2 && $0.utf8.starts(with: written) }
}

private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for i in left.indices {
        var row = [i + 1]
        row.reserveCapacity(right.count + 1)
        for j in right.indices {
            let exchange = last[j] + (left[i] == right[j] ? 0 : 1)
            var cost = min(exchange, last[j + 1] + 1, row[j] + 1)
            if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                cost = min(cost, beforeLast[j - 1] + 1)
            }
            row.append(cost)
        }
        (beforeLast, last) = (last, row)
    }
    return last[right.count]
}
