import DockerEngine
import Foundation
import LambdaModel
import Testing

@testable import LambdaRuntime

/// Who serves, as the variables of the environment and the settings say.
@Suite("Who serves the Runtime API")
struct RuntimeChoiceTests {
    private static func choice(_ environment: [String: String]) -> RuntimeChoice? { try? RuntimeChoice(environment) }

    @Test func `lamdeck serves by default`() {
        for environment in [
            [:], ["LAMDECK_RUNTIME": "", "LAMDECK_RUNTIME_ADDRESS": ""], ["LAMDECK_RUNTIME": "lamdeck"],
        ] {
            let choice = Self.choice(environment)
            #expect(choice?.server == .lamdeck && choice?.address == nil, "\(environment)")
        }
        #expect(Self.choice(["LAMDECK_RUNTIME": "emulator"])?.server == .emulator)
        #expect(Self.choice(["LAMDECK_RUNTIME_ADDRESS": "10.0.0.7"])?.address == "10.0.0.7")
    }

    @Test(arguments: ["rie", "Lamdeck", "emulator ", "1"])
    func `another server is refused`(value: String) {
        let reason = #expect(throws: FailureReason.self) { try RuntimeChoice(["LAMDECK_RUNTIME": value]) }
        #expect(reason?.kind == .settings)
        #expect(
            reason?.summary
                == "the environment variable LAMDECK_RUNTIME is \"\(value)\", which is not valid: unset it, "
                + "or set it to lamdeck or emulator")
    }

    @Test(arguments: [
        "localhost", "10.0.0", "10.0.0.256", "10.0.0.7:80", "10.0.0.7/8", "::1", "0x7f.0.0.1", " 10.0.0.7",
    ])
    func `an address that is not IPv4 in numbers is refused`(value: String) {
        for server in ["lamdeck", "emulator"] {
            let environment = ["LAMDECK_RUNTIME": server, "LAMDECK_RUNTIME_ADDRESS": value]
            let reason = #expect(throws: FailureReason.self) { try RuntimeChoice(environment) }
            #expect(reason?.summary.contains("LAMDECK_RUNTIME_ADDRESS is \"\(value)\", which is not valid") == true)
        }
    }

    @Test(arguments: [["LAMDECK_RUNTIME": "rie"], ["LAMDECK_RUNTIME_ADDRESS": "localhost"]])
    func `the doctor names a variable without a meaning, and asks no engine`(environment: [String: String]) async {
        let engine = EngineClient(endpoint: .unix(path: "/nowhere"))
        let finding = await RuntimeCheck(engine: engine, functions: [], environment: environment).run()
        await engine.shutdown()
        #expect(finding.state == .fix && finding.fix != nil)
        #expect(finding.message.contains("which is not valid"))
    }

    // MARK: The way of a container

    private static func ways(_ server: ServingKind, address: String? = nil) -> (ServingWays, RuntimeWay?) {
        let (engine, reach) = (EngineClient(endpoint: .unix(path: "/nowhere")), ContainerAddressing())
        let runtime =
            server == .lamdeck
            ? RuntimeWay(
                engine: engine, region: "eu-central-1", reach: reach, timing: .real, logs: RuntimeCallLogs(),
                probe: RuntimeProbe(engine: engine, labels: [:]), override: address, isResident: true) : nil
        return (ServingWays(emulator: EmulatorWay(emulator: EmulatorClient(), reach: reach), runtime: runtime), runtime)
    }

    private static let named = FunctionSettings.example.with { $0.runtime = .named("python3.13") }

    @Test func `the emulator serves only for a reason`() {
        let (ways, runtime) = Self.ways(.lamdeck, address: "127.0.0.1")
        #expect(ways.way(for: Self.named).kind == .lamdeck)
        #expect(ways.way(for: Self.named).emulatorReason == nil)
        let own = ways.way(for: Self.named.with { $0.runtime = nil })
        #expect(own.kind == .emulator && own.emulatorReason == "its settings name an image, not a runtime")
        #expect(runtime?.reachability.blocked("a firewall") == true)
        let blocked = ways.way(for: Self.named)
        #expect(blocked.kind == .emulator && blocked.emulatorReason == "a firewall")
    }

    /// The first start failed, since lamdeck could not listen. The address is one for documentation (RFC 5737).
    @Test func `the emulator serves if the address that was set is not one of this machine`() async {
        let way = Self.ways(.lamdeck, address: "192.0.2.7").0.way(for: Self.named)
        #expect(way.kind == .emulator && way.emulatorReason == RuntimeReach.foreignAddress("192.0.2.7"))
        let engine = EngineClient(endpoint: .unix(path: "/nowhere"))
        let environment = ["LAMDECK_RUNTIME_ADDRESS": "192.0.2.7"]
        let finding = await RuntimeCheck(engine: engine, functions: [], environment: environment).run()
        await engine.shutdown()
        #expect(finding.state == .fix && finding.message.contains("not an address of this machine"))
    }

    @Test func `the emulator serves if it is asked for, or if the engine's network is elsewhere`() {
        let asked = Self.ways(.emulator).0.way(for: Self.named)
        #expect(asked.kind == .emulator && asked.emulatorReason == "LAMDECK_RUNTIME is emulator")
        let elsewhere = Self.ways(.lamdeck).0.way(for: Self.named)
        #expect(elsewhere.kind == .emulator && elsewhere.emulatorReason == RuntimeReach.foreignNetwork)
    }
}
