import Dashboard
import Dispatch
import Foundation
import LambdaModel

/// Carries out the deck's effects and answers with messages.
@MainActor
public protocol EffectRunner: AnyObject {
    /// Starts an effect; returns at once.
    func run(_ effect: Effect)
}

/// Files of a project on another machine.
@MainActor
public protocol RemoteFiles: AnyObject {
    /// Reads a file there.
    func fetch(_ path: String) async -> Result<[UInt8], RemoteFileFailure>

    /// Replaces a file there, if its content is still what it was.
    ///
    /// - Returns: why that is not possible; nil if it was done.
    func store(_ path: String, _ content: [UInt8], replacing before: [UInt8]) async -> RemoteFileFailure?
}

/// Why a file on another machine cannot be read or written.
public struct RemoteFileFailure: Error, Hashable, Sendable {
    /// One line for the user.
    public let text: String

    /// A reason.
    public init(_ text: String) { self.text = text }
}

/// Connects the model, the terminal and the effect runner: messages go in, effects go out, and the screen is painted at
/// most once a frame.
@MainActor
public final class DeckShell {
    /// Nanoseconds from one frame to the next: 60 a second.
    private static let frame: UInt64 = 16_000_000
    /// Seconds from one tick to the next while something moves.
    private static let tick = 0.1

    /// The deck's state.
    public private(set) var model: Model
    /// Carries effects out; must be set before `run`.
    public weak var runner: (any EffectRunner)?
    /// Where the files are that the user edits; nil for this machine.
    public weak var remoteFiles: (any RemoteFiles)?
    /// Reads and writes saved events for the editor, on this machine or on another one.
    public weak var eventStore: (any EventStore)?
    private lazy var events = EventEditor(
        store: { [weak self] in self?.eventStore },
        open: { [weak self] path, line, finish in self?.edit(path, line, then: finish) },
        send: { [weak self] in self?.send($0) })
    let terminal: Terminal
    private let takeLogs: LogSource
    /// Posted messages, in the order in which they were posted. A task for each message would not keep the order.
    private nonisolated let posted: AsyncStream<Message>
    private nonisolated let posting: AsyncStream<Message>.Continuation
    private var hasLogs = false
    /// Whether the next lines are taken soon.
    private var areLogsDue = false
    private var isFrameDue = false
    private var isInputFrameDue = false
    /// The most log lines that are taken at once.
    private static let share = 1000
    private var lastFrame: UInt64 = 0
    private var ticker: (any DispatchSourceTimer)?
    private var finish: CheckedContinuation<Void, Never>?
    private(set) var isFinished = false
    private var isQuitting = false
    private var requests = EndRequests()
    /// The commands that run in the background.
    let background = BackgroundCommands()
    /// The editor, the pager or the command that has the terminal.
    var program: pid_t?
    /// Whether it is being ended.
    var isEndingProgram = false
    /// Functions that still run although the deck has ended, because a second signal ended it at once.
    public private(set) var leftBehind: [String]?
    /// Events whose changes are not written although the deck has ended, and the copies that have the changes.
    public var unsavedEvents: [(event: String, path: String)] { events.unsaved }

    /// Takes log lines from the inbox, at most so many; the answer is the lines, and whether there are more.
    public typealias LogSource = @MainActor (Int) -> (batches: [String: LogBatch], hasMore: Bool)

    /// A shell around a terminal.
    public init(terminal: Terminal, model: Model, takeLogs: @escaping LogSource) {
        self.terminal = terminal
        self.model = model
        self.takeLogs = takeLogs
        (posted, posting) = AsyncStream.makeStream()
    }

    /// Paints, reads keys, and returns when the model asks to leave.
    public func run() async {
        paint(takesLogs: true)
        terminal.start(
            onInput: { [weak self] inputs in for input in inputs { self?.send(.input(input)) } },
            onSignal: { [weak self] in self?.handle($0) })
        let reading = Task { for await message in posted { send(message) } }
        await withCheckedContinuation { continuation in
            finish = continuation
            if isFinished, program == nil { resumeRun() }
        }
        reading.cancel()
        background.end()
        ticker?.cancel()
    }

    /// The first signal ends the deck, and the editor or pager if it has the terminal. A second one, some time later,
    /// ends the deck at once.
    private func handle(_ signal: TerminationSignal) {
        let answer = requests.handle(isHangUp: signal == .hangUp, at: .now)
        if answer != .known { endProgram() }
        switch answer {
        case .begin: if !isQuitting { send(.terminated) }
        case .known: break
        case .atOnce:
            leftBehind = model.live
            send(.terminated)
        }
    }

    /// Handles one message.
    public func send(_ message: Message) {
        guard !isFinished else { return }
        update(.tick(Date().timeIntervalSince1970))
        update(message)
        if case .input = message { wantFrameForInput() } else { wantFrame() }
    }

    /// Handles one message, from any thread, after those that were posted before.
    public nonisolated func post(_ message: Message) { posting.yield(message) }

    /// Says that log lines are waiting; the next frame takes them. May be called from any thread.
    public nonisolated func logsArrived() {
        Task { @MainActor in
            self.hasLogs = true
            self.wantFrame()
        }
    }

    private func update(_ message: Message) {
        for effect in model.update(message) { perform(effect) }
    }

    private func perform(_ effect: Effect) {
        switch effect {
        case .copy(let text): copy(text)
        case .title(let text): terminal.setTitle(text)
        case .bell(let text): terminal.ring(text)
        case .page(let text): page(text)
        case .redraw: terminal.redraw()
        case .theme(let theme): terminal.use(ThemeChoice(theme))
        case .suspend: terminal.stop()
        case .exit:
            isFinished = true
            // A program that still has the terminal must return it first.
            if program == nil { resumeRun() }
        case .quit:
            isQuitting = true
            runner?.run(effect)
        case .edit(let path, let line):
            if let remoteFiles { Task { await edit(path, line, in: remoteFiles) } } else { edit(path, line) }
        case .event(let function, let effect): perform(effect, of: function)
        case .command, .shell, .build, .start, .stop, .restart, .debug, .endDebug, .fetchDebugger, .launchEntry,
            .replaceHost, .invoke, .cancel, .loadEvents, .loadDetails, .loadHistory, .openStored, .openURL, .copyRun,
            .createManifest, .loadAllEvents, .invokeStored, .loadCall, .compareCalls,
            .readSource,
            .compareStored:
            runner?.run(effect)
        }
    }

    private func perform(_ effect: EventEffect, of function: String) {
        switch effect {
        case .edit(let event, let line): Task { await events.begin(event, of: function, line: line) }
        case .finishEdit(let id, let answer): Task { await events.finish(id, answer) }
        case .load, .file, .save, .loadTemplates, .render: runner?.run(.event(function: function, effect))
        }
    }

    func resumeRun() {
        finish?.resume()
        finish = nil
    }

    // MARK: Frames

    /// Paints soon: at once if the last frame was long ago, so that a key shows its effect without delay.
    private func wantFrame() {
        guard !isFrameDue, !isFinished else { return }
        isFrameDue = true
        let now = DispatchTime.now().uptimeNanoseconds
        let due = lastFrame + Self.frame
        let paint = { @Sendable in MainActor.assumeIsolated { self.paint(takesLogs: true) } }
        if now >= due {
            DispatchQueue.main.async(execute: paint)
        } else {
            DispatchQueue.main.asyncAfter(deadline: DispatchTime(uptimeNanoseconds: due), execute: paint)
        }
    }

    /// Paints at once: a key does not wait for the next frame of a flood of log lines.
    private func wantFrameForInput() {
        guard !isInputFrameDue, !isFinished else { return }
        isInputFrameDue = true
        DispatchQueue.main.async {
            MainActor.assumeIsolated {
                self.isInputFrameDue = false
                self.paint(takesLogs: false)
            }
        }
    }

    private func paint(takesLogs: Bool) {
        if takesLogs { isFrameDue = false }
        guard !isFinished else { return }
        if takesLogs { takeSomeLogs() }
        terminal.paint(model.view())
        lastFrame = DispatchTime.now().uptimeNanoseconds
        updateTicker()
    }

    /// Takes log lines, as many as is possible in a few milliseconds; the rest after what waits by then, such as a key.
    private func takeSomeLogs() {
        guard hasLogs, !areLogsDue, !isFinished else { return }
        let (batches, hasMore) = takeLogs(Self.share)
        hasLogs = hasMore
        update(.logs(batches))
        guard hasMore else { return }
        areLogsDue = true
        DispatchQueue.main.async {
            MainActor.assumeIsolated {
                self.areLogsDue = false
                self.takeSomeLogs()
            }
        }
        wantFrame()
    }

    /// Ticks are sent only while something on the screen moves by itself: an idle deck does nothing.
    private func updateTicker() {
        if model.isMoving, ticker == nil {
            let timer = DispatchSource.makeTimerSource(queue: .main)
            timer.schedule(deadline: .now() + Self.tick, repeating: Self.tick)
            timer.setEventHandler { [weak self] in
                MainActor.assumeIsolated { self?.wantFrameForTick() }
            }
            timer.resume()
            ticker = timer
        } else if !model.isMoving {
            ticker?.cancel()
            ticker = nil
        }
    }

    private func wantFrameForTick() {
        update(.tick(Date().timeIntervalSince1970))
        wantFrame()
    }
}
