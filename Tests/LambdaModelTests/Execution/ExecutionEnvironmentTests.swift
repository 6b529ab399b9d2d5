import Testing

@testable import LambdaModel

/// Runtimes, extensions and callers with faults, one by one. Requests are numbered as in ``ExecutionPlace``.
@Suite("Execution environments: faults")
struct ExecutionEnvironmentTests {
    /// An environment without extensions whose runtime has call 1.
    private static func running(_ more: ExecutionEvent...) -> ExecutionEnvironment {
        ExecutionEnvironment(after: [.released, .next(10), .call(1, ExecutionSample.first)] + more)
    }

    // MARK: The runtime

    @Test func `a call runs without extensions, and the next one follows`() {
        var environment = ExecutionEnvironment()
        #expect(environment.actions(after: .released) == "start runtime")
        #expect(environment.actions(after: .call(1, ExecutionSample.first)) == "-")
        #expect(environment.actions(after: .next(10)) == "init ended, 10 gets event 1, delivered 1")
        #expect(environment.actions(after: .call(2, ExecutionSample.second)) == "-", "it waits")
        #expect(environment.actions(after: .responseBegan(30, .first, .buffered)) == "receive 30 for 1")
        #expect(environment.actions(after: .responseEnded(30, .whole)) == "30 gets 202, finish 1 response")
        #expect(environment.state == .settling)
        #expect(environment.actions(after: .next(11)) == "settled 1, 11 gets event 2, delivered 2")
        #expect(environment.state == .running)
    }

    @Test func `the second answer to a call is refused`() {
        var environment = Self.running(.error(30, .first, ExecutionSample.boom))
        let refused = "31 gets 400 InvalidRequestID"
        #expect(environment.actions(after: .responseBegan(31, .first, .buffered)) == refused)
        #expect(environment.actions(after: .error(31, .first, ExecutionSample.boom)) == refused)
        #expect(environment.actions(after: .next(11)) == "settled 1")
    }

    @Test func `an answer while the response is sent is refused`() {
        var environment = Self.running(.responseBegan(30, .first, .streaming))
        #expect(environment.actions(after: .responseBegan(31, .first, .buffered)) == "31 gets 400 InvalidRequestID")
        #expect(
            environment.actions(after: .error(32, .first, ExecutionSample.boom)) == "32 gets 400 InvalidRequestID")
        #expect(environment.actions(after: .responseEnded(30, .whole)) == "30 gets 202, finish 1 response")
    }

    @Test func `an answer for another id changes nothing`() {
        var environment = Self.running()
        #expect(environment.actions(after: .responseBegan(30, .other, .buffered)) == "30 gets 400 InvalidRequestID")
        #expect(environment.actions(after: .error(31, .other, ExecutionSample.boom)) == "31 gets 400 InvalidRequestID")
        #expect(environment.state == .running)
        #expect(environment.actions(after: .responseBegan(32, .first, .buffered)) == "receive 32 for 1")
    }

    @Test func `a response that is too large ends its call, and the runtime lives on`() {
        var environment = Self.running(.responseBegan(30, .first, .buffered))
        #expect(
            environment.actions(after: .responseEnded(30, .tooLarge))
                == "30 gets 413 RequestEntityTooLarge, finish 1 too large")
        #expect(environment.actions(after: .next(11)) == "settled 1")
        #expect(environment.state == .ready)
    }

    @Test func `an error in the middle of a streamed response is the call's error`() {
        var environment = Self.running(.responseBegan(30, .first, .streaming))
        #expect(
            environment.handle(.responseEnded(30, .failed(ExecutionSample.boom)))
                == [.answer(30, .accepted), .finish(1, .error(ExecutionSample.boom))])
    }

    @Test func `an unknown response mode is the call's error, which names it`() {
        var environment = Self.running()
        let message = "\"whole\" is not a response mode; the only one is \"streaming\""
        let error = ReportedError(InvocationError(type: "Runtime.InvalidResponseModeHeader", message: message))
        #expect(
            environment.handle(.responseBegan(30, .first, .invalid("whole")))
                == [.answer(30, .refused(.mode)), .finish(1, .error(error))])
    }

    @Test func `a response that breaks off is truncated if the runtime lives`() {
        var environment = Self.running(.responseBegan(30, .first, .buffered))
        #expect(environment.actions(after: .closed(30)) == "inquire")
        #expect(environment.state == .running, "the call has not ended")
        #expect(environment.actions(after: .responseEnded(30, .whole)) == "-", "the end of what was cut")
        #expect(environment.actions(after: .stillRuns) == "finish 1 truncated")
        #expect(environment.actions(after: .next(11)) == "settled 1")
        #expect(environment.state == .ready)
    }

    @Test func `a response that breaks off is an exit if the runtime ended`() {
        var environment = Self.running(.responseBegan(30, .first, .buffered), .closed(30))
        #expect(environment.actions(after: .exited(.signal(11))) == "finish 1 exited by signal 11, spent")
        #expect(environment.state == .ended)
    }

    @Test func `two broken connections are one inquiry`() {
        var environment = ExecutionEnvironment(
            after: [.released, .next(10), .next(11), .call(1, ExecutionSample.first)], concurrency: 3)
        _ = environment.handle(.responseBegan(30, .first, .buffered))
        #expect(environment.actions(after: .closed(11)) == "inquire")
        #expect(environment.actions(after: .closed(30)) == "-")
        #expect(environment.actions(after: .stillRuns) == "finish 1 truncated")
        #expect(environment.actions(after: .next(12)) == "settled 1")
        #expect(environment.actions(after: .closed(12)) == "inquire", "a new one")
    }

    @Test func `a second request for an event is refused and changes nothing`() {
        var environment = Self.running()
        #expect(environment.actions(after: .next(11)) == "11 gets 403 InvalidStateTransition")
        #expect(environment.state == .running)
        environment = ExecutionEnvironment(after: [.released, .next(10)])
        #expect(environment.actions(after: .next(11)) == "11 gets 403 InvalidStateTransition")
        #expect(environment.actions(after: .call(1, ExecutionSample.first)) == "10 gets event 1, delivered 1")
    }

    // MARK: Timeouts

    /// A client that sends an invocation id lives on after 410; the others take every refusal for a fault.
    @Test func `a late answer after a timeout gets 410 only if it has an invocation id`() {
        var environment = Self.running()
        #expect(environment.actions(after: .callTimedOut(1)) == "finish 1 timed out, settled 1, spent")
        #expect(environment.actions(after: .responseBegan(30, .first, .buffered)) == "30 gets 410 InvokeTimeout")
        #expect(
            environment.actions(after: .responseBegan(31, .firstWithoutAttempt, .buffered))
                == "31 gets 400 InvalidRequestID")
        #expect(environment.actions(after: .error(32, .first, ExecutionSample.boom)) == "32 gets 410 InvokeTimeout")
        #expect(environment.actions(after: .call(2, ExecutionSample.second)) == "finish 2 never delivered")
    }

    @Test func `an answer to an earlier attempt gets 410, and the call goes on`() {
        var environment = Self.running()
        #expect(environment.actions(after: .responseBegan(30, .firstLate, .buffered)) == "30 gets 410 InvokeTimeout")
        #expect(environment.actions(after: .error(31, .firstLate, ExecutionSample.boom)) == "31 gets 410 InvokeTimeout")
        #expect(environment.actions(after: .responseBegan(32, .first, .buffered)) == "receive 32 for 1")
    }

    @Test func `a timeout after the answer spends the environment and leaves the call's outcome`() {
        var environment = Self.running(.error(30, .first, ExecutionSample.boom))
        #expect(environment.actions(after: .callTimedOut(1)) == "settled 1, spent")
        #expect(environment.actions(after: .next(11)) == "-", "a closed connection would be a fault for the runtime")
        #expect(environment.actions(after: .exited(.signal(9))) == "close 11")
    }

    @Test func `a call that the caller gives up spends the environment only if the runtime has it`() {
        var environment = ExecutionEnvironment(after: [.released, .call(1, ExecutionSample.first)])
        #expect(environment.actions(after: .callCancelled(1)) == "finish 1 cancelled")
        #expect(environment.actions(after: .next(10)) == "init ended", "it is not delivered")
        _ = environment.handle(.call(2, ExecutionSample.second))
        #expect(environment.actions(after: .callCancelled(2)) == "finish 2 cancelled, settled 2, spent")
        #expect(environment.actions(after: .callCancelled(2)) == "-")
    }

    // MARK: The init

    @Test func `an init error ends the waiting calls, and the exit after it adds nothing`() {
        var environment = ExecutionEnvironment(after: [.released, .call(1, ExecutionSample.first)])
        #expect(
            environment.actions(after: .initError(10, ExecutionSample.boom))
                == "10 gets 202, init failed Boom, finish 1 init failed Boom, spent")
        #expect(environment.actions(after: .exited(.code(1))) == "-")
        #expect(environment.actions(after: .call(2, ExecutionSample.second)) == "finish 2 init failed Boom")
    }

    @Test func `an exit during the init is the init's failure, with and without a waiting call`() {
        var environment = ExecutionEnvironment(after: [.released])
        #expect(environment.actions(after: .exited(.code(3))) == "init failed exited 3, spent")
        #expect(environment.actions(after: .call(1, ExecutionSample.first)) == "finish 1 init failed exited 3")
        environment = ExecutionEnvironment(after: [.released, .call(1, ExecutionSample.first)])
        #expect(
            environment.actions(after: .exited(.outOfMemory))
                == "init failed exited out of memory, finish 1 init failed exited out of memory, spent")
    }

    @Test func `a container that ends before its release fails no init`() {
        var environment = ExecutionEnvironment(after: [.call(1, ExecutionSample.first)])
        #expect(environment.actions(after: .exited(.signal(9))) == "finish 1 never delivered, spent")
        #expect(environment.actions(after: .call(2, ExecutionSample.second)) == "finish 2 never delivered")
    }

    @Test func `SnapStart's code before the snapshot and its failed hook are reported`() {
        var environment = ExecutionEnvironment(after: [.released, .call(1, ExecutionSample.first)])
        #expect(environment.actions(after: .restoreNext(10)) == "snapshot taken, 10 gets restored")
        var restored = environment
        #expect(restored.actions(after: .next(11)) == "init ended, 11 gets event 1, delivered 1")
        #expect(
            environment.actions(after: .restoreError(11, ExecutionSample.boom))
                == "11 gets 202, init failed restore Boom, finish 1 init failed restore Boom, spent")
        #expect(restored.actions(after: .restoreNext(12)) == "12 gets 403 InvalidStateTransition")
        #expect(
            restored.actions(after: .restoreError(13, ExecutionSample.boom)) == "13 gets 403 InvalidStateTransition")
    }

    // MARK: Several calls at once

    @Test func `a runtime with three workers gets three calls, and its extensions get no INVOKE`() {
        var environment = ExecutionEnvironment(concurrency: 3, extensions: ["watch"])
        let registration = ExtensionRegistration(id: "w", name: "watch", events: ["SHUTDOWN"])
        for event: ExecutionEvent in [.released, .register(1, registration), .extensionNext(20, "w")] {
            _ = environment.handle(event)
        }
        #expect(environment.actions(after: .next(10)) == "init ended")
        _ = environment.handle(.next(11))
        _ = environment.handle(.next(12))
        #expect(environment.actions(after: .next(13)) == "13 gets 403 InvalidStateTransition")
        #expect(environment.actions(after: .call(1, ExecutionSample.first)) == "10 gets event 1, delivered 1")
        #expect(environment.actions(after: .call(2, ExecutionSample.second)) == "11 gets event 2, delivered 2")
        #expect(environment.actions(after: .callCancelled(2)) == "finish 2 cancelled", "the other call goes on")
        #expect(environment.state == .running)
        #expect(environment.actions(after: .call(3, ExecutionSample.fifth)) == "12 gets event 3, delivered 3")
        #expect(
            environment.actions(after: .callTimedOut(1))
                == "finish 1 timed out, settled 1, settled 2, finish 3 stopped, spent")
    }
}
