import Testing

@testable import LambdaRuntime

/// Which running call made an incoming request.
@Suite("The caller of a call")
struct TraceRegistryTests {
    private let registry = TraceRegistry()

    @Test("The latest running call of the trace is the caller")
    func byRoot() {
        #expect(registry.caller(root: "1-a", address: nil)?.function == nil)
        let shop = registry.begin(root: "1-a", function: "shop")
        #expect(registry.caller(root: "1-a", address: nil)?.function == "shop")
        #expect(registry.caller(root: "1-b", address: nil)?.function == nil)
        let orders = registry.begin(root: "1-a", function: "orders")
        let other = registry.begin(root: "1-b", function: "other")
        #expect(registry.caller(root: "1-a", address: nil)?.function == "orders")
        registry.end(orders)
        #expect(registry.caller(root: "1-a", address: nil)?.function == "shop")
        registry.end(orders)
        registry.end(shop)
        #expect(registry.caller(root: "1-a", address: nil)?.function == nil)
        #expect(registry.caller(root: "1-b", address: nil)?.function == "other")
        registry.end(other)
        #expect(registry.caller(root: "1-b", address: nil)?.function == nil)
    }

    @Test("A function may call itself")
    func itself() {
        let first = registry.begin(root: "1-a", function: "f")
        let second = registry.begin(root: "1-a", function: "f")
        registry.end(first)
        #expect(registry.caller(root: "1-a", address: nil)?.function == "f")
        registry.end(second)
        #expect(registry.caller(root: "1-a", address: nil)?.function == nil)
    }

    @Test("The address of a container has precedence over the trace")
    func byAddress() {
        _ = registry.begin(root: "1-a", function: "orders", address: "172.17.0.2")
        _ = registry.begin(root: "1-a", function: "stock", address: "172.17.0.3")
        _ = registry.begin(root: "1-c", function: "plain")
        _ = registry.begin(root: nil, function: "untraced", address: "fd00::2")
        func found(_ root: String?, _ address: String?) -> String? {
            registry.caller(root: root, address: address)?.function
        }
        #expect(found("1-a", "172.17.0.2:40312") == "orders")
        #expect(found("1-x", "172.17.0.2:40312") == "orders")
        #expect(found(nil, "172.17.0.3") == "stock")
        #expect(found("1-a", "127.0.0.1:40312") == "stock")
        #expect(found("1-c", "172.17.0.22:40312") == "plain")
        #expect(found("1-x", "172.17.0.22:40312") == nil)
        #expect(found(nil, "[fd00::2]:40312") == "untraced")
        #expect(found(nil, nil) == nil)
        #expect(registry.caller(root: nil, address: "172.17.0.2:1")?.root == "1-a")
    }

    @Test("A container's next call is the caller once the previous call has ended")
    func oneAfterTheOther() {
        let first = registry.begin(root: "1-a", function: "orders", address: "172.17.0.2")
        registry.end(first)
        #expect(registry.caller(root: nil, address: "172.17.0.2:1") == nil)
        let second = registry.begin(root: "1-b", function: "orders", address: "172.17.0.2")
        #expect(registry.caller(root: nil, address: "172.17.0.2:1")?.root == "1-b")
        registry.end(second)
    }

    @Test(
        "An address is recognized without its port",
        arguments: [
            ("127.0.0.1:51234", "127.0.0.1"), ("127.0.0.1", "127.0.0.1"), ("[::1]:80", "::1"), ("[::1]", "::1"),
            ("::1", "::1"), ("fd00::2", "fd00::2"), ("", ""), (":", ""), ("[", ""), ("unknown", "unknown"),
        ])
    func hosts(_ address: String, _ host: String) {
        #expect(RunningCalls.host(address) == host)
    }

    @Test("Calls that begin and end on many threads leave no entry")
    func crowd() async {
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let token = registry.begin(root: "1-\(number)", function: "f\(number)")
                    #expect(registry.caller(root: "1-\(number)", address: nil)?.function == "f\(number)")
                    registry.end(token)
                }
            }
        }
        for number in 0..<200 { #expect(registry.caller(root: "1-\(number)", address: nil)?.function == nil) }
    }
}
