import OrderedCollections
import Testing

@testable import LambdaModel

/// What containers get for a debugger.
@Suite struct DebugPlanTests {
    private static func settings(_ runtime: String?, image: String = "registry/any:1") -> FunctionSettings {
        FunctionSettings(
            name: "orders", runtime: runtime.flatMap { .named($0) }, image: image, handler: "app.handler",
            code: .folder("/code"), resolvedPort: 9000)
    }

    @Test(arguments: [
        ("nodejs22.x", Debugger.inspector), ("python3.12", .debugpy), ("java21", .jdwp), ("dotnet8", .vsdbg),
        ("provided.al2023", .delve),
    ])
    func `each language has its debugger`(runtime: String, debugger: Debugger) throws {
        #expect(try Debugger(for: Self.settings(runtime)) == debugger)
    }

    @Test func `a language without a debugger is refused, and so is an unknown image`() {
        #expect {
            try Debugger(for: Self.settings("ruby3.4"))
        } throws: {
            "\($0)".contains("there is no debugger for ruby3.4")
        }
        #expect {
            try Debugger(for: Self.settings(nil, image: "orders:dev"))
        } throws: {
            "\($0)".contains("the language in the image orders:dev is not known")
        }
    }

    @Test func `the language of an image with the name of a base image is known`() throws {
        #expect(try Debugger(for: Self.settings(nil, image: "mirror.example/lambda/nodejs:22")) == .inspector)
    }

    @Test func `the settings in use have one container and no time limit, and the manifest's stay`() {
        var manifest = Self.settings("nodejs22.x")
        (manifest.concurrency, manifest.timeout, manifest.initTiming) = (4, 2, .call)
        let used = manifest.debugged(by: DebugPlan(.inspector))
        #expect(used.concurrency == 1 && used.timeout == 86_400 && !used.spare && used.initTiming == .early)
        #expect(used.handler == manifest.handler && used.environment == manifest.environment)
        #expect(manifest.debugging == nil)
    }

    @Test func `a debugger makes other containers, and another debugger does too`() {
        let plans = [
            DebugPlan(.inspector), DebugPlan(.inspector, waits: true), DebugPlan(.debugpy, program: "/opt/debugpy"),
            DebugPlan(.debugpy, program: "/var/task/debugpy"),
        ]
        let manifest = Self.settings("nodejs22.x")
        let shapes = [manifest] + plans.map { manifest.debugged(by: $0) }
        #expect(Set(shapes.map(\.containerShape)).count == shapes.count)
    }

    // MARK: Variables

    @Test func `Node.js gets its inspector beside the options of the function`() {
        let variables = DebugPlan(.inspector, waits: true).variables(over: ["NODE_OPTIONS": "--no-warnings", "A": "1"])
        #expect(
            variables["NODE_OPTIONS"]
                == "--no-warnings --require=/var/lamdeck/debug/inspector.cjs --enable-source-maps")
        #expect(variables["LAMDECK_INSPECTOR"] == "0.0.0.0 9229 wait")
        #expect(variables["A"] == nil, "the function's own variables stay as they are")
        #expect(DebugPlan(.inspector).variables(over: [:])["LAMDECK_INSPECTOR"] == "0.0.0.0 9229")
    }

    @Test func `Python gets a wrapper, which starts the function's own wrapper`() {
        let plan = DebugPlan(.debugpy, waits: true, program: "/var/task/debugpy")
        let variables = plan.variables(over: ["AWS_LAMBDA_EXEC_WRAPPER": "/opt/otel"])
        #expect(variables["AWS_LAMBDA_EXEC_WRAPPER"] == "/var/lamdeck/debug/debugpy.sh")
        #expect(variables["LAMDECK_EXEC_WRAPPER"] == "/opt/otel")
        #expect(variables["LAMDECK_DEBUGPY"] == "/var/task/debugpy")
        #expect(
            variables["LAMDECK_DEBUGPY_OPTIONS"]
                == "--listen 0.0.0.0:5678 --configure-subProcess False --wait-for-client")
        #expect(plan.variables(over: [:])["LAMDECK_EXEC_WRAPPER"] == nil)
    }

    @Test func `Java gets its agent beside the options of the function`() {
        let agent = "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=0.0.0.0:5005"
        #expect(
            DebugPlan(.jdwp).variables(over: ["JAVA_TOOL_OPTIONS": "-Xss1m"])["JAVA_TOOL_OPTIONS"] == "-Xss1m \(agent)")
        #expect(DebugPlan(.jdwp).variables(over: ["JAVA_TOOL_OPTIONS": ""])["JAVA_TOOL_OPTIONS"] == agent)
        #expect(DebugPlan(.jdwp, waits: true).variables(over: [:])["JAVA_TOOL_OPTIONS"]?.contains("suspend=y") == true)
    }

    @Test func `dlv starts the bootstrap, and lets it go on unless it waits`() {
        let plan = DebugPlan(.delve, program: "/opt/bin/dlv")
        #expect(plan.bootstrap == "/var/lamdeck/debug/dlv.sh")
        #expect(plan.variables(over: [:])["LAMDECK_DLV"] == "/opt/bin/dlv")
        #expect(plan.variables(over: [:])["LAMDECK_DLV_OPTIONS"]?.hasSuffix("--listen=0.0.0.0:2345 --continue") == true)
        let waiting = DebugPlan(.delve, waits: true, program: "/opt/bin/dlv").variables(over: [:])
        #expect(waiting["LAMDECK_DLV_OPTIONS"]?.contains("--continue") == false)
        #expect(DebugPlan(.inspector).bootstrap == nil)
    }

    // MARK: Status

    @Test func `the state is said in the words of the list`() {
        var status = DebugStatus(port: 5678)
        #expect(status.words == "debugging :5678")
        status.isAttached = true
        #expect(status.words == "debugging :5678, attached")
        #expect(DebugStatus(port: nil).words == "debugging")
    }
}
