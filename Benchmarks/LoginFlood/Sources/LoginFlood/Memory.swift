import Foundation

/// What a process holds in memory, as Linux tells it.
struct Memory {
    let process: Int

    /// MiB of the line `VmRSS` or `VmHWM` of `/proc/…/status`.
    func mebibytes(_ name: String) -> Double {
        let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(name + ":") }) else { return 0 }
        return (line.split(whereSeparator: { " \t".contains($0) }).dropFirst().first.flatMap { Double($0) } ?? 0) / 1_024
    }

    /// Begins to note the most (`VmHWM`) anew.
    func forgetMost() {
        try? "5".write(toFile: "/proc/\(process)/clear_refs", atomically: false, encoding: .utf8)
    }
}
