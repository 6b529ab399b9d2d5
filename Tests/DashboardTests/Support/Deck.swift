import LambdaModel

@testable import Dashboard

/// Models for tests, and functions that send them messages.
extension Model {
    static let start = 1_795_348_800.0  // 2026-11-22 12:00:00 UTC

    /// A deck with functions that have been read, events of the first one, and an engine.
    static func deck(
        _ size: Size = Size(width: 120, height: 36), functions: [FunctionInfo] = FunctionInfo.samples,
        events: [String] = ["api-gw-v2.json", "s3-put.json", "空のカート.json"]
    ) -> Model {
        var model = Model(size: size, now: start)
        model.notify(.engine(.connected("docker 28.2")))
        model.notify(.manifest(.loaded(path: "functions.json", functions, warnings: [])))
        if let first = functions.first {
            model.notify(
                .events(function: first.name, EventList(names: events, folder: "examples/\(first.name)/events")))
        }
        return model
    }

    /// Handles a message whose effects do not matter.
    mutating func notify(_ message: Message) { _ = update(message) }

    /// Presses keys one after another; returns the effects of all.
    @discardableResult
    mutating func press(_ keys: Key...) -> [Effect] { press(keys) }

    @discardableResult
    mutating func press(_ keys: [Key]) -> [Effect] { keys.flatMap { act(.input(.key($0))) } }

    /// Handles a message; returns its effects without those that no key asks for: the preview and the window's title.
    mutating func act(_ message: Message) -> [Effect] {
        update(message).filter { effect in
            switch effect {
            case .event(_, .load), .title, .readSource: false
            default: true
            }
        }
    }

    /// Types characters.
    @discardableResult
    mutating func type(_ text: String) -> [Effect] { press(text.map(Key.character)) }

    @discardableResult
    mutating func mouse(_ action: MouseEvent.Action, _ x: Int, _ y: Int) -> [Effect] {
        act(.input(.mouse(MouseEvent(action, x: x, y: y))))
    }

    mutating func resize(_ width: Int, _ height: Int) {
        notify(.input(.resize(Size(width: width, height: height))))
    }

    mutating func setState(_ state: RunState, of function: String = "hello", isStale: Bool = false, note: String? = nil)
    {
        notify(.state(function: function, state, isStale: isStale, note: note))
    }

    /// Lines of a function's log.
    mutating func log(
        _ lines: [String], of function: String = "hello", source: LogRecord.Source = .output, at seconds: Double = 252,
        call id: String? = nil
    ) {
        let records = lines.map { LogRecord(time: Self.start + seconds, source: source, text: $0, invocation: id) }
        notify(.logs([function: LogBatch(records: records)]))
    }

    /// The output of a container during a call.
    mutating func call(
        _ id: String, _ lines: [String], of function: String = "hello", isOver: Bool = true, at seconds: Double = 252
    ) {
        log(["START RequestId: \(id) Version: $LATEST"], of: function, source: .marker, at: seconds, call: id)
        log(lines, of: function, at: seconds, call: id)
        guard isOver else { return }
        let ends = ["END RequestId: \(id)", "REPORT RequestId: \(id)\tDuration: 74.99 ms\tMemory Size: 3008 MB\t"]
        log(ends, of: function, source: .marker, at: seconds, call: id)
    }

    /// The outcome of a call by another process; without an event, from outside, or from the given origin.
    mutating func finish(
        call id: String, of function: String = "hello", event: String? = "api-gw-v2.json", _ verdict: Verdict = .ok,
        type: String? = nil, milliseconds: Double = 3.8, memory: Int? = nil, isCold: Bool = false,
        origin: CallOrigin? = nil
    ) {
        notify(
            .outsideInvocation(
                InvocationSummary(
                    function: function, requestID: id, event: event, verdict: verdict, errorType: type,
                    startedAt: Self.start, milliseconds: milliseconds, peakMemory: memory.map { $0 << 20 },
                    isCold: isCold, origin: origin)))
    }

    /// The answer to a call.
    mutating func answer(
        _ id: InvocationID, _ body: String, status: Int = 200, of function: String = "hello",
        event: String = "api-gw-v2.json", seconds: Double = 0.0038, isCold: Bool = false, call: String? = nil,
        peakMemory: Int? = nil
    ) {
        let reply = InvocationReply.answered(status: status, body: Array(body.utf8))
        finish(
            id, reply, of: function, event: event, seconds: seconds, isCold: isCold, call: call, peakMemory: peakMemory)
    }

    /// The end of a call.
    mutating func finish(
        _ id: InvocationID, _ reply: InvocationReply, of function: String = "hello", event: String = "api-gw-v2.json",
        seconds: Double = 0.0038, isCold: Bool = false, call: String? = nil, peakMemory: Int? = nil
    ) {
        let (verdict, error) = Verdict.read(reply)
        var result = InvocationResult(
            request: InvocationRequest(function: function, event: event, payload: []), reply: reply, verdict: verdict,
            error: error, startedAt: Self.start, seconds: seconds, isCold: isCold, requestID: call)
        result.peakMemory = peakMemory
        notify(.invocationFinished(id, result, ResponseContent(result.body)))
    }

    /// A function by name.
    func function(_ name: String) -> FunctionItem? { functions[name] }

    var names: [String] { functions.names }

    /// The screen's rows as text.
    var rows: [String] {
        let grid = view()
        return (0..<grid.size.height).map(grid.row)
    }

    /// The line above the footer.
    var status: String { rows.dropLast().last ?? "" }

    /// The lines of the selected function's response.
    var responseLines: [String] {
        guard let page = item?.response?.page else { return [] }
        return (0..<page.count).map { page.line($0).map(\.text).joined() }
    }
}

extension FunctionInfo {
    static let samples = [
        sample("hello", "nodejs22", 9001), sample("orders", "python3.13", 9002), sample("edge", "nodejs22", 9003),
        sample("rust-fn", "al2023", 9004),
    ]

    static func sample(_ name: String, _ runtime: String = "nodejs22", _ port: Int = 9001) -> FunctionInfo {
        FunctionInfo(
            name: name, runtime: runtime, image: "public.ecr.aws/lambda/nodejs:22", port: port,
            files: CodeMap(code: .folder("/home/ada/examples/\(name)"), workingFolder: "/home/ada"))
    }
}

extension RunState {
    /// One of each kind.
    static let samples: [RunState] = [
        .stopped, .pulling(PullState(bytes: 43 << 20, totalBytes: 100 << 20, layers: 2, totalLayers: 6)), .starting,
        .ready, .busy(queued: 0), .busy(queued: 2), .restarting, .stopping, .failed(FailureReason(.container, "no")),
    ]

    /// Whether a container runs or is about to.
    var isLive: Bool { isServing || isTransient }
}
