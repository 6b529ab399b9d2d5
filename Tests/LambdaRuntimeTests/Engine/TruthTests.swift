import Foundation
import HostLink
import LambdaModel
import LambdaRuntime
import OrderedCollections
import TestSupport
import Testing

/// All outcomes of a call on the real engine: its verdict, its own log and its timing.
@Suite("The true outcome of a call")
struct TruthTests {
    /// A call and its expected result.
    struct Case: Sendable {
        var event: String
        var verdict: Verdict
        var error: String?
        /// The function's lines in order; nil if they are checked in another way.
        var lines: [String]?

        init(_ event: String, _ verdict: Verdict, _ error: String? = nil, _ lines: [String]? = nil) {
            (self.event, self.verdict, self.error, self.lines) = (event, verdict, error, lines)
        }
    }

    private static let python = [
        Case(#"{"do": "quiet"}"#, .ok, nil, []),
        Case(#"{"do": "raise"}"#, .functionError, "ValueError"),
        Case(#"{"do": "nested"}"#, .functionError, "RuntimeError"),
        Case(#"{"do": "return"}"#, .ok, nil, []),
        Case(#"{"do": "returnAndLog"}"#, .ok, nil, ["ERROR of mine"]),
        Case(#"{"do": "exit"}"#, .crashed, "Runtime.ExitError", ["leaving"]),
        Case(#"{"do": "kill"}"#, .crashed, "Runtime.ExitError"),
        Case(#"{"do": "memory"}"#, .outOfMemory, "Runtime.ExitError"),
        Case(#"{"do": "set"}"#, .functionError, "Runtime.MarshalError"),
        Case(#"{"do": "none"}"#, .ok, nil, []),
        Case(#"{"do": "partial"}"#, .ok, nil, ["no newline"]),
        Case(#"{"do": "returns"}"#, .ok, nil, ["a", "b", "c"]),
        Case(#"{"do": "stderr"}"#, .ok, nil, ["to stderr"]),
        Case(#"{"do": "likeATimeout"}"#, .ok, nil, []),
        Case(#"{"do": "large"}"#, .responseTooLarge, "Function.ResponseSizeTooLarge"),
        Case(#"{"do": "quiet"}"#, .ok, nil, []),
    ]

    private static let node = [
        Case(#"{"do": "quiet"}"#, .ok, nil),
        Case(#"{"do": "raise"}"#, .functionError, "TypeError"),
        Case(#"{"do": "nested"}"#, .functionError, "Error"),
        Case(#"{"do": "return"}"#, .ok, nil, []),
        Case(#"{"do": "exit"}"#, .crashed, "Runtime.ExitError"),
        Case(#"{"do": "kill"}"#, .crashed, "Runtime.ExitError"),
        Case(#"{"do": "memory"}"#, .outOfMemory, "Runtime.ExitError"),
        Case(#"{"do": "set"}"#, .functionError),
        Case(#"{"do": "none"}"#, .ok, nil, []),
        Case(#"{"do": "partial"}"#, .ok, nil, ["no newline"]),
        Case(#"{"do": "stderr"}"#, .ok, nil, ["to stderr"]),
        Case(#"{"do": "uncaught"}"#, .crashed, "Error"),
        Case(#"{"do": "rejection"}"#, .crashed, "Runtime.UnhandledPromiseRejection"),
        Case(#"{"do": "likeATimeout"}"#, .ok, nil, []),
        Case(#"{"do": "large"}"#, .responseTooLarge, "Function.ResponseSizeTooLarge"),
        Case(#"{"do": "quiet"}"#, .ok, nil, []),
    ]

    @Test(arguments: ServingKind.allCases) func ofPython(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let settings = try await project.python("hello", Misbehaving.python, timeout: 20)
            let results = try await check(Self.python, of: settings, in: project)
            let raised = results[1]
            #expect(raised.log.first?.text == "before")
            #expect(raised.log.contains { $0.text.contains("ValueError: boom") }, "\(raised.log)")
            #expect(raised.error?.trace.contains { $0.contains("/var/task/app.py") } == true)
            // The emulator gives a function one pipe for both outputs.
            #expect(results[12].log.first?.source == (server == .emulator ? .output : .errorOutput))
            guard server == .emulator else { return }
            // The emulator starts the runtime for the first call and after each call that ended it.
            let cold = results.indices.filter { results[$0].isCold }
            #expect(cold == [0, 6, 7, 8, 15], "\(cold)")
        }
    }

    @Test(arguments: ServingKind.allCases) func ofNode(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let settings = try await project.node("hello", Misbehaving.node, timeout: 20) { $0.memorySize = 192 }
            let results = try await check(Self.node, of: settings, in: project)
            #expect(results[1].log.contains { $0.text.contains("before") }, "\(results[1].log)")
            #expect(results[4].log.contains { $0.text.contains("leaving") }, "\(results[4].log)")
        }
    }

    /// Makes the calls one after another, and checks each against its own log and timing.
    private func check(
        _ cases: [Case], of settings: FunctionSettings, in project: TestProject
    ) async throws -> [InvocationResult] {
        let deck = try await project.deck([settings])
        var results: [InvocationResult] = []
        for expected in cases {
            let result = await deck.invoke(settings.name, expected.event)
            let what = "\(expected.event): \(result.error.map { "\($0)" } ?? "no error"), \(result.log.map(\.text))"
            #expect(result.verdict == expected.verdict, "\(what)")
            #expect(result.error?.isDoubtful != true, "\(what)")
            if let error = expected.error { #expect(result.error?.type == error, "\(what)") }
            if expected.verdict == .ok { #expect(result.error == nil, "\(what)") }
            // Node.js writes time, request id and level before a line, separated by tabs.
            let texts = result.log.map { $0.text.split(separator: "\t").last.map(String.init) ?? "" }
            #expect(texts.contains("loading") == result.isCold, "\(what)")
            if let lines = expected.lines { #expect(texts == (result.isCold ? ["loading"] : []) + lines, "\(what)") }
            #expect(result.requestID?.count == 36, "\(what)")
            #expect(result.log.allSatisfy { $0.invocation == result.requestID })
            #expect(result.initMilliseconds != nil || !result.isCold, "\(what)")
            if let handler = result.handlerMilliseconds {
                #expect(handler > 0 && handler <= result.seconds * 1000, "\(what)")
            }
            if result.verdict == .ok {
                #expect(result.handlerMilliseconds != nil, "\(what)")
                let peak = try #require(result.peakMemory, "\(what)")
                #expect(peak > 4 << 20 && peak <= settings.memorySize << 20, "\(what)")
                #expect(result.cpuSeconds != nil, "\(what)")
            }
            results.append(result)
        }
        let ids = Set(results.compactMap(\.requestID))
        #expect(ids.count == results.count, "each call has a request id of its own")
        return results
    }

    @Test(.tags(.long)) func ofCodeThatFailsDuringItsLoad() async throws {
        try await TestProject.run { project in
            let functions = try await [
                project.python("raises", "raise RuntimeError('at import')"),
                project.python("leaves", "import os; os._exit(4)"),
                project.python("imports", "import nowhere"),
                project.python("lacks", "def other(event, context): pass"),
                project.python("slow", "import time; time.sleep(30)", timeout: 4),
                project.node("node-raises", "throw new Error('at import');"),
                project.node("node-imports", "require('nowhere');"),
                project.node("node-lacks", "exports.other = 1;"),
                project.node(
                    "node-slow", "const end = Date.now() + 30000; while (Date.now() < end);", timeout: 4),
            ]
            let deck = try await project.deck(functions)
            let expected: [(String, Verdict, String?)] = [
                ("raises", .initFailed, "RuntimeError"), ("leaves", .initFailed, nil),
                ("imports", .initFailed, "Runtime.ImportModuleError"),
                ("lacks", .initFailed, "Runtime.HandlerNotFound"), ("slow", .timeout, nil),
                ("node-raises", .initFailed, "Error"), ("node-imports", .initFailed, "Runtime.ImportModuleError"),
                ("node-lacks", .initFailed, "Runtime.HandlerNotFound"), ("node-slow", .timeout, nil),
            ]
            for (function, verdict, type) in expected {
                let result = await deck.invoke(function)
                #expect(result.verdict == verdict, "\(function): \(result)")
                if let type { #expect(result.error?.type == type, "\(function): \(result)") }
                // A call that arrives after the end of a failed init did not wait for it.
                #expect(result.isCold || result.verdict == .initFailed, "\(function)")
                #expect(result.requestID != nil, "\(function)")
            }
        }
    }

    /// Far below the container's limit: Node.js ends itself when its own heap is full, and the kernel does not kill it.
    @Test func ofAHeapThatIsFullBelowTheLimit() async throws {
        try await TestProject.run { project in
            let settings = try await project.node("hello", Misbehaving.node, timeout: 20) {
                $0.memorySize = 1024
                $0.environment = ["NODE_OPTIONS": "--max-old-space-size=40"]
            }
            let deck = try await project.deck([settings])
            let full = await deck.invoke("hello", #"{"do": "heap"}"#)
            #expect(full.verdict == .outOfMemory, "\(full)")
            #expect(full.log.contains { $0.text.contains("JavaScript heap out of memory") }, "\(full.log)")
            // On a busy machine the kernel's account is gone before it is read.
            #expect(full.peakMemory.map { $0 < settings.memorySize << 19 } ?? true, "not half of the limit was used")
            await deck.expect("hello", #"{"do": "quiet"}"#, ends: .ok)
        }
    }

    @Test(.tags(.long)) func ofATimeout() async throws {
        try await TestProject.run { project in
            let deck = try await project.deck([
                try await project.python("python", Misbehaving.python, timeout: 5),
                try await project.node("node", Misbehaving.node, timeout: 5),
            ])
            for function in ["python", "node"] {
                _ = await deck.invoke(function, #"{"do": "quiet"}"#)
                let slow = await deck.invoke(function, #"{"do": "sleep", "s": 30}"#)
                #expect(slow.verdict == .timeout)
                #expect(slow.log.contains { $0.text.contains("sleeping") }, "\(slow.log)")
                #expect(slow.seconds >= 5)
                let next = await deck.invoke(function, #"{"do": "quiet"}"#)
                #expect(next.verdict == .ok, "\(next)")
            }
        }
    }
}
