import Testing

@testable import LambdaRuntime

/// When a host in the background ends by itself.
@Suite("A host's lifetime")
struct HostLifetimeTests {
    /// What a host has, and whether nothing needs it.
    struct Example: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let isIdle: Bool
        let lifetime: HostLifetime

        init(_ description: String, isIdle: Bool, _ change: (inout HostLifetime) -> Void) {
            var lifetime = HostLifetime()
            change(&lifetime)
            (testDescription, self.isIdle, self.lifetime) = (description, isIdle, lifetime)
        }
    }

    static let examples = [
        Example("a new one", isIdle: true) { _ in },
        Example("one that had a client", isIdle: true) { $0.hadClient = true },
        Example("a client", isIdle: false) { $0.clients = 1 },
        Example("a function", isIdle: false) { $0.running = ["hello"] },
        Example("a call", isIdle: false) { $0.calls = 1 },
        Example("everything", isIdle: false) { ($0.clients, $0.running, $0.calls) = (2, ["a", "b"], 3) },
        Example("one that does not end by itself", isIdle: false) { $0.endsWhenIdle = false },
        Example("one that does not end by itself, with a client", isIdle: false) {
            ($0.endsWhenIdle, $0.clients) = (false, 1)
        },
    ]

    @Test(arguments: examples) func `a host is idle when nothing needs it`(example: Example) {
        #expect(example.lifetime.isIdle == example.isIdle)
    }

    @Test func `a host is idle again when the last thing has ended`() {
        var lifetime = HostLifetime()
        (lifetime.clients, lifetime.running, lifetime.calls) = (1, ["a"], 1)
        lifetime.clients -= 1
        #expect(!lifetime.isIdle)
        lifetime.running.remove("a")
        #expect(!lifetime.isIdle)
        lifetime.calls -= 1
        #expect(lifetime.isIdle)
    }

    @Test func `the first client has more time than the next`() {
        var lifetime = HostLifetime()
        #expect(lifetime.patience == .seconds(20))
        lifetime.hadClient = true
        #expect(lifetime.patience == .seconds(2))
    }
}
