import Testing

@testable import LambdaRuntime

/// Which functions clients keep running, and which of them are stopped for whom.
@Suite("The functions that clients keep running")
struct KeptFunctionsTests {
    @Test func `a client keeps some functions, or all, until it disconnects`() {
        var kept = KeptFunctions()
        #expect(!kept.contains("orders"))
        kept.keep(["orders"], for: 1)
        #expect(kept.contains("orders") && !kept.contains("hello"))
        kept.keep(nil, for: 2)
        #expect(kept.contains("hello"))
        let started = [kept.release(2), kept.release(2)]
        #expect(started == [[], nil])
        #expect(kept.contains("orders") && !kept.contains("hello"))
        _ = kept.release(1)
        #expect(!kept.contains("orders"))
    }

    @Test func `the functions that did not run before are stopped`() {
        var kept = KeptFunctions()
        kept.keep(nil, for: 1)
        let isThere = kept.start(["orders"], for: 1)
        #expect(isThere)
        kept.startNew("new")
        let started = kept.release(1)
        #expect(started == ["orders", "new"])
    }

    @Test func `nothing is started for a client that has disconnected in the meantime`() {
        var kept = KeptFunctions()
        kept.keep(nil, for: 1)
        _ = kept.release(1)
        let isThere = kept.start(["orders"], for: 1)
        #expect(!isThere)
        kept.startNew("new")
        let started = kept.release(1)
        #expect(started == nil)
    }
}
