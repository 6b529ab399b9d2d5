import CNcurses
import Dashboard
import Dispatch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The terminal while the deck uses it: paints grids, delivers input, and is restored whatever happens.
///
/// There is one at a time, since curses and signals are the process's own.
@MainActor
public final class Terminal {
    /// The size of the screen in cells.
    public private(set) var size: Size
    /// What it can show.
    public let capabilities: TerminalCapabilities

    private enum State { case active, suspended, restored }

    private let input: Int32
    private let output: Int32
    private let errorLog: String?
    private var state = State.active
    private var painter: Painter
    private var latest: Grid?
    private var standardError: StandardError
    private let signals: Int32
    private var keySource: (any DispatchSourceRead)?
    private var signalSource: (any DispatchSourceRead)?
    private var decoder = InputDecoder()
    private var onInput: @MainActor ([Input]) -> Void = { _ in }
    private var onSignal: @MainActor (TerminationSignal) -> Void = { _ in }

    /// Takes the terminal on standard input and output. Where this throws, the terminal was not touched.
    public convenience init(options: TerminalOptions) throws(TerminalError) {
        try self.init(options: options, input: STDIN_FILENO, output: STDOUT_FILENO, variable: Environment.value)
    }

    /// The same with other descriptors and variables, for tests.
    init(
        options: TerminalOptions, input: Int32, output: Int32, variable: (String) -> String?
    ) throws(TerminalError) {
        guard isatty(input) == 1, isatty(output) == 1, cn_rescue_prepare(input) else { throw .notATerminal }
        guard let name = variable("TERM"), !name.isEmpty else { throw .noTerminalName }
        switch Int(cn_check(name, output)) {
        case CN_USABLE: break
        case CN_NO_CURSOR_MOTION: throw .dumbTerminal(name)
        case CN_NO_DATABASE: throw .noTerminalDatabase
        default: throw .unknownTerminal(name)
        }
        let isUnicode = LocaleRule.setLocale(variable)
        // Before curses looks: it leaves alone what is caught already.
        signals = cn_signals_catch()
        guard cn_open(name, input, output, !options.noColour) else {
            cn_signals_release()
            throw .cannotOpen(name)
        }
        self.input = input
        self.output = output
        errorLog = options.errorLog
        let repertoire: Repertoire = !isUnicode ? .locale : name == "linux" ? .console : .unicode
        capabilities = TerminalCapabilities(
            colours: Int(cn_colours()), isUnicode: isUnicode, repertoire: repertoire)
        painter = Painter(colours: capabilities.colours, repertoire: repertoire)
        standardError = StandardError(log: options.errorLog)
        size = Size(width: 0, height: 0)
        updateSize()
        cn_modes(options.mouse)
        arm()
    }

    /// Shows a grid with one refresh of the cells that changed.
    public func paint(_ grid: Grid) {
        latest = grid
        guard state == .active else { return }
        cn_rescue_guard_stack()
        painter.paint(grid, on: size)
    }

    /// Sends everything again (`^L`), since something else has written on the screen.
    public func redraw() {
        guard state == .active else { return }
        painter.forget()
        if let latest { paint(latest) }
    }

    /// Begins to bring input, and the signals that end the program; keys that came together come together. Neither is
    /// called before this has returned. A terminal that goes away can be reported twice, by signal and by reading.
    public func start(
        onInput: @escaping @MainActor ([Input]) -> Void, onSignal: @escaping @MainActor (TerminationSignal) -> Void
    ) {
        guard signalSource == nil, state != .restored else { return }
        self.onInput = onInput
        self.onSignal = onSignal
        keySource = source(input) { $0.readKeys() }
        signalSource = source(signals) { $0.readSignals() }
        if state == .suspended { keySource?.suspend() }
        // What was typed before this is in curses' hands already, perhaps; the source would not say.
        readKeysSoon()
    }

    /// Gives the terminal to another program (`$EDITOR`, a shell), which has the keys from now on.
    public func suspend() {
        guard state == .active else { return }
        state = .suspended
        keySource?.suspend()
        cn_rescue_disarm()
        cn_leave()
        standardError.restore()
        cn_signals_leave_stopping(true)
    }

    /// Takes the terminal again, and paints the latest grid.
    public func resume() {
        guard state == .suspended else { return }
        state = .active
        cn_signals_leave_stopping(false)
        arm()
        let isResized = updateSize()
        redraw()
        keySource?.resume()
        guard isResized else { return }
        // Not from within: the owner is in the midst of what made it call this.
        DispatchQueue.main.async { [weak self] in
            MainActor.assumeIsolated { self.map { $0.onInput([.resize($0.size)]) } }
        }
    }

    /// Stops the program as `^Z` does, and goes on when the shell lets it. If no shell could, does nothing.
    public func stop() {
        guard state == .active else { return }
        suspend()
        cn_stop_job()
        resume()
    }

    /// Gives the terminal back for good: cursor, modes, mouse, screen, standard error, signals. May be called again.
    public func restore() {
        guard state != .restored else { return }
        if state == .suspended { keySource?.resume() }
        state = .restored
        keySource?.cancel()
        signalSource?.cancel()
        (keySource, signalSource) = (nil, nil)
        cn_rescue_disarm()
        cn_close()
        standardError.restore()
        cn_signals_release()
    }

    // MARK: Taking the terminal

    /// Prepares for a crash. The Swift runtime's own crash handler would hold the terminal for half a minute, asking what
    /// to do, so it gets its turn only where somebody asked for it.
    private func arm() {
        standardError.redirect()
        var text = [CChar](repeating: 0, count: 512)
        let length = cn_restore_text(&text, text.count)
        let note = errorLog.map { "lamdeck crashed. Its last error output is in \($0)\n" } ?? ""
        cn_rescue_arm(text, length, note, standardError.original, Environment.value("SWIFT_BACKTRACE") != nil)
    }

    /// Takes the kernel's word for the size; returns whether it changed.
    @discardableResult
    private func updateSize() -> Bool {
        var rows: Int32 = 0
        var columns: Int32 = 0
        let before = size
        cn_size(&rows, &columns)
        let known = (rows, columns)
        if cn_window_size(output, &rows, &columns), (rows, columns) != known { cn_resize(rows, columns) }
        size = Size(width: Int(columns), height: Int(rows))
        return size != before
    }

    // MARK: Reading

    private func source(
        _ descriptor: Int32, _ handle: @escaping @MainActor (Terminal) -> Void
    ) -> any DispatchSourceRead {
        // A source ends some time after it was cancelled, and whoever owns the descriptor may have closed it by then.
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
        let source = DispatchSource.makeReadSource(fileDescriptor: copy, queue: .main)
        source.setCancelHandler { close(copy) }
        source.setEventHandler { [weak self] in
            MainActor.assumeIsolated { self.map(handle) }
        }
        source.resume()
        return source
    }

    private func readKeys() {
        guard state == .active else { return }
        cn_rescue_guard_stack()
        var batch: [RawInput] = []
        var event = cn_event()
        while batch.count < 4096, cn_next(&event) { batch.append(RawInput(event)) }
        if batch.isEmpty {
            guard let source = keySource, cn_hung_up(input) else { return }
            // It would be ready for ever.
            source.cancel()
            keySource = nil
            onSignal(.hangUp)
            return
        }
        let isMore = batch.count == 4096
        let inputs = decoder.decode(batch, at: .now)
        if !inputs.isEmpty { onInput(inputs) }
        // Let a frame pass before the next part of a flood; curses may hold it, so the source would not say.
        if isMore { readKeysSoon() }
    }

    private func readKeysSoon() {
        DispatchQueue.main.async { [weak self] in
            MainActor.assumeIsolated { self?.readKeys() }
        }
    }

    private func readSignals() {
        var bytes = [UInt8](repeating: 0, count: 256)
        var caught: Set<Int32> = []
        while case let count = read(signals, &bytes, bytes.count), count > 0 {
            caught.formUnion(bytes[..<count].map(Int32.init))
        }
        if caught.contains(SIGCONT), state == .active {
            // Stopped from outside, where the shell has changed the terminal's modes since.
            suspend()
            resume()
        }
        if caught.contains(SIGWINCH), state == .active, updateSize() {
            painter.forget()
            onInput([.resize(size)])
        }
        if caught.contains(SIGTSTP), state == .active { stop() }
        // With the terminal given to another program, its ^C and ^\ are meant for that one and reach the whole job.
        if state == .suspended { caught.subtract([SIGINT, SIGQUIT]) }
        for (number, signal) in [
            (SIGHUP, TerminationSignal.hangUp), (SIGTERM, .terminate), (SIGINT, .interrupt), (SIGQUIT, .quit),
        ] where caught.contains(number) {
            onSignal(signal)
        }
    }
}
