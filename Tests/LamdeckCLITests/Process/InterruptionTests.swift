import Testing

@testable import LamdeckCLI

struct InterruptionTests {
    @Test func `a second signal names what may still be running`() {
        #expect(
            Interruption.leavesBehind([]) == "lamdeck: a second signal ended it at once; what it started may still be "
                + "running: lamdeck down removes it")
        #expect(Interruption.leavesBehind(["a", "b"]).contains("; a, b may still be running: "))
    }
}
