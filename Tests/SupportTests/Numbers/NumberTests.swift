import Support
import Testing

struct NumberTests {
    // MARK: Memory

    @Test(
        arguments: [
            (0, 0), (1, 1), (1 << 20, 1), ((1 << 20) + 1, 2), (61 << 20, 61), (127 << 20, 127), ((127 << 20) + 1, 128),
        ])
    func `bytes are rounded up to whole megabytes`(bytes: Int, megabytes: Int) {
        #expect(Megabytes.whole(bytes) == megabytes && Megabytes.text(bytes) == "\(megabytes) MB")
    }

    @Test(arguments: [(0, 0), (5242, 0), (5243, 0.01), (1 << 20, 1), ((1 << 20) + 5243, 1.01), (10 << 30, 10_240)])
    func `megabytes in JSON are rounded to two decimals`(bytes: Int, megabytes: Double) {
        #expect(Megabytes.decimal(bytes) == megabytes)
    }

    @Test func `exact megabytes are not rounded`() { #expect(Megabytes.exact(1 << 19) == 0.5) }

    @Test(arguments: [
        (0, "0 bytes"), (1, "1 byte"), (2, "2 bytes"), (1023, "1023 bytes"), (1024, "1 KB"), (1075, "1 KB"),
        (1536, "1.5 KB"), (10_240, "10 KB"), (102_399, "99.9 KB"), (102_400, "100 KB"), (1_048_575, "1023 KB"),
        (1_048_576, "1 MB"), (6_291_556, "6 MB"), (1_572_864, "1.5 MB"), (246 << 20, "246 MB"), (4 << 30, "4096 MB"),
    ])
    func `sizes are in powers of 1,024, rounded down`(bytes: Int, text: String) {
        #expect(ByteCount.text(bytes) == text)
    }

    // MARK: Decimals

    @Test(arguments: [
        (0, 0, "0"), (0.5, 0, "1"), (1.25, 1, "1.3"), (-1.25, 1, "-1.3"), (0.004, 2, "0.00"), (-0.004, 2, "0.00"),
        (12.3, 3, "12.300"), (0.05, 1, "0.1"), (999.995, 2, "1000.00"), (1e20, 2, "1e+20"), (.infinity, 1, "inf"),
        (.nan, 1, "nan"),
    ])
    func `a number has the given number of decimals`(number: Double, decimals: Int, text: String) {
        #expect(Decimals.text(number, decimals) == text)
    }

    @Test(arguments: [(0, 0), (0.004, 0), (0.005, 0.01), (2078.126, 2078.13), (-0.126, -0.13), (1e300, 1e300)])
    func `a number in JSON is rounded to two decimals`(number: Double, rounded: Double) {
        #expect(Decimals.rounded(number) == rounded)
    }

    @Test(arguments: [(0, "0.0 ms"), (122.456, "122.46 ms"), (12, "12.0 ms"), (2_000_000, "2000000.0 ms")])
    func `a time in milliseconds has one or two decimals`(milliseconds: Double, text: String) {
        #expect(Milliseconds.text(milliseconds) == text)
    }

    // MARK: Counts

    @Test(arguments: [
        (0, "0"), (999, "999"), (1000, "1,000"), (1204, "1,204"), (12_345, "12,345"), (999_999, "999,999"),
        (1_000_000, "1,000,000"), (1_234_567_890, "1,234,567,890"), (-999, "-999"), (-1000, "-1,000"),
        (.min, "-9,223,372,036,854,775,808"),
    ])
    func `a count has a comma between thousands`(number: Int, text: String) {
        #expect(Count.text(number) == text)
    }

    @Test func `a noun is plural unless the count is one`() {
        #expect([0, 1, 2, -1].map { Plural.text($0, "line") } == ["0 lines", "1 line", "2 lines", "-1 lines"])
        #expect([1, 2].map { Plural.text($0, "entry", "entries") } == ["1 entry", "2 entries"])
        #expect([1, 1200].map { Count.text($0, "line") } == ["1 line", "1,200 lines"])
        #expect([1, 1200].map { Count.text($0, "line was", "lines were") } == ["1 line was", "1,200 lines were"])
    }
}
