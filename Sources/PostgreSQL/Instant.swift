import Glibc

/// A moment, to the microsecond, as `timestamptz` keeps it.
public struct Instant: Sendable, Hashable, Comparable {
    /// Microseconds since 1970-01-01T00:00:00Z.
    public let microseconds: Int64

    /// A moment so many microseconds after 1970-01-01T00:00:00Z.
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// The present moment.
    public static var now: Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }

    /// Takes RFC 3339 section 5.6, with a space for the `T` too, and UTC where no offset is given.
    ///
    /// Digits of the fraction beyond microseconds are dropped. Nil when it is anything else, a moment that does not
    /// exist, a leap second, or outside of the years 0001 to 9999.
    public init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        guard let moment = Instant(bytes) else { return nil }
        self = moment
    }

    /// RFC 3339 in UTC: `2024-01-15T10:30:00Z`, with a fraction of six digits only when it is not zero.
    public var rfc3339: String { text(separator: "T", zone: "Z") }

    /// Earlier moments are less.
    public static func < (left: Instant, right: Instant) -> Bool {
        left.microseconds < right.microseconds
    }

    private func text(separator: String, zone: String) -> String {
        let (seconds, fraction) = microseconds.flooredQuotient(by: 1_000_000)
        let (days, second) = seconds.flooredQuotient(by: 86_400)
        let date = Civil.date(days: Int(days))
        let time = [second / 3_600, second / 60 % 60, second % 60].map { padded(Int($0), 2) }.joined(separator: ":")
        let day = "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
        return day + separator + time + (fraction == 0 ? "" : "." + padded(Int(fraction), 6)) + zone
    }

    private init?(_ text: [UInt8]) {
        func number(_ range: Range<Int>) -> Int? { decimal(text[range]) }
        guard text.count >= 19, text[4] == 0x2D, text[7] == 0x2D, text[13] == 0x3A, text[16] == 0x3A,
            [UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " ")].contains(text[10]),
            let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            year >= 1, Civil.isDay(year: year, month: month, day: day), hour < 24, minute < 60, second < 60
        else { return nil }
        var rest = text[19...]
        var fraction = 0
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { $0 >= 0x30 && $0 <= 0x39 }
            guard !digits.isEmpty else { return nil }
            for place in 0..<6 {
                fraction = fraction * 10 + (place < digits.count ? Int(digits[digits.startIndex + place] - 0x30) : 0)
            }
            rest = rest[digits.endIndex...]
        }
        guard let offset = Instant.offset(rest) else { return nil }
        let seconds = Civil.days(year: year, month: month, day: day) * 86_400 + hour * 3_600 + minute * 60 + second - offset
        guard seconds >= Instant.firstSecond, seconds <= Instant.lastSecond else { return nil }
        self.init(microseconds: Int64(seconds * 1_000_000 + fraction))
    }

    private static let firstSecond = Civil.days(year: 1, month: 1, day: 1) * 86_400
    private static let lastSecond = Civil.days(year: 10_000, month: 1, day: 1) * 86_400 - 1

    /// Seconds east of UTC: nothing, `Z`, `±hh`, `±hh:mm` or `±hhmm` (PostgreSQL writes whole hours as `+00`).
    private static func offset(_ zone: ArraySlice<UInt8>) -> Int? {
        guard let sign = zone.first else { return 0 }
        if sign == UInt8(ascii: "Z") || sign == UInt8(ascii: "z") { return zone.count == 1 ? 0 : nil }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
        var digits = Array(zone.dropFirst())
        if digits.count == 5, digits[2] == UInt8(ascii: ":") { digits.remove(at: 2) }
        if digits.count == 2 { digits += [0x30, 0x30] }
        guard digits.count == 4, let hours = decimal(digits[0..<2]), let minutes = decimal(digits[2..<4]), hours < 24, minutes < 60
        else { return nil }
        return (hours * 3_600 + minutes * 60) * (sign == UInt8(ascii: "-") ? -1 : 1)
    }
}

extension Instant: PostgresBindable, PostgresDecodable {
    /// `timestamptz`.
    public static var postgresType: UInt32 { PostgresType.timestamptz }
    /// ISO 8601 with the offset of UTC.
    public var postgresText: String { text(separator: " ", zone: "+00") }
    /// Reads `timestamptz`, and `timestamp` as UTC, within the years 0001 to 9999; `infinity` and BC are refused.
    public init(postgresText text: UnsafeRawBufferPointer) throws {
        guard let value = Self(Array(text)) else { throw PostgresError.cannotRead(text, as: "a moment") }
        self = value
    }
}

extension Int64 {
    fileprivate func flooredQuotient(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
