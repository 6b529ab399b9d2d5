import HostLink
import JSONText
import Support

@testable import LambdaModel

/// Messages of a link: one of each kind, and some with optional parts.
enum LinkExamples {
    // MARK: Values

    /// Texts with line breaks, quotes, controls and several alphabets.
    static let text = "Zürich \u{1F469}\u{200D}\u{1F680} \"quoted\" \\ / \u{1B}[31mred\u{1B}[0m\n\r\t\u{0} e\u{301} 東京"
    /// Bytes that are not UTF-8.
    static let bytes: [UInt8] = [0xFF, 0xFE, 0x00, 0xC3, 0x28, 0x80, 0x0A, 0x22]

    static let full: InvocationResult = {
        var request = InvocationRequest(function: "hello", event: "cart.json", payload: bytes)
        request.clientContext = "e30="
        request.traceID = "Root=1-5759e988-bd862e3fe1be46a994272793"
        request.waitingCall = 3
        request.origin = CallOrigin(address: "127.0.0.1:51234", userAgent: text, port: 9001, function: "orders")
        (request.isAsynchronous, request.wantsLogTail) = (true, true)
        var error = InvocationError(type: "ValueError", message: text, trace: ["a", "", "b"])
        error.isDoubtful = true
        let line = LogRecord(time: 1_763_849_552.1, source: .errorOutput, text: text, invocation: "5399074e")
        var result = InvocationResult(
            request: request, reply: .answered(status: 200, body: bytes), verdict: .functionError, error: error,
            startedAt: 1_763_849_552.125, seconds: 0.1, isCold: true, requestID: "5399074e", log: [line])
        (result.queuedSeconds, result.droppedLines, result.lastLines) = (0.3, 7, [line])
        (result.isLogBehind, result.isLogLost) = (true, true)
        (result.initMilliseconds, result.handlerMilliseconds) = (81.5, 1.33)
        (result.firstByteMilliseconds, result.partialResponse, result.droppedBytes) = (0.75, bytes, 9)
        (result.peakMemory, result.memoryLimit, result.cpuSeconds) = (1 << 27, 1 << 28, 0.01)
        result.responseType = text
        return result
    }()

    /// A result without its optional parts.
    static func result(_ reply: InvocationReply, _ verdict: Verdict) -> InvocationResult {
        InvocationResult(
            request: InvocationRequest(function: "hello", event: "", payload: []), reply: reply, verdict: verdict,
            startedAt: 0, seconds: 0, isCold: false)
    }

    private static let failure = FailureReason(.container, text, lastLines: ["one", ""], didRun: true)

    private static let summaries = [InvocationSummary(full), InvocationSummary(function: "hello", startedAt: 1.5)]

    private static let view: DeckView = {
        var view = DeckView(function: "hello")
        view.events = ["hello": "cart.json"]
        view.folds = ["hello": DeckView.LogFolds(areAllFolded: true, exceptions: ["a", "b"])]
        var arrangement = DeckView.Arrangement()
        (arrangement.left, arrangement.rows, arrangement.focus) = (-3, ["calls": 4], "logs")
        (arrangement.isZoomed, arrangement.wraps, arrangement.showsAllLines) = (true, false, true)
        view.arrangement = arrangement
        return view
    }()

    private static let selection: LogSelection = {
        var selection = LogSelection()
        (selection.functions, selection.since, selection.tail) = (["a", "b"], 1_763_849_552.1, 100)
        (selection.follows, selection.showsEmulator) = (true, true)
        (selection.pattern, selection.invocation) = ("a|\\d+", "5399")
        return selection
    }()

    private static let entries = [
        ProjectLogEntry(
            function: "hello", container: "c", record: LogRecord(time: 0.1, source: .marker, text: "END"),
            ended: summaries[0]),
        ProjectLogEntry(function: "", container: "", record: LogRecord(time: 0, source: .lamdeck, text: "")),
    ]

    // MARK: Messages of clients

    private static let requests: [HostRequest] = [
        .start(["a", "b"]), .start([]), .stop(["a"]), .restart("a"), .status("a"), .settled("a"), .function("a"),
        .details("a"),
        .restartFailure("a"), .shutDown, .followEvents("a"), .history(function: nil, matching: "", limit: 50),
        .history(function: "a", matching: text, limit: 0), .entry(.max), .trace("1-5759e988"),
        .list(asksEngine: true), .readFile("/p/app.py"),
        .writeFile("/p/app.py", WireBytes(bytes), replacing: WireBytes([])),
        .event(function: "a", .read("b.json")), .event(function: "a", .create("b", bytes)),
        .event(function: "a", .duplicate("b", as: "c")), .event(function: "a", .rename("b", to: text)),
        .event(function: "a", .delete("b")), .event(function: "a", .undo("0-1")),
        .event(function: "a", .replace("b", bytes, replacing: [])), .event(function: "a", .accept("b", .stored(7))),
        .event(function: "a", .accept("b", .result(full))), .event(function: "a", .saveCall(.max, as: "b")),
        .debug("a", nil), .debug("a", DebugSettings()), .endDebug("a"), .fetchDebugger("a"),
        .keepRunning(nil), .keepRunning([]), .keepRunning(["a"]), .storeView(DeckView()), .storeView(view),
        .build([]), .build(["a", "b"]), .skipBuild(["a"]), .debug("a", nil), .debug("a", debug), .endDebug("a"),
    ]

    private static let debug: DebugSettings = {
        var settings = DebugSettings()
        (settings.waits, settings.port, settings.restartsOnSave) = (true, 9229, true)
        return settings
    }()

    private static let inputs: [CallInput] = [
        .request(full.request), .event(function: "hello", name: "{}"), .stored(17),
    ]

    private static let subscriptions = [
        Subscription(.deck, logs: .after(LogCursor(positions: ["a": 12_345, "b": 0]))),
        Subscription(.command, logs: .now), Subscription(.command),
    ]

    static let ofClients: [ClientMessage] = {
        var messages: [ClientMessage] = [
            .logs(2, LogSelection()), .logs(2, selection), .cancel(3), .logsHandled(4), .leave,
        ]
        messages += requests.map { ClientMessage.request(0, $0) }
        messages += inputs.map { ClientMessage.call(1, $0, wantsStream: true) }
        messages.append(.call(2, inputs[0], wantsStream: false))
        messages += subscriptions.map { ClientMessage.subscribe($0) }
        return messages
    }()

    // MARK: Messages of hosts

    private static let replies: [HostReply] = [
        .done, .status(RunStatus(state: .busy(queued: 2), isStale: true, portProblem: text)),
        .function(ProjectFunction(.example, apis: [.example]), RunStatus(state: .ready)), .details(details),
        .status(RunStatus(state: .failed(failure))),
        .failure(nil), .failure(failure), .problems([text, ""]), .offersDebugger(text),
        .debugging(
            DebugAttachment(function: "a", debugger: text, port: 1, waits: true, entry: "{}", command: text)),
        .debugging(DebugAttachment(function: "a", debugger: "", port: nil, waits: false, entry: "{}", command: nil)),
        .names([]), .rows(rows, problem: nil), .rows([], problem: text),
        .entry(
            HistoryEntry(
                row: rows[0], result: full, missingEventBytes: 1, missingResponseBytes: 2, maskedEventValues: 3)),
        .noEntry(.noSuchInvocation(9)), .noEntry(.unavailable(text)), .listing(listing),
        .event(.content(bytes)), .event(.taken(suggestion: "b-2.json")), .event(.changed), .event(.problem(text)),
        .event(.done(EventFileChange(name: "a", token: "1", secrets: ["b"], notes: [text]))),
        .event(.done(EventFileChange(name: ""))),
        .file(WireBytes(bytes)), .file(WireBytes([])), .lost(text),
    ]

    private static let details = FunctionDetails([
        .init(
            "settings",
            [
                .init("timeout", "3 seconds", from: .standard), .init("memorySize", "256 MB", from: .defaults(line: 2)),
                .init("image", text, from: .project(line: 1)),
                .init("handler", "app.handler", from: .function(line: 9)),
            ]),
        .init(
            "environment",
            [
                .init("TOKEN", text, from: .environmentFile("/p/.env"), isSecret: true),
                .init("REGION", "", from: .ownEnvironment("AWS_REGION")), .init("TABLE", "orders"),
            ]),
    ])

    private static let rows = [
        HistoryRow(id: 1, summary: summaries[0], spec: "abc", codeHash: "def"),
        HistoryRow(id: .max, summary: summaries[1]),
    ]

    private static let listing: [ListedFunction] = {
        var function = ListedFunction(name: "hello", image: "python:3.13", port: 9001)
        (function.isStale, function.isUnlisted, function.memory) = (true, true, 1 << 27)
        function.container = ListedContainer(
            id: "c", state: "running", status: "Up 3 minutes", startedAt: 1_763_849_552, credentialsEnd: 1_763_849_553)
        return [function, ListedFunction(name: "other", image: "", port: nil)]
    }()

    private static let news: [InvocationNews] = [
        .started(1_763_849_552.1), .answered(nil), .answered(full), .logIsBehind(full), .remark(text),
        .part(ResponsePart(bytes, offset: 1 << 33, firstByteMilliseconds: 0.75)), .part(ResponsePart([])),
    ]

    private static let outcomes: [CallOutcome] = [
        .result(full), .result(result(.unreachable(text), .unreachable)), .result(result(.cancelled, .cancelled)),
        .result(result(.refused(failure), .unreachable)), .result(result(.answered(status: 500, body: []), .ok)),
        .none(text),
    ]

    private static let states: [RunState] = [
        .stopped, .pulling(PullState(bytes: 1, totalBytes: 2, layers: 3, totalLayers: 4)), .starting, .ready,
        .busy(queued: 0), .restarting, .stopping, .failed(failure),
    ]

    private static let command = {
        var own = OwnCommand(name: "deploy", command: "make", keys: ["^O"], description: text)
        (own.usesTerminal, own.owner) = (false, .project)
        let position = JSONPosition(offset: 9, line: 2, column: 3)
        return ProjectCommand(own, position: position, keyPositions: [position])
    }()

    private static let updates: [HostUpdate] = {
        var updates: [HostUpdate] = [
            .engine(.connecting), .engine(.connected("docker 28.2")), .engine(.unavailable(text)),
            .manifest(.missing(["a", "b"])), .manifest(.broken(path: "/p/functions.json", errors: [text])),
            .manifest(
                .loaded(
                    path: "/p/functions.json", [ProjectFunction(.example, apis: [.example])], warnings: ["w"],
                    commands: [command])),
            .events(
                function: "a",
                EventListing(events: [SavedEvent(name: "e.json", path: "/e.json")], folder: "/", problem: text)),
            .events(function: "a", EventListing()), .memory([:]), .memory(["a": 1 << 40]),
            .connections(
                api: "chat",
                [WebSocketConnectionRow(id: "a=", api: "chat", since: 1, sourceAddress: "127.0.0.1", userAgent: nil)]),
            .saved(function: "a", "app.py changed"), .notice(text), .notice("left", of: "a"),
            .state(function: "", .ready, isStale: true, note: text),
        ]
        let stamp = FileStamp(size: 3, modified: 1.5)
        updates += [.none, .holds, .differs(count: 2, first: text), .unchecked, .invalid(text)].map {
            .expectation(function: "a", event: "e.json", ExpectationReport($0, stamp: stamp))
        }
        var event = SavedEvent(name: "x/e.json", path: "/p/x/e.json")
        (event.folder, event.place, event.stamp) = ("x", .inside, stamp)
        event.expectation = ExpectationFile(path: "/p/x/e.expected.json", stamp: stamp)
        updates.append(.events(function: "a", EventListing(events: [event], folder: nil)))
        updates += [.emulator(function: "a", reason: text), .emulator(function: "", reason: nil)]
        updates += [.port(function: "a", problem: text), .port(function: "", problem: nil)]
        let failed = BuildFailure(time: 1.5, seconds: 0.25, reason: text, lastLines: ["one", ""])
        let builds: [BuildStatus?] = [
            .building(since: 1.5), .succeeded(at: 2.5, seconds: 1), .failed(failed), .watching(since: 0), nil,
        ]
        updates += builds.map { .build(function: "a", $0) }
        var debugger = DebugStatus(port: 9229)
        debugger.isAttached = true
        updates += [debugger, DebugStatus(port: nil), nil].map { .debug(function: "a", $0) }
        updates += states.map { HostUpdate.state(function: "a", $0, isStale: false, note: nil) }
        updates += summaries.map { HostUpdate.outside($0) } + summaries.map { HostUpdate.began($0) }
        return updates
    }()

    private static let logNews: [LogNews] = [.old(entries), .old([]), .caughtUp, .new(entries)]

    static let ofHosts: [HostMessage] = {
        var messages: [HostMessage] = [.current(nil), .current(DeckView()), .current(view), .farewell]
        messages += replies.map { HostMessage.reply(1, $0) }
        messages += news.map { HostMessage.news(2, $0) }
        messages += outcomes.map { HostMessage.outcome(3, $0) }
        messages += logNews.map { HostMessage.logs(4, $0) }
        messages += updates.map { HostMessage.update($0) }
        return messages
    }()

    // MARK: Log lines

    static let lines: [LogChunk] = [
        LogChunk(function: "", dropped: 0, end: 0, records: []),
        LogChunk(
            function: "hello", dropped: 123_456, end: 1 << 40,
            records: [
                LogRecord(time: 1_763_849_552.1, source: .output, text: text),
                LogRecord(time: -0.5, source: .errorOutput, text: "", invocation: "a"),
                LogRecord(time: 0, source: .marker, text: "same", invocation: "a"),
                LogRecord(time: .infinity, source: .emulator, text: "other", invocation: "b"),
                LogRecord(time: 1e300, source: .lamdeck, text: "none"),
                LogRecord(time: 1, source: .output, text: "none again"),
                LogRecord(time: 2, source: .output, text: "", invocation: ""),
                LogRecord(time: 3, source: .output, text: "b again", invocation: "b"),
            ]),
        LogChunk(
            function: "東京", dropped: 0, end: 3,
            records: [LogRecord(time: 0, source: .output, text: "", invocation: "é")]),
    ]
}
