import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The time of day as HTTP and JSON write it, formatted once per second.
final class WallClock: Sendable {
    private let lastField = Mutex((second: Int64.min, text: ""))

    /// Seconds since 1970.
    var seconds: Int64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec)
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7).
    var dateField: String {
        let second = seconds
        return lastField.withLock { last in
            if last.second != second { last = (second, Self.dateField(second)) }
            return last.text
        }
    }

    /// `1994-11-06T08:49:37Z` (RFC 3339).
    var timestamp: String { Self.timestamp(seconds) }

    static func timestamp(_ seconds: Int64) -> String {
        let time = civil(seconds)
        return "\(padded(time.year, 4))-\(padded(time.month))-\(padded(time.day))T\(clock(time.secondOfDay))Z"
    }

    static func dateField(_ seconds: Int64) -> String {
        let time = civil(seconds)
        let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][Int((time.days % 7 + 7) % 7)]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return "\(weekday), \(padded(time.day)) \(months[time.month - 1]) \(padded(time.year, 4)) \(clock(time.secondOfDay)) GMT"
    }

    /// The Gregorian date of a second. The year is taken to begin in March, which puts the leap day at its end.
    private static func civil(_ seconds: Int64) -> (days: Int64, year: Int, month: Int, day: Int, secondOfDay: Int) {
        let secondOfDay = (seconds % 86_400 + 86_400) % 86_400
        let days = (seconds - secondOfDay) / 86_400
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let fromMarch = (5 * dayOfYear + 2) / 153
        let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (days, Int(year), Int(month), Int(dayOfYear - (153 * fromMarch + 2) / 5 + 1), Int(secondOfDay))
    }

    private static func clock(_ second: Int) -> String {
        "\(padded(second / 3_600)):\(padded(second / 60 % 60)):\(padded(second % 60))"
    }

    private static func padded(_ number: Int, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
