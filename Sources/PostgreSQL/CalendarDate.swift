/// A day of the Gregorian calendar without a time zone, from 0001-01-01 to 9999-12-31.
public struct CalendarDate: Sendable, Hashable, Comparable {
    /// `yyyy-MM-dd`.
    public let text: String

    /// Takes exactly `yyyy-MM-dd`; anything else, and a day that does not exist, is nil.
    public init?(_ text: String) {
        let digits = Array(text.utf8)
        guard digits.count == 10, digits[4] == UInt8(ascii: "-"), digits[7] == UInt8(ascii: "-"),
            let year = decimal(digits[0..<4]), let month = decimal(digits[5..<7]), let day = decimal(digits[8..<10]),
            year >= 1, Civil.isDay(year: year, month: month, day: day)
        else { return nil }
        self.text = text
    }

    /// Earlier days are less: the text of fixed width sorts as the days do.
    public static func < (left: CalendarDate, right: CalendarDate) -> Bool {
        left.text < right.text
    }
}

extension CalendarDate: PostgresBindable, PostgresDecodable {
    /// `date`.
    public static var postgresType: UInt32 { PostgresType.date }
    /// `yyyy-MM-dd`.
    public var postgresText: String { text }
    /// Reads `date` within the years 0001 to 9999; `infinity` and BC are refused.
    public init(postgresText text: UnsafeRawBufferPointer) throws {
        guard let value = Self(String(decoding: text, as: UTF8.self)) else { throw PostgresError.cannotRead(text, as: "a date") }
        self = value
    }
}

/// The proleptic Gregorian calendar, counted in days since 1970-01-01 (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms").
enum Civil {
    static func isDay(year: Int, month: Int, day: Int) -> Bool {
        guard month >= 1, month <= 12, day >= 1 else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return day <= lengths[month - 1]
    }

    /// Days since 1970-01-01. Years of 0 and later.
    static func days(year: Int, month: Int, day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The day that is so many days after 1970-01-01.
    static func date(days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        return (
            year: yearOfEra + era * 400 + (month < 10 ? 0 : 1),
            month: month < 10 ? month + 3 : month - 9,
            day: dayOfYear - (153 * month + 2) / 5 + 1
        )
    }
}

/// The value of at most nine decimal digits; nil when there is anything else.
func decimal(_ digits: ArraySlice<UInt8>) -> Int? {
    guard !digits.isEmpty, digits.count <= 9 else { return nil }
    var value = 0
    for digit in digits {
        guard digit >= 0x30, digit <= 0x39 else { return nil }
        value = value * 10 + Int(digit - 0x30)
    }
    return value
}
