import Foundation
import Testing

@testable import LamdeckCLI

struct OutputTests {
    private static let hostile = "a\u{1B}]0;x\u{7}b\u{202E}\tc"

    @Test func `results and messages go to different files, each with one line break at its end`() throws {
        let captured = try Captured()
        captured.output.write("one")
        captured.output.write("two\n")
        captured.output.write("three\r\n")
        captured.output.write("")
        captured.output.complain("message")
        captured.output.complain("message\n")
        #expect(captured.results == "one\ntwo\nthree\r\n\n")
        #expect(captured.messages == "message\nmessage\n")
    }

    @Test(arguments: [Output.Form.plain, .coloured, .json])
    func `a file gets results unchanged`(form: Output.Form) throws {
        let captured = try Captured()
        captured.output.write(Self.hostile, form)
        #expect(captured.output.isSettled(Self.hostile, form) && captured.output.isWritten(Self.hostile, form))
        #expect(captured.output.isSettled(raw: [0xFF, 0x1B]))
        #expect(captured.results.hasPrefix("\(Self.hostile)\n\(Self.hostile)\n\(Self.hostile)\n"))
        #expect(captured.results.hasSuffix("\n\u{FFFD}\u{1B}"))
    }

    @Test(
        arguments: [
            (.plain, "a\u{FFFD}]0;x\u{FFFD}b\u{FFFD}\tc\n"), (.coloured, "a\u{FFFD}]0;x\u{FFFD}b\u{FFFD}\tc\n"),
            (.json, "a\\u001b]0;x\\u0007b\\u202e\tc\n"),
        ] as [(Output.Form, String)])
    func `a terminal gets results that it cannot obey`(form: Output.Form, shown: String) throws {
        let captured = try Captured(isTerminal: true)
        captured.output.write(Self.hostile, form)
        #expect(captured.results == shown)
    }

    @Test func `a terminal keeps lamdeck's own colours, and plain text loses them`() throws {
        let captured = try Captured(isTerminal: true)
        captured.output.write("\u{1B}[31mred\u{1B}[0m", .coloured)
        captured.output.write("\u{1B}[31mred\u{1B}[0m", .plain)
        #expect(captured.output.isSettled(raw: Array("\u{1B}[31mred\u{7}".utf8)))
        #expect(captured.results == "\u{1B}[31mred\u{1B}[0m\nred\nred\u{FFFD}")
    }

    @Test func `a message shows invisible characters as escapes, on a terminal or not`() throws {
        for isTerminal in [false, true] {
            let captured = try Captured(isTerminal: isTerminal)
            captured.output.complain("no \"\(Self.hostile)\"\n  of \u{200B}it\r\n")
            #expect(captured.messages == "no \"a\\u{1b}]0;x\\u{7}b\\u{202e}\tc\"\n  of \\u{200b}it\n")
        }
    }

    @Test func `one file for both outputs is one place`() throws {
        let (two, one) = (try Captured(), try Captured(isOnePlace: true))
        #expect(!two.output.isOnePlace && one.output.isOnePlace)
        #expect(!Output(results: -1, messages: -1, isTerminal: false).isOnePlace)
    }

    @Test func `text is dropped without a complaint if the reader is gone`() throws {
        var reader = try PipeEnds()
        reader.closeReader()
        let output = Output(results: reader.in, messages: reader.in, isTerminal: false)
        PipeEnds.withoutSignal {
            #expect(!output.isWritten("x"))
            #expect(output.isSettled("x"))
        }
        // No file at all is a fault.
        #expect(!Output(results: -1, messages: -1, isTerminal: false).isSettled("x"))
    }

    @Test func `a reader that does not block gets everything`() async throws {
        let pipe = try PipeEnds()
        #expect(fcntl(pipe.in, F_SETFL, O_NONBLOCK) == 0)
        let output = Output(results: pipe.in, messages: -1, isTerminal: false)
        // More than a pipe holds.
        let text = String(repeating: "0123456789abcdef", count: 1 << 15)
        async let isWritten = Task.detached { output.isWritten(text) }.value
        var received: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while received.count <= text.utf8.count {
            let count = read(pipe.out, &chunk, chunk.count)
            guard count > 0 else { break }
            received += chunk[..<count]
        }
        #expect(await isWritten)
        #expect(received == Array((text + "\n").utf8))
    }
}
