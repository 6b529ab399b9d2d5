import Foundation

/// The two ends of a pipe.
struct PipeEnds: ~Copyable {
    private(set) var out: Int32
    let `in`: Int32

    init() throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        (out, self.in) = (ends[0], ends[1])
    }

    deinit {
        if out >= 0 { close(out) }
        close(self.in)
    }

    mutating func closeReader() {
        close(out)
        out = -1
    }

    /// Does work whose writes may find no reader. The program ignores SIGPIPE; ignored for all of the tests, it would be
    /// ignored in the programs too that other tests start.
    static func withoutSignal(_ work: () throws -> Void) rethrows {
        var (pipe, before) = (sigset_t(), sigset_t())
        sigemptyset(&pipe)
        sigaddset(&pipe, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &pipe, &before)
        defer {
            var pending = sigset_t()
            sigpending(&pending)
            var number: Int32 = 0
            if sigismember(&pending, SIGPIPE) == 1 { sigwait(&pipe, &number) }
            pthread_sigmask(SIG_SETMASK, &before, nil)
        }
        try work()
    }
}
