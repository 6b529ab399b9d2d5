import LambdaModel
import Testing

/// Extensions with faults, one by one. Requests are numbered as in ``ExecutionPlace``.
@Suite("Execution environments: extensions")
struct ExtensionFaultTests {
    private static func registration(_ name: String, _ events: String...) -> ExtensionRegistration {
        ExtensionRegistration(id: "id of \(name)", name: name, events: events)
    }

    private static func released(extensions: [String] = ["watch"]) -> ExecutionEnvironment {
        ExecutionEnvironment(after: [.released], extensions: extensions)
    }

    @Test func `the runtime starts when all external extensions have registered`() {
        var environment = Self.released(extensions: ["watch", "trace"])
        #expect(environment.missingExtension == "watch")
        #expect(environment.actions(after: .register(1, ExecutionSample.watch)) == "1 gets id w")
        #expect(environment.missingExtension == "trace")
        #expect(environment.actions(after: .next(10)) == "10 gets 403 InvalidStateTransition", "it is not the runtime")
        #expect(
            environment.actions(after: .register(2, Self.registration("trace", "SHUTDOWN")))
                == "2 gets id id of trace, start runtime")
        #expect(environment.extensionNames == ["watch", "trace"])
        #expect(environment.actions(after: .next(11)) == "-")
        #expect(environment.actions(after: .extensionNext(20, "w")) == "-")
        #expect(environment.missingExtension == "trace")
        #expect(environment.actions(after: .extensionNext(21, "id of trace")) == "init ended")
        #expect(environment.missingExtension == nil)
        #expect(
            environment.actions(after: .call(1, ExecutionSample.first))
                == "11 gets event 1, delivered 1, 20 gets INVOKE 1", "trace asked for SHUTDOWN only")
    }

    @Test func `a call that an unregistered extension holds up times out with its name`() {
        var environment = Self.released()
        _ = environment.handle(.call(1, ExecutionSample.first))
        #expect(environment.actions(after: .callTimedOut(1)) == "finish 1 init timed out (watch), spent")
        #expect(environment.actions(after: .call(2, ExecutionSample.second)) == "finish 2 never delivered")
    }

    @Test func `a call that an extension without its first request holds up times out with its name`() {
        var environment = Self.released()
        for event: ExecutionEvent in [
            .register(1, ExecutionSample.watch), .next(10), .call(1, ExecutionSample.first),
        ] {
            _ = environment.handle(event)
        }
        #expect(environment.actions(after: .callTimedOut(1)) == "finish 1 init timed out (watch), spent")
    }

    @Test func `an extension that crashes ends the environment and the running call`() {
        var environment = ExecutionPlace.running.environment
        let crash = environment.handle(.extensionEnded(name: "watch", reason: "exit status 3"))
        guard case .finish(1, .extensionFailed(let failure))? = crash.first else {
            Issue.record("\(crash)")
            return
        }
        #expect(failure.type == "Extension.Crash" && failure.name == "watch" && failure.reason == "exit status 3")
        #expect(crash.dropFirst() == [.spent])
        #expect(environment.actions(after: .shutdown(.spindown)) == "-", "it waits for no event")
    }

    @Test func `an extension that cannot be started fails the init`() {
        var environment = Self.released()
        #expect(
            environment.actions(after: .extensionEnded(name: "watch", reason: "permission denied"))
                == "init failed Extension.LaunchError, spent")
        #expect(
            environment.actions(after: .call(1, ExecutionSample.first)) == "finish 1 init failed Extension.LaunchError")
    }

    @Test func `an extension that reports an error ends the environment`() {
        var environment = ExecutionPlace.asked.environment
        #expect(
            environment.actions(after: .extensionError(21, "w", ExecutionSample.boom))
                == "21 gets 202, init failed Extension.InitError, spent")
        environment = ExecutionPlace.running.environment
        #expect(
            environment.actions(after: .extensionError(21, "w", ExecutionSample.boom))
                == "21 gets 202, finish 1 extension failed Extension.ExitError, spent")
    }

    @Test func `an extension that hangs at the shutdown gets SHUTDOWN when it asks, or its end`() {
        var environment = ExecutionPlace.stopping.environment
        var killed = environment
        #expect(environment.actions(after: .extensionNext(21, "w")) == "21 gets SHUTDOWN spindown")
        #expect(environment.actions(after: .extensionNext(22, "w")) == "-", "it gets no second event")
        #expect(environment.actions(after: .extensionEnded(name: "watch", reason: "exit status 0")) == "-")
        #expect(environment.actions(after: .exited(.signal(15))) == "close 22")
        #expect(killed.actions(after: .exited(.signal(9))) == "-")
        #expect(killed.actions(after: .extensionNext(21, "w")) == "close 21")
    }

    @Test func `extensions learn why the environment was spent first`() {
        var environment = ExecutionPlace.watched.environment
        _ = environment.handle(.callTimedOut(1))
        #expect(environment.actions(after: .shutdown(.spindown)) == "21 gets SHUTDOWN timeout")
    }

    /// The connection of an extension may break while it waits. The call waits until the extension asks again.
    @Test func `a call waits for an extension whose connection broke`() {
        var environment = ExecutionPlace.ready.environment
        #expect(environment.actions(after: .closed(20)) == "-")
        #expect(environment.actions(after: .call(1, ExecutionSample.first)) == "-")
        #expect(
            environment.actions(after: .extensionNext(21, "w")) == "10 gets event 1, delivered 1, 21 gets INVOKE 1")
    }

    @Test func `an extension that registers after the runtime's first request is refused`() {
        var environment = Self.released(extensions: [])
        #expect(environment.actions(after: .register(1, ExecutionSample.inner)) == "1 gets id i", "the runtime runs")
        _ = environment.handle(.next(10))
        #expect(
            environment.actions(after: .register(2, Self.registration("late", "INVOKE")))
                == "2 gets 403 Extension.RegistrationClosed")
        #expect(environment.extensionNames == ["inner"])
    }

    @Test func `an extension registers for the events that its kind can get`() {
        var environment = Self.released()
        let refused = "gets 403 Extension.InvalidEventType"
        #expect(environment.actions(after: .register(1, Self.registration("watch", "START"))) == "1 \(refused)")
        #expect(environment.actions(after: .register(2, Self.registration("inner", "SHUTDOWN"))) == "2 \(refused)")
        #expect(
            environment.actions(after: .register(3, Self.registration("inner"))) == "3 gets id id of inner",
            "it may ask for none")
        var concurrent = ExecutionEnvironment(after: [.released], concurrency: 3, extensions: ["watch"])
        #expect(concurrent.actions(after: .register(4, ExecutionSample.watch)) == "4 \(refused)")
        #expect(
            concurrent.actions(after: .register(5, Self.registration("watch", "SHUTDOWN")))
                == "5 gets id id of watch, start runtime")
    }

    @Test func `an extension has a name, and registers once`() {
        var environment = Self.released()
        for name in ["", "a/b"] {
            #expect(
                environment.actions(after: .register(1, Self.registration(name, "INVOKE")))
                    == "1 gets 403 Extension.InvalidExtensionName")
        }
        _ = environment.handle(.register(2, ExecutionSample.watch))
        #expect(
            environment.actions(after: .register(3, ExecutionSample.watch))
                == "3 gets 403 Extension.InvalidExtensionState")
    }

    @Test func `the eleventh extension is refused`() {
        var environment = Self.released(extensions: [])
        for number in 1...RuntimeLimits.extensions {
            let actions = environment.actions(after: .register(number, Self.registration("inner \(number)", "INVOKE")))
            #expect(actions == "\(number) gets id id of inner \(number)")
        }
        #expect(
            environment.actions(after: .register(11, Self.registration("inner 11", "INVOKE")))
                == "11 gets 403 Extension.TooManyExtensions")
        #expect(environment.extensionNames.count == RuntimeLimits.extensions)
    }
}
