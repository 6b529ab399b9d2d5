import Foundation
import Testing

@testable import LamdeckCLI

struct LocalTimeTests {
    private static let utc = LocalTime { _ in 0 }
    private static let newYork = LocalTime { _ in -5 * 3600 }
    private static let nepal = LocalTime { _ in 5 * 3600 + 45 * 60 }

    @Test(
        arguments: [
            (0, "00:00:00.000"), (1_700_000_000.25, "22:13:20.250"), (1_700_000_000.9999, "22:13:20.999"),
            (-5, "00:00:00.000"), (.nan, "00:00:00.000"), (.infinity, "00:00:00.000"), (1e300, "23:59:59.000"),
        ] as [(Double, String)])
    func `a clock time has milliseconds, rounded down`(seconds: Double, text: String) {
        #expect(Self.utc.clock(seconds) == text)
    }

    @Test(
        arguments: [
            (0, "1970-01-01 00:00:00"), (1_700_000_000.9, "2023-11-14 22:13:20"), (951_782_400, "2000-02-29 00:00:00"),
            (-1, "1970-01-01 00:00:00"), (.nan, "1970-01-01 00:00:00"), (.infinity, "1970-01-01 00:00:00"),
            (1e300, "9999-12-31 23:59:59"),
        ] as [(Double, String)])
    func `a date has seconds, rounded down`(seconds: Double, text: String) {
        #expect(Self.utc.date(seconds) == text)
    }

    @Test func `the offset of the moment counts`() {
        #expect(Self.newYork.date(0) == "1969-12-31 19:00:00")
        #expect(Self.newYork.clock(0.5) == "19:00:00.500")
        #expect(Self.nepal.date(1_704_060_000) == "2024-01-01 03:45:00")
        let summer = LocalTime { $0 < 1_000 ? 0 : 3600 }
        #expect(summer.clock(999) == "00:16:39.000" && summer.clock(1000) == "01:16:40.000")
    }

    @Test func `the system's offset is that of its time zone`() {
        let moment = 1_700_000_000
        let zone = TimeZone.current.secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment)))
        #expect(LocalTime.system.offset(moment) == zone)
    }
}
