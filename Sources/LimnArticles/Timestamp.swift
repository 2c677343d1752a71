/// A day with, perhaps, a time of day, as front matter writes it.
///
/// ```swift
/// Timestamp("2026-05-31T08:30:00+08:00")?.rfc3339   // 2026-05-31T08:30:00+08:00
/// Timestamp("2026-05-31")?.rfc3339                  // 2026-05-31T00:00:00Z
/// ```
/// RFC 3339, and what Hugo and Jekyll write beside it: a space for the `T`, a space before the
/// offset, offsets without a colon, times without seconds or without an offset. Without an offset
/// it is Greenwich's, so that no machine's time zone has a say.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// The day as written, `YYYY-MM-DD`.
    public let day: String
    /// Seconds since 1970-01-01T00:00:00Z.
    public let seconds: Int
    /// The moment as RFC 3339 writes it, in the offset in which it was written.
    public let rfc3339: String

    /// Reads a text; `nil` unless it is a day that exists, and a time of day if there is more.
    public init?(_ text: String) {
        var scanner = DateScanner(text)
        guard let year = scanner.number(digits: 4), scanner.skip("-"),
            let month = scanner.number(digits: 2), scanner.skip("-"),
            let date = scanner.number(digits: 2), year >= 1, (1...12).contains(month),
            (1...Self.days(in: month, of: year)).contains(date)
        else { return nil }
        day = "\(Self.padded(year, 4))-\(Self.padded(month))-\(Self.padded(date))"
        let midnight = Self.daysSinceEpoch(year, month, date) * 86_400
        guard !scanner.isAtEnd else {
            seconds = midnight
            rfc3339 = "\(day)T00:00:00Z"
            return
        }
        guard scanner.skip("T") || scanner.skip("t") || scanner.skip(" "),
            let time = scanner.time(), let offset = scanner.offset(), scanner.isAtEnd
        else { return nil }
        seconds = midnight + time.seconds - offset * 60
        let zone =
            offset == 0
            ? "Z"
            : (offset < 0 ? "-" : "+") + Self.padded(abs(offset) / 60) + ":"
                + Self.padded(abs(offset) % 60)
        rfc3339 = "\(day)T\(time.text)\(zone)"
    }

    /// The moment so many seconds after 1970-01-01T00:00:00Z.
    public init(seconds: Int) {
        let seconds = min(max(seconds, -62_135_596_800), 253_402_300_799)
        let days = Int((Double(seconds) / 86_400).rounded(.down))
        // Years begin in March here too; an era has 400 of them.
        let shifted = days + 719_468
        let era = Int((Double(shifted) / 146_097).rounded(.down))
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let date = dayOfYear - (153 * month + 2) / 5 + 1
        let year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0)
        let rest = seconds - days * 86_400
        day =
            "\(Self.padded(year, 4))-\(Self.padded(month < 10 ? month + 3 : month - 9))-"
            + Self.padded(date)
        let parts = [rest / 3_600, rest / 60 % 60, rest % 60].map { Self.padded($0) }
        rfc3339 = "\(day)T\(parts.joined(separator: ":"))Z"
        self.seconds = seconds
    }

    /// Orders by moment, then by the day as written.
    public static func < (left: Self, right: Self) -> Bool {
        (left.seconds, left.day) < (right.seconds, right.day)
    }

    static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The number of days since 1970-01-01 in the proleptic Gregorian calendar, for any year from 1.
    private static func daysSinceEpoch(_ year: Int, _ month: Int, _ day: Int) -> Int {
        // Years begin in March here, so that the leap day is the last of its year.
        let year = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
    }

    fileprivate static func padded(_ number: Int, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

/// Reads the parts of a date from ASCII bytes.
private struct DateScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        var bytes = Array(text.utf8.prefix(64))
        while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func skip(_ sign: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: sign) else { return false }
        position += 1
        return true
    }

    mutating func number(digits: Int) -> Int? {
        guard position + digits <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[position..<position + digits] {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        position += digits
        return value
    }

    mutating func time() -> (seconds: Int, text: String)? {
        guard let hour = number(digits: 2), skip(":"), let minute = number(digits: 2),
            hour < 24, minute < 60
        else { return nil }
        var second = 0
        if skip(":") {
            guard let read = number(digits: 2), read <= 60 else { return nil }
            second = min(read, 59)
            if skip(".") {
                guard number(digits: 1) != nil else { return nil }
                while number(digits: 1) != nil {}
            }
        }
        let text = [hour, minute, second].map { Timestamp.padded($0) }.joined(separator: ":")
        return (hour * 3600 + minute * 60 + second, text)
    }

    /// Minutes east of Greenwich; 0 where nothing is said.
    mutating func offset() -> Int? {
        _ = skip(" ")
        if isAtEnd || skip("Z") || skip("z") { return 0 }
        let isWest = skip("-")
        guard isWest || skip("+"), let hours = number(digits: 2) else { return nil }
        _ = skip(":")
        let minutes = isAtEnd ? 0 : number(digits: 2)
        guard let minutes, hours < 24, minutes < 60 else { return nil }
        return (isWest ? -1 : 1) * (hours * 60 + minutes)
    }
}
