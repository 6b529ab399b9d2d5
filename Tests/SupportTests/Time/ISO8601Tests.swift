import Foundation
import Support
import Testing

struct ISO8601Tests {
    // MARK: Calendar

    @Test(arguments: [
        (0, "1970-01-01 00:00:00"), (-1, "1969-12-31 23:59:59"), (951_782_400, "2000-02-29 00:00:00"),
        (1_700_000_000, "2023-11-14 22:13:20"), (253_402_300_799, "9999-12-31 23:59:59"),
        (-62_135_596_800, "0001-01-01 00:00:00"), (4_107_542_399, "2100-02-28 23:59:59"),
    ])
    func `seconds convert to a date and a time and back`(seconds: Int, text: String) {
        let time = CivilTime(secondsSince1970: seconds)
        #expect("\(time.date) \(time.clock)" == text && time.secondsSince1970 == seconds)
    }

    @Test func `eight hundred years of days are consecutive and agree with the system's calendar`() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        var last = CivilTime(secondsSince1970: -86_400 * 146_098)
        for day in -146_097..<146_097 {
            let time = CivilTime(secondsSince1970: day * 86_400 + 86_399)
            let isNewMonth = last.day == CivilTime.days(inMonth: last.month, of: last.year)
            #expect(time.day == (isNewMonth ? 1 : last.day + 1) && time.secondsSince1970 == day * 86_400 + 86_399)
            // Before 1582-10-15, the system's calendar is the Julian one.
            if day > -141_428, day % 997 == 0 {
                let date = Date(timeIntervalSince1970: Double(day * 86_400))
                let parts = calendar.dateComponents([.year, .month, .day], from: date)
                #expect(parts.year == time.year && parts.month == time.month && parts.day == time.day)
            }
            last = time
        }
    }

    // MARK: Writing

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1_700_000_000.25, "2023-11-14T22:13:20.250Z"),
            (1_700_000_000.123, "2023-11-14T22:13:20.123Z"), (1_700_000_000.9999, "2023-11-14T22:13:20.999Z"),
            (0.999, "1970-01-01T00:00:00.999Z"), (-1, "1970-01-01T00:00:00.000Z"), (.nan, "1970-01-01T00:00:00.000Z"),
            (.infinity, "1970-01-01T00:00:00.000Z"), (1e300, "9999-12-31T23:59:59.000Z"),
        ] as [(Double, String)])
    func `a moment is written with or without milliseconds, rounded down`(seconds: Double, text: String) {
        #expect(ISO8601.text(seconds, hasMilliseconds: true) == text)
        #expect(ISO8601.text(seconds) == text.dropLast(5) + "Z")
    }

    @Test func `every millisecond is written exactly`() {
        for milliseconds in stride(from: 1_700_000_000_000, to: 1_700_000_100_000, by: 7) {
            let text = ISO8601.text(Double(milliseconds) / 1000, hasMilliseconds: true)
            #expect(text.hasSuffix("\(ISO8601.fraction(milliseconds))Z"), "\(milliseconds)")
        }
    }

    // MARK: Reading

    @Test(arguments: [
        ("1970-01-01T00:10:00Z", 600, 0), ("1970-01-01T00:10:00.5Z", 600, 500_000_000),
        ("2026-11-22T18:00:51.985416894Z", 1_795_370_451, 985_416_894),
        ("1970-01-01T00:00:00.0000000019Z", 0, 1), ("1970-01-01T01:10:00+01:00", 600, 0),
        ("1970-01-01T01:10:00+0100", 600, 0), ("1970-01-01T01:10:00+01", 600, 0),
        ("1969-12-31T23:00:00.25-01:30", 1800, 250_000_000), ("2016-12-31T23:59:60Z", 1_483_228_800, 0),
        ("2024-02-29T00:00:00Z", 1_709_164_800, 0), ("0001-01-01T00:00:00Z", -62_135_596_800, 0),
    ])
    func `a moment is read with nanoseconds`(text: String, seconds: Int64, nanoseconds: Int32) throws {
        let moment = try #require(ISO8601.moment(Array(text.utf8)))
        #expect(moment.seconds == seconds && moment.nanoseconds == nanoseconds)
        #expect(ISO8601.seconds(text) == Double(seconds) + Double(nanoseconds) * 1e-9)
    }

    @Test(arguments: [
        "", "1970-01-01", "1970-01-01T00:10:00", "1970-01-01 00:10:00Z", "1970-01-01t00:10:00z", "1970-01-01T00:10Z",
        "1970-13-01T00:00:00Z", "1970-00-01T00:00:00Z", "1970-01-32T00:00:00Z", "1970-01-00T00:00:00Z",
        "2023-02-29T00:00:00Z", "1970-04-31T00:00:00Z", "1970-01-01T24:00:00Z", "1970-01-01T00:60:00Z",
        "1970-01-01T00:00:61Z", "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00,5Z", "1970-01-01T00:10:00Zjunk",
        "1970-01-01T00:10:00UTC", "1970-01-01T00:10:00+24:00", "1970-01-01T00:10:00+01:60", "1970-01-01T00:10:00+1",
        "19700101T001000Z", "70-01-01T00:00:00Z", "+970-01-01T00:00:00Z", "1970-01-01T00:00:00Z ",
        "٠٠٠٠-01-01T00:00:00Z",
    ])
    func `an invalid moment is rejected`(text: String) {
        #expect(ISO8601.moment(Array(text.utf8)) == nil && ISO8601.seconds(text) == nil)
    }

    // MARK: Lengths of time

    @Test(arguments: [
        ("90", 90, "90 s"), ("30s", 30, "30 s"), ("500ms", 0.5, "500 ms"), ("10m", 600, "10 m"), ("2h", 7200, "2 h"),
        ("1d", 86_400, "1 d"), ("1h30m", 5400, "1 h 30 m"), ("1m500ms", 60.5, "1 m 500 ms"), ("0.5m", 30, "0.5 m"),
        ("0", 0, "0 s"), (".5", 0.5, ".5 s"), ("5.", 5, "5. s"), ("1s1s", 2, "1 s 1 s"),
    ])
    func `a duration is read as numbers with units`(text: String, seconds: Double, description: String) throws {
        let length = try #require(DurationText(text))
        #expect(length.seconds == seconds && length.description == description)
    }

    @Test(arguments: [
        "", " ", "m", "10x", "1h30", "-5m", "+5", "1..2s", "1 h", "1h ", "inf", "nan", "1e9", "٣m", "9999999999d", "1H",
        "1,5s",
        "0x10", "s5", "5sm", "1year",
    ])
    func `an invalid duration is rejected`(text: String) {
        #expect(DurationText(text) == nil)
    }

    @Test(arguments: [
        (0, "0.0 ms"), (-1, "0.0 ms"), (0.00004, "0.0 ms"), (0.0038, "3.8 ms"), (0.00999, "10.0 ms"),
        (0.0999, "99.9 ms"), (0.09996, "100 ms"), (0.412, "412 ms"), (0.9994, "999 ms"), (0.9996, "1.00 s"),
        (1, "1.00 s"), (2.04, "2.04 s"), (2.046, "2.05 s"), (59.99, "59.99 s"), (59.996, "1 min 0 s"),
        (60, "1 min 0 s"), (185, "3 min 5 s"), (900, "15 min 0 s"), (3599.6, "60 min 0 s"),
    ])
    func `a short time span has the unit that fits`(seconds: Double, text: String) {
        #expect(TimeSpan.short(seconds) == text)
    }

    @Test(arguments: [
        (-5, "0 s"), (0, "0 s"), (59, "59 s"), (60, "1 min"), (3599, "59 min"), (3600, "1 h 0 min"),
        (7199, "1 h 59 min"), (86_399, "23 h 59 min"), (86_400, "1 d 0 h"), (900_000, "10 d 10 h"),
    ])
    func `a long time span has at most two units, rounded down`(seconds: Int, text: String) {
        #expect(TimeSpan.long(seconds) == text)
    }
}
