import Testing

@testable import LambdaModel

/// The emulator's markers in lines of a container.
@Suite struct LogMarkerTests {
    static let id = "5399074e-8f3b-4c56-9a5e-0242ac110002"

    static let markers = [
        "START RequestId: \(id) Version: $LATEST",
        "END RequestId: \(id)",
        "REPORT RequestId: \(id)\tInit Duration: 0.09 ms\tDuration: 74.99 ms\tBilled Duration: 75 ms\t"
            + "Memory Size: 3008 MB\tMax Memory Used: 3008 MB\t",
    ]

    static func records(_ text: String, isStandardError: Bool = false) -> [LogRecord] {
        LogRecord.records(line: Array(text.utf8), isStandardError: isStandardError, time: 7)
    }

    private func expect(
        _ text: String, _ expected: [(LogRecord.Source, String)], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let wanted = expected.map { LogRecord(time: 7, source: $0.0, text: $0.1) }
        #expect(Self.records(text) == wanted, sourceLocation: sourceLocation)
    }

    @Test(arguments: markers)
    func `a single marker is one record`(marker: String) {
        expect(marker, [(.marker, marker)])
    }

    @Test(arguments: markers)
    func `a marker after output without a line end is a separate record`(marker: String) {
        for output in ["no newline", " ", "{\"a\": 1}", "空のカート", "RequestId: ", "START RequestId: ", "\t", "END "] {
            expect(output + marker, [(.output, output), (.marker, marker)])
        }
    }

    @Test(arguments: markers)
    func `a marker after a carriage return is a separate record`(marker: String) {
        expect("50 %\r" + marker, [(.output, "50 %"), (.marker, marker)])
        expect(marker + "\r", [(.marker, marker)])
    }

    @Test(arguments: [0, 3, 42, 255])
    func `the exit code of a runtime after output without a line end is a separate record`(code: Int) {
        for output in ["", "no newline", " ", "{\"a\": 1}", "空のカート", "exit "] {
            let line = "\u{1E} \(code)"
            expect(output + line, (output.isEmpty ? [] : [(.output, output)]) + [(.marker, line)])
        }
    }

    @Test(arguments: ["\u{1E}watcher invoked", "\u{1E}my-extension_2.sh \u{1E}0", "\u{1E}watcher "])
    func `the line of an extension after output without a line end is a separate record`(line: String) {
        for output in ["got", " ", "{\"a\": 1}", "空のカート"] {
            expect(output + line, [(.output, output), (.output, line)])
        }
        expect(line, [(.output, line)])
    }

    @Test(arguments: ["{\"a\": 1}", "[1, 2]", "\"a b\"", "nothing"])
    func `a value of a JSON text sequence is no line of an extension`(value: String) {
        for output in ["", "got"] { expect("\(output)\u{1E}\(value)", [(.output, "\(output)\u{1E}\(value)")]) }
    }

    @Test(arguments: ["\u{1E} ", "\u{1E} x", "\u{1E} 1234", "\u{1E}name 1", "\u{1E} 1 ", "\u{1E}name \u{1E}0"])
    func `what is not an exit code stays output`(line: String) {
        expect(line, [(.output, line)])
    }

    @Test(arguments: markers)
    func `a marker cut before the end of its id is output`(marker: String) throws {
        let end = try #require(marker.firstRange(of: Self.id)).upperBound
        for length in 0..<marker[..<end].count {
            let cut = String(marker.prefix(length))
            expect(cut, [(.output, cut)])
        }
        expect(String(marker[..<end]), [(.marker, String(marker[..<end]))])
    }

    @Test(arguments: [
        "RequestId: 5399074e-8f3b-4c56-9a5e-0242ac110002",
        "START RequestId: 5399074e-8f3b-4c56-9a5e",
        "START RequestId: 5399074e8f3b4c569a5e0242ac11000212345678",
        "START RequestId: 5399074e_8f3b_4c56_9a5e_0242ac110002",
        "START RequestId: 5399074g-8f3b-4c56-9a5e-0242ac110002",
        "START RequestId: 539907-4e8f3b-4c56-9a5e-0242ac110002",
        "START RequestId: \"5399074e-8f3b-4c56-9a5e-0242ac110002\"",
        "START RequestId:5399074e-8f3b-4c56-9a5e-0242ac110002",
        "START RequestID: 5399074e-8f3b-4c56-9a5e-0242ac110002",
        "start RequestId: 5399074e-8f3b-4c56-9a5e-0242ac110002",
        "STOP RequestId: 5399074e-8f3b-4c56-9a5e-0242ac110002",
        "END  RequestId: 5399074e-8f3b-4c56-9a5e-0242ac110002",
        "RequestId: 5399074e-8f3b-4c56-9a5e-0242ac110002 Error: Runtime exited with error: exit status 3",
    ])
    func `a line that resembles a marker is output`(text: String) {
        expect(text, [(.output, text)])
    }

    @Test func `an id may have capitals`() {
        let marker = "END RequestId: 5399074E-8F3B-4C56-9A5E-0242AC110002"
        expect(marker, [(.marker, marker)])
    }

    @Test func `a look-alike does not hide the marker after it`() {
        let lookAlike = "START RequestId: none, "
        expect(lookAlike + Self.markers[1], [(.output, lookAlike), (.marker, Self.markers[1])])
    }

    @Test func `a marker is recognised on standard error`() {
        #expect(Self.records(Self.markers[0], isStandardError: true).map(\.source) == [.marker])
        #expect(Self.records("x" + Self.markers[0], isStandardError: true).map(\.source) == [.errorOutput, .marker])
    }

    @Test(arguments: [
        "22 Nov 2026 18:35:37,049 [INFO] (rapid) exec '/var/runtime/bootstrap' (cwd=/var/task, handler=)",
        "22 Nov 2026 18:35:39,308 [WARNING] (rapid) Reset initiated: Timeout",
        "22 Nov 2026 18:35:39,485 [ERROR] (rapid) Invoke DONE failed: Runtime.ExitError",
    ])
    func `the emulator's lines are recognised on standard error only`(text: String) {
        #expect(Self.records(text, isStandardError: true).map(\.source) == [.emulator])
        #expect(Self.records(text, isStandardError: false).map(\.source) == [.output])
    }

    @Test(arguments: [
        "rapid", "(rapid", "(Rapid)", String(repeating: "x", count: 80) + "(rapid)", "an error of the function",
    ])
    func `the function's lines on standard error are not the emulator's`(text: String) {
        #expect(Self.records(text, isStandardError: true).map(\.source) == [.errorOutput])
    }
}
