import Testing

@testable import Dashboard

@Suite struct FormatTests {
    static let times: [(Double, String)] = [
        (0, "00:00:00"), (43_452.9, "12:04:12"), (86_399, "23:59:59"), (86_400 * 20_000 + 61, "00:01:01"),
    ]

    @Test(arguments: times)
    func `ClockTime writes the time of day`(seconds: Double, text: String) {
        #expect(ClockTime.text(seconds) == text)
    }

    private static let dates: [(hours: Int, text: String)] = [
        (0, "12:00:00"), (-12, "00:00:00"), (-13, "11-21 23:00:00"), (-24, "11-21 12:00:00"), (12, "11-23 00:00:00"),
        (-24 * 326, "2025-12-31"), (-24 * 325, "01-01 12:00:00"), (-24 * 999, "2024-02-27"), (-24 * 997, "2024-02-29"),
    ]

    @Test(arguments: dates)
    func `the date precedes a time that is not today`(hours: Int, text: String) {
        #expect(ClockTime.text(Model.start + Double(hours * 3600), now: Model.start) == text)
    }

    @Test func `an invalid time is written as no time`() {
        for time in [Double.nan, .infinity, -1, 1e18] { #expect(ClockTime.text(time, now: Model.start) == "no time") }
    }

    @Test func `a hex dump has sixteen bytes per line`() {
        let bytes = (0..<35).map { UInt8($0) } + Array("Hi~\u{7F}".utf8) + [0xFF]
        #expect(
            HexDump.line(bytes, 0)
                == "00000000  00 01 02 03 04 05 06 07  08 09 0a 0b 0c 0d 0e 0f  ................")
        #expect(
            HexDump.line(bytes, 2)
                == "00000020  20 21 22 48 69 7e 7f ff                            !\"Hi~..")
        #expect(HexDump.line([0x41], 0) == "00000000  41" + String(repeating: " ", count: 48) + "A")
    }

    @Test func `the text starts in the same column in every dump line`() {
        for count in 1...16 {
            let line = HexDump.line([UInt8](repeating: 0x78, count: count), 0)
            #expect(line.count == 60 + count)
            #expect(line.hasSuffix("  " + String(repeating: "x", count: count)))
        }
    }

    @Test func `each dump line begins with its offset`() {
        #expect(HexDump.line([UInt8](repeating: 0, count: 0x1_2345 + 1), 0x1234).hasPrefix("00012340  "))
    }
}
