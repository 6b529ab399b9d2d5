import LambdaModel

/// One function as the deck knows it.
public struct FunctionItem: Sendable {
    /// Its settings.
    public internal(set) var info: FunctionInfo
    /// What its container does.
    public private(set) var state: RunState = .stopped
    /// When that state began: seconds since 1970.
    public private(set) var stateSince: Double = 0
    /// Whether its container runs with settings that differ from the file's.
    public private(set) var isStale = false
    /// Why it stopped, unless the user of this deck stopped it.
    public private(set) var note: String?
    /// Why the emulator in the image serves it; nil if lamdeck does, or if it does not run.
    public internal(set) var emulatorReason: String?
    /// Why it is not reached at its port although it runs.
    public internal(set) var portProblem: String?
    /// What its build does; nil if it has none, or has not run.
    public private(set) var build: BuildStatus?
    /// Its debugger; nil if it is not debugged.
    public internal(set) var debugger: DebugStatus?
    /// Bytes that its containers use.
    public internal(set) var memory: Int?
    /// Its saved events.
    public private(set) var events = EventList()
    /// Whether the list of events has been read; a folder may be slow.
    private(set) var areEventsKnown = false
    /// What the user has asked for before they were known, in order. It is done once they are.
    private var whenEventsAreKnown: [EventRequest] = []
    /// The selected event's name.
    public private(set) var selectedEvent: String?
    /// The event that is invoked again after each save.
    public private(set) var pinnedEvent: String?
    /// Its log.
    public internal(set) var log = LogBuffer()
    /// Its calls.
    var calls = FunctionCalls()
    /// Saves and restarts since the deck was opened, the oldest first.
    private(set) var marks: [CallMetrics.Mark] = []

    /// The most saves and restarts that are kept.
    private static let mostMarks = 200

    init(_ info: FunctionInfo) { self.info = info }

    /// Whether a container runs, or is about to.
    public var isLive: Bool { state.isServing || state.isTransient }
    /// Whether it can answer a call: a container serves, and its init has not failed.
    var isRunning: Bool {
        switch state {
        case .initialising, .ready, .busy: true
        case .stopped, .pulling, .starting, .restarting, .stopping, .initFailed, .failed: false
        }
    }
    /// Whether a call has not ended.
    public var isInvoking: Bool { !calls.pending.isEmpty }
    /// Whether something about it on the screen moves by itself.
    var isMoving: Bool { state.isTransient || isInvoking || isBusy || build?.isBuilding == true }
    /// Its current or last call.
    public var response: Response? { calls.shown }

    /// Whether its container serves a call, of this deck or of another process.
    var isBusy: Bool {
        if case .busy = state { true } else { false }
    }

    mutating func update(_ state: RunState, isStale: Bool, note: String?, at now: Double) {
        if self.state.word != state.word { stateSince = now }
        if state == .restarting, self.state != .restarting { mark(Self.restart, at: now) }
        self.state = state
        self.isStale = isStale
        self.note = note
        switch state {
        case .initFailed(let reason):
            calls.show(start: FailureView(start: reason, isInit: true, info.files), of: info.name)
        // The build's own failure has more to say.
        case .failed(let reason) where reason.kind == .build && build?.failure != nil: break
        case .failed(let reason):
            calls.show(start: FailureView(start: reason, isInit: false, info.files), of: info.name)
        case .stopped, .pulling, .starting, .initialising, .ready, .busy, .restarting, .stopping:
            calls.endFailure(Response.start)
        }
        if !state.isServing { (memory, emulatorReason) = (nil, nil) }
    }

    /// Takes what the build does. A failure is shown until a build ends well.
    mutating func update(_ build: BuildStatus?) {
        let isKnown = self.build == build
        self.build = build
        switch build {
        case .failed(let failure):
            guard !isKnown else { return }
            let view = FailureView(build: failure, info.build, info.files)
            calls.show(build: view, at: failure.time, of: info.name)
        case .succeeded, .watching, nil: calls.endFailure(Response.build)
        case .building: break
        }
    }

    private static let restart = "restart"

    /// Records what happened between two calls, for the metrics. A save and its restart are one mark.
    mutating func mark(_ text: String, at now: Double) {
        if let last = marks.last, now - last.time < 2 {
            if text == Self.restart { return }
            if last.text == Self.restart { marks.removeLast() }
        }
        marks = (marks + [CallMetrics.Mark(time: now, text: text)]).suffix(Self.mostMarks)
    }

    // MARK: Events

    /// The selected event's place in the list.
    var eventIndex: Int? { selectedEvent.flatMap { events.names.firstIndex(of: $0) } }

    /// Replaces the list of events. The selection stays on its event, or at its place if the event is gone.
    ///
    /// - Returns: what the user has asked for before the list was read, in order.
    mutating func receive(_ list: EventList) -> [EventRequest] {
        let place = eventIndex ?? 0
        events = list
        if eventIndex == nil {
            selectedEvent = list.names.isEmpty ? nil : list.names[min(place, list.names.count - 1)]
        }
        areEventsKnown = true
        defer { whenEventsAreKnown = [] }
        return whenEventsAreKnown
    }

    /// Remembers a request until the list is read. A second i, typed by an impatient user, does not make a second call.
    mutating func remember(_ request: EventRequest) {
        if request != .invoke || whenEventsAreKnown.last != .invoke { whenEventsAreKnown.append(request) }
    }

    /// Selects the event of the last deck, unless the user has selected another one.
    mutating func take(event name: String) {
        if selectedEvent == nil || selectedEvent == events.names.first, !areEventsKnown || events.names.contains(name) {
            selectedEvent = name
        }
    }

    /// Selects an event by its place in the list.
    mutating func select(event index: Int) { selectedEvent = events.names[index] }

    /// Moves the selection by a number of events, at most to an end of the list.
    mutating func moveEvent(by amount: Int) {
        guard let index = eventIndex else { return }
        select(event: max(0, min(events.names.count - 1, index + amount)))
    }

    /// The file of an event has another name: the pin goes along.
    mutating func rename(event old: String, to new: String) { if pinnedEvent == old { pinnedEvent = new } }

    /// Pins the selected event, or unpins it.
    mutating func togglePin() { pinnedEvent = pinnedEvent == selectedEvent ? nil : selectedEvent }

    // MARK: Calls

    /// What is needed to show a call.
    func context(secondsFromUTC: Int, earlier: EarlierResponse? = nil) -> Response.DisplayContext {
        Response.DisplayContext(map: info.files, earlier: earlier, secondsFromUTC: secondsFromUTC)
    }
}
