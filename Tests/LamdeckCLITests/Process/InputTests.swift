import Foundation
import Testing

@testable import LamdeckCLI

struct InputTests {
    @Test(arguments: [0, 1, 1 << 16, (1 << 16) + 1, 200_000])
    func `an input is read to its end`(count: Int) throws {
        let text = String(repeating: "x", count: count)
        let file = try OpenFile(text)
        #expect(try InputFile(file: file.number).bytes() == Array(text.utf8))
    }

    @Test func `no more is read than is wanted`() throws {
        let file = try OpenFile("0123456789")
        #expect(try InputFile(file: file.number).bytes(atMost: 4) == Array("0123".utf8))
        #expect(try InputFile(file: file.number).bytes(atMost: 0) == [])
        #expect(try InputFile(file: file.number).bytes() == Array("456789".utf8))
    }

    @Test func `a writer that is slow is waited for`() async throws {
        let pipe = try PipeEnds()
        #expect(fcntl(pipe.out, F_SETFL, O_NONBLOCK) == 0)
        let input = InputFile(file: pipe.out)
        async let bytes = Task.detached { try input.bytes(atMost: 6) }.value
        #expect(write(pipe.in, "abc", 3) == 3)
        #expect(write(pipe.in, "def", 3) == 3)
        #expect(try await bytes == Array("abcdef".utf8))
    }

    @Test func `unreadable input is an error with a message`() throws {
        #expect(throws: InputError(reason: "Bad file descriptor")) { try InputFile(file: -1).bytes() }
        #expect(throws: InputError(reason: "No such file or directory")) {
            try InputFile.bytes(of: "/no/such/file", atMost: 1)
        }
        #expect(throws: InputError(reason: "Is a directory")) { try InputFile.bytes(of: "/", atMost: 1) }
    }
}
