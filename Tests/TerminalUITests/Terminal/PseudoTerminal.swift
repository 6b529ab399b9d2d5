import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A terminal without a screen: the test holds the other end.
final class PseudoTerminal {
    /// The program's end.
    let program: Int32
    private let keeper: Int32
    private var unread = ""

    init(width: Int, height: Int) throws {
        // Swift does not see this function of the C library, so it is looked up by name.
        typealias OpenPTY =
            @convention(c) (
                UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>, UnsafeRawPointer?, UnsafeRawPointer?,
                UnsafeRawPointer?
            ) -> Int32
        let openpty = unsafeBitCast(try #require(dlsym(nil, "openpty")), to: OpenPTY.self)
        var ends: (keeper: Int32, program: Int32) = (-1, -1)
        try #require(openpty(&ends.keeper, &ends.program, nil, nil, nil) == 0)
        (keeper, program) = ends
        resize(width: width, height: height)
    }

    deinit {
        close(program)
        close(keeper)
    }

    func resize(width: Int, height: Int) {
        var size = winsize()
        size.ws_col = UInt16(width)
        size.ws_row = UInt16(height)
        _ = ioctl(keeper, UInt(TIOCSWINSZ), &size)
    }

    /// Types, or whatever else a terminal sends.
    func type(_ text: String) {
        let bytes = Array(text.utf8)
        #expect(write(keeper, bytes, bytes.count) == bytes.count)
    }

    /// The program's output since the last call, up to and including an expected text.
    func output(through end: String) throws -> String {
        let limit = ContinuousClock.now.advanced(by: .seconds(10))
        while true {
            if let found = unread.range(of: end) {
                defer { unread = String(unread[found.upperBound...]) }
                return String(unread[..<found.upperBound])
            }
            var wait = pollfd(fd: keeper, events: Int16(POLLIN), revents: 0)
            guard ContinuousClock.now < limit, poll(&wait, 1, 1000) >= 0 else {
                Issue.record("did not come: \(end.debugDescription) in \(unread.debugDescription)")
                throw CocoaError(.fileReadUnknown)
            }
            if wait.revents == 0 { continue }
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = read(keeper, &bytes, bytes.count)
            if count > 0 { unread += String(decoding: bytes[..<count], as: UTF8.self) }
        }
    }

    /// The modes of the terminal, as text for comparisons.
    var modes: String {
        var modes = termios()
        guard tcgetattr(program, &modes) == 0 else { return "none" }
        return "\(modes.c_iflag) \(modes.c_oflag) \(modes.c_cflag) \(modes.c_lflag) \(modes.c_cc)"
    }
}
