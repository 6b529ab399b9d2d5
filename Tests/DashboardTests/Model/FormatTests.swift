import Testing

@testable import Dashboard

@Suite struct FormatTests {
    @Test(arguments: [
        (0, "0 bytes"), (1, "1 byte"), (2, "2 bytes"), (1023, "1023 bytes"), (1024, "1 KB"), (1536, "1.5 KB"),
        (10_240, "10 KB"), (102_399, "99.9 KB"), (102_400, "100 KB"), (1_048_575, "1023 KB"), (1_048_576, "1 MB"),
        (6_291_556, "6 MB"), (1_572_864, "1.5 MB"), (246 << 20, "246 MB"), (4 << 30, "4096 MB"),
    ])
    func `bytes are told in powers of 1,024`(bytes: Int, text: String) {
        #expect(ByteCount.text(bytes) == text)
    }

    @Test(arguments: [(0, "0 MB"), (1, "1 MB"), (1 << 20, "1 MB"), ((1 << 20) + 1, "2 MB"), (61 << 20, "61 MB")])
    func `memory is told in whole megabytes, rounded up`(bytes: Int, text: String) {
        #expect(ByteCount.megabytes(bytes) == text)
    }

    static let durations: [(Double, String)] = [
        (0, "0.0 ms"), (-1, "0.0 ms"), (0.00004, "0.0 ms"), (0.0038, "3.8 ms"), (0.00999, "10.0 ms"),
        (0.0999, "99.9 ms"), (0.09996, "100 ms"), (0.412, "412 ms"), (0.9994, "999 ms"), (0.9996, "1.00 s"),
        (1, "1.00 s"), (2.04, "2.04 s"), (2.046, "2.05 s"), (59.99, "59.99 s"), (59.996, "1 min 0 s"),
        (60, "1 min 0 s"), (185, "3 min 5 s"), (900, "15 min 0 s"), (3599.6, "60 min 0 s"),
    ]

    @Test(arguments: durations)
    func `a time has the unit that fits`(seconds: Double, text: String) {
        #expect(Duration.text(seconds) == text)
    }

    @Test(arguments: [
        (0, "0"), (999, "999"), (1000, "1,000"), (1204, "1,204"), (12_345, "12,345"), (999_999, "999,999"),
        (1_000_000, "1,000,000"), (1_234_567_890, "1,234,567,890"),
    ])
    func `a count has a comma between thousands`(number: Int, text: String) {
        #expect(Count.text(number) == text)
    }

    static let times: [(Double, String)] = [
        (0, "00:00:00"), (43_452.9, "12:04:12"), (86_399, "23:59:59"), (86_400 * 20_000 + 61, "00:01:01"),
    ]

    @Test(arguments: times)
    func `a time of day`(seconds: Double, text: String) {
        #expect(ClockTime.text(seconds) == text)
    }

    private static let dates: [(hours: Int, text: String)] = [
        (0, "12:00:00"), (-12, "00:00:00"), (-13, "11-21 23:00:00"), (-24, "11-21 12:00:00"), (12, "11-23 00:00:00"),
        (-24 * 326, "2025-12-31"), (-24 * 325, "01-01 12:00:00"), (-24 * 999, "2024-02-27"), (-24 * 997, "2024-02-29"),
    ]

    @Test(arguments: dates)
    func `the day stands before a time that is not today's`(hours: Int, text: String) {
        #expect(ClockTime.text(Model.start + Double(hours * 3600), now: Model.start) == text)
    }

    @Test func `what is no time says so`() {
        for time in [Double.nan, .infinity, -1, 1e18] { #expect(ClockTime.text(time, now: Model.start) == "no time") }
    }

    @Test func `bytes are dumped sixteen a line`() {
        let bytes = (0..<35).map { UInt8($0) } + Array("Hi~\u{7F}".utf8) + [0xFF]
        #expect(
            HexDump.line(bytes, 0)
                == "00000000  00 01 02 03 04 05 06 07  08 09 0a 0b 0c 0d 0e 0f  ................")
        #expect(
            HexDump.line(bytes, 2)
                == "00000020  20 21 22 48 69 7e 7f ff                            !\"Hi~..")
        #expect(HexDump.line([0x41], 0) == "00000000  41" + String(repeating: " ", count: 48) + "A")
    }

    @Test func `every line of a dump has its text in the same column`() {
        for count in 1...16 {
            let line = HexDump.line([UInt8](repeating: 0x78, count: count), 0)
            #expect(line.count == 60 + count)
            #expect(line.hasSuffix("  " + String(repeating: "x", count: count)))
        }
    }

    @Test func `a dump's offset is that of its line`() {
        #expect(HexDump.line([UInt8](repeating: 0, count: 0x1_2345 + 1), 0x1234).hasPrefix("00012340  "))
    }
}
