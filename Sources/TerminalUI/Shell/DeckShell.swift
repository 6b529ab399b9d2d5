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
    private let terminal: Terminal
    private let takeLogs: @MainActor () -> [String: LogBatch]
    /// Posted messages, in the order in which they were posted. A task for each message would not keep the order.
    private nonisolated let posted: AsyncStream<Message>
    private nonisolated let posting: AsyncStream<Message>.Continuation
    private var hasLogs = false
    private var isFrameDue = false
    private var lastFrame: UInt64 = 0
    private var ticker: (any DispatchSourceTimer)?
    private var finish: CheckedContinuation<Void, Never>?
    private var isFinished = false
    private var isQuitting = false
    private var requests = EndRequests()
    /// The editor that has the terminal.
    private var editor: pid_t?
    private var isEndingEditor = false
    /// Functions that still run although the deck has ended, because a second signal ended it at once.
    public private(set) var leftBehind: [String]?

    /// A shell around a terminal; `takeLogs` empties the inbox of log lines.
    public init(terminal: Terminal, model: Model, takeLogs: @escaping @MainActor () -> [String: LogBatch]) {
        self.terminal = terminal
        self.model = model
        self.takeLogs = takeLogs
        (posted, posting) = AsyncStream.makeStream()
    }

    /// Paints, reads keys, and returns when the model asks to leave.
    public func run() async {
        paint()
        terminal.start(
            onInput: { [weak self] inputs in for input in inputs { self?.send(.input(input)) } },
            onSignal: { [weak self] in self?.handle($0) })
        let reading = Task { for await message in posted { send(message) } }
        await withCheckedContinuation { continuation in
            finish = continuation
            if isFinished, editor == nil { resumeRun() }
        }
        reading.cancel()
        ticker?.cancel()
    }

    /// The first signal ends the deck, and the editor if it has the terminal. A second one, some time later, ends the
    /// deck at once.
    private func handle(_ signal: TerminationSignal) {
        let answer = requests.handle(isHangUp: signal == .hangUp, at: .now)
        if answer != .known { endEditor() }
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
        _ = model.update(.tick(Date().timeIntervalSince1970))
        for effect in model.update(message) { perform(effect) }
        wantFrame()
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

    private func perform(_ effect: Effect) {
        switch effect {
        case .redraw: terminal.redraw()
        case .suspend: terminal.stop()
        case .exit:
            isFinished = true
            // An editor that still has the terminal must return it first.
            if editor == nil { resumeRun() }
        case .quit:
            isQuitting = true
            runner?.run(effect)
        case .edit(let path, let line):
            if let remoteFiles { Task { await edit(path, line, in: remoteFiles) } } else { edit(path, line) }
        case .start, .stop, .restart, .replaceHost, .invoke, .cancel, .loadEvents, .loadHistory, .openStored,
            .invokeStored,
            .compareStored:
            runner?.run(effect)
        }
    }

    /// Gives the terminal to the editor. The deck keeps running, and shows the latest state when the editor has ended.
    private func edit(_ path: String, _ line: Int?, then finish: @escaping @MainActor () -> Void = {}) {
        let command = EditorCommand(path: path, line: line, variable: Environment.value)
        terminal.suspend()
        guard let child = Child.start(command.words) else {
            terminal.resume()
            return send(.notice(Notice(.error, "the editor \(command.editor) cannot be started")))
        }
        editor = child
        Child.onEnd(of: child) { [weak self] ending in
            // Its child processes may still use the terminal.
            guard self?.isEndingEditor == false else { return }
            self?.restoreTerminal()
            if let complaint = command.complaint(ending) { self?.send(.notice(Notice(.warning, complaint))) }
            finish()
        }
    }

    /// Opens a copy of a file on another machine, and writes it back if it was changed.
    private func edit(_ path: String, _ line: Int?, in files: any RemoteFiles) async {
        let before: [UInt8]
        switch await files.fetch(path) {
        case .success(let content): before = content
        case .failure(let failure): return send(.notice(Notice(.error, failure.text)))
        }
        guard let copy = EditedCopy(of: path, before) else {
            return send(.notice(Notice(.error, "no copy of \(path) can be made in \(EditedCopy.place)")))
        }
        edit(copy.path, line) { [weak self] in
            Task {
                guard let now = copy.content, now != before else { return copy.remove() }
                if let failure = await files.store(path, now, replacing: before) {
                    self?.send(.notice(Notice(.error, "\(failure.text); what you wrote is in \(copy.path)")))
                } else {
                    copy.remove()
                    self?.send(.notice(Notice(.info, "\(path) is written")))
                }
            }
        }
    }

    private func endEditor() {
        guard let editor, !isEndingEditor else { return }
        isEndingEditor = true
        Child.end(editor) { [weak self] in self?.restoreTerminal() }
    }

    /// Takes the terminal back from the editor.
    private func restoreTerminal() {
        editor = nil
        terminal.resume()
        if isFinished { resumeRun() }
    }

    private func resumeRun() {
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
        if now >= due {
            DispatchQueue.main.async { MainActor.assumeIsolated { self.paint() } }
        } else {
            DispatchQueue.main.asyncAfter(deadline: DispatchTime(uptimeNanoseconds: due)) {
                MainActor.assumeIsolated { self.paint() }
            }
        }
    }

    private func paint() {
        isFrameDue = false
        guard !isFinished else { return }
        if hasLogs {
            hasLogs = false
            _ = model.update(.logs(takeLogs()))
        }
        terminal.paint(model.view())
        lastFrame = DispatchTime.now().uptimeNanoseconds
        updateTicker()
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
        _ = model.update(.tick(Date().timeIntervalSince1970))
        wantFrame()
    }
}
