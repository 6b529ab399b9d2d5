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

/// The terminal while the deck uses it: paints grids, delivers input, and restores the terminal whatever happens.
///
/// There is only one at a time, since curses and signal handlers belong to the process.
@MainActor
public final class Terminal {
    /// The size of the screen in cells.
    public private(set) var size: Size
    /// What it can show.
    public let capabilities: TerminalCapabilities

    /// The terminal's background; nil if it is not known. A caller that keeps it can give it to the next terminal.
    public var background: Background? { window.own }

    private enum State { case active, suspended, restored }

    /// The descriptor that keys are read from.
    let input: Int32
    private let output: Int32
    private let errorLog: String?
    private var state = State.active
    private var painter: Painter
    /// What is said beside frames and keys.
    var window: WindowState
    private var latest: Grid?
    private var standardError: StandardError
    private let signals: Int32
    private var keySource: (any DispatchSourceRead)?
    private var signalSource: (any DispatchSourceRead)?
    private var decoder = InputDecoder()
    private var onInput: @MainActor ([Input]) -> Void = { _ in }
    private var onSignal: @MainActor (TerminationSignal) -> Void = { _ in }

    /// Takes the terminal on standard input and output. If this throws, the terminal is unchanged.
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
        // Before curses starts: it does not replace signal handlers that are already installed.
        signals = cn_signals_catch()
        let window = WindowState(name: name, options: options, variable: variable)
        let wanted = options.noColour ? 0 : window.family.hasTrueColour ? Int(CN_DIRECT) : 256
        guard cn_open(name, input, output, Int32(wanted)) else {
            cn_signals_release()
            throw .cannotOpen(name)
        }
        self.input = input
        self.output = output
        self.window = window
        errorLog = options.errorLog
        let repertoire: GlyphSet = !isUnicode ? .locale : name == "linux" ? .console : .unicode
        capabilities = TerminalCapabilities(
            colours: Int(cn_colours()), isUnicode: isUnicode, repertoire: repertoire)
        painter = Painter(theme: window.theme(colours: capabilities.colours), repertoire: repertoire)
        standardError = StandardError(log: options.errorLog)
        size = Size(width: 0, height: 0)
        updateSize()
        cn_modes(options.mouse, window.family.isXtermLike)
        arm()
        askBackground()
    }

    /// Shows a grid with one refresh of the cells that changed.
    public func paint(_ grid: Grid) {
        latest = grid
        guard state == .active else { return }
        cn_rescue_guard_stack()
        painter.paint(grid, on: size)
    }

    /// Sends everything again (`^L`), because another program has written on the screen.
    public func redraw() {
        guard state == .active else { return }
        painter.forget()
        if let latest { paint(latest) }
    }

    /// Whether the deck has the terminal.
    var isActive: Bool { state == .active }

    /// Paints from now on with the palette for the terminal's background.
    func useTheme() { painter.use(window.theme(colours: capabilities.colours)) }

    /// Paints the latest grid again.
    func repaint() {
        if let latest { paint(latest) }
    }

    /// Starts to deliver input and the signals that end the program. Keys that arrive together are delivered together.
    /// Neither handler is called before this returns. A terminal that disappears can be reported twice, by signal and
    /// by reading.
    public func start(
        onInput: @escaping @MainActor ([Input]) -> Void, onSignal: @escaping @MainActor (TerminationSignal) -> Void
    ) {
        guard signalSource == nil, state != .restored else { return }
        self.onInput = onInput
        self.onSignal = onSignal
        keySource = source(input) { $0.readKeys() }
        signalSource = source(signals) { $0.readSignals() }
        if state == .suspended { keySource?.suspend() }
        // Curses may have read keys already that were typed before; the source would not report them.
        readKeysSoon()
    }

    /// Gives the terminal to another program (`$EDITOR`, a shell), which gets the keys from now on.
    public func suspend() {
        guard state == .active else { return }
        takeAnswer()
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
        if let title = window.title {
            window.title = nil
            setTitle(title)
        }
        keySource?.resume()
        guard isResized else { return }
        // Not synchronously: the owner is in the middle of the code that called this.
        DispatchQueue.main.async { [weak self] in
            MainActor.assumeIsolated { self.map { $0.onInput([.resize($0.size)]) } }
        }
    }

    /// Stops the program like `^Z` does, and returns when the shell continues it. Does nothing if no shell could.
    public func stop() {
        guard state == .active else { return }
        suspend()
        cn_stop_job()
        resume()
    }

    /// Gives the terminal back for good: cursor, modes, mouse, screen, standard error, signals. May be called again.
    public func restore() {
        guard state != .restored else { return }
        if state == .active { takeAnswer() }
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

    /// Prepares for a crash. The Swift runtime's crash handler would hold the terminal for half a minute and ask what
    /// to do, so it runs only if the user has asked for it.
    private func arm() {
        standardError.redirect()
        var text = [CChar](repeating: 0, count: 512)
        let length = cn_restore_text(&text, text.count)
        let note = errorLog.map { "lamdeck crashed. Its last error output is in \($0)\n" } ?? ""
        cn_rescue_arm(text, length, note, standardError.original, Environment.value("SWIFT_BACKTRACE") != nil)
    }

    /// Reads the size from the kernel; returns whether it changed.
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
        // A source ends some time after it is cancelled; by then the owner of the descriptor may have closed it.
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
            // The source would be ready forever.
            source.cancel()
            keySource = nil
            onSignal(.hangUp)
            return
        }
        let isMore = batch.count == 4096
        let inputs = decoder.decode(batch, at: .now)
        if let colour = decoder.background {
            decoder.background = nil
            if learn(background: colour) { repaint() }
        }
        // The system may have changed from a light to a dark appearance, or back, while the user was elsewhere.
        if inputs.contains(.focus(true)), window.asked == nil { askBackground() }
        if !inputs.isEmpty { onInput(inputs) }
        // Let a frame pass before the next part of a flood. Curses may have it already, so the source would not report
        // it.
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
            // Another process stopped this one, and the shell has changed the terminal's modes since.
            suspend()
            resume()
        }
        if caught.contains(SIGWINCH), state == .active, updateSize() {
            painter.forget()
            onInput([.resize(size)])
        }
        if caught.contains(SIGTSTP), state == .active { stop() }
        // While another program has the terminal, its ^C and ^\ are meant for it but reach the whole job.
        if state == .suspended { caught.subtract([SIGINT, SIGQUIT]) }
        for (number, signal) in [
            (SIGHUP, TerminationSignal.hangUp), (SIGTERM, .terminate), (SIGINT, .interrupt), (SIGQUIT, .quit),
        ] where caught.contains(number) {
            onSignal(signal)
        }
    }
}
