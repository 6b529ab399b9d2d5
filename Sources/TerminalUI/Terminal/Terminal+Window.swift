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

/// What the deck and the terminal say to each other beside frames and keys.
struct WindowState {
    /// What kind of terminal it is.
    let family: TerminalFamily
    /// The setting that chooses the palette.
    var choice: ThemeChoice
    /// The terminal's own background, if it is known.
    var own: Background?
    /// The window's title; nil if the deck has set none.
    var title: String?
    /// When the terminal was asked for its background, if it has not answered.
    var asked: ContinuousClock.Instant?

    /// The background by the settings and variables. `remembered` is what this terminal answered last.
    init(name: String, options: TerminalOptions, variable: (String) -> String?) {
        family = TerminalFamily(name: name, variable: variable)
        choice = options.theme
        own = Background(name: name, variable: variable) ?? options.background
    }

    /// The background for which the palette is: the terminal's own, or the one that the user chose. Nil if it is not
    /// known.
    var background: Background? { choice.background ?? own }

    /// The theme for a count of colours.
    func theme(colours: Int) -> Theme { Theme(background: background, colours: colours) }
}

extension Terminal {
    /// How long an answer may take that is waited for when the terminal is given back: it would appear in the shell's
    /// input.
    private static let patience = Duration.milliseconds(300)

    /// Puts a text on the clipboard.
    public func copy(_ text: [UInt8]) -> CopyResult {
        guard text.count <= Clipboard.limit else { return .tooLong(limit: Clipboard.limit) }
        guard isActive, window.family.isXtermLike else { return .unsupported }
        let sequence = Clipboard.sequence(text, through: window.family.multiplexer)
        guard window.family.multiplexer == .tmux, let tmux = PipedProgram.start(Clipboard.tmuxCommand) else {
            send(sequence)
            return .sent
        }
        Task { [weak self] in
            await tmux.take(text)
            if await tmux.ending(within: 5).status != 0 { self?.send(sequence) }
        }
        return .sent
    }

    /// Shows a text as the window's title. ``suspend()`` and ``restore()`` bring back the earlier title.
    public func setTitle(_ text: String) {
        guard window.family.isXtermLike, window.title != text else { return }
        window.title = text
        send(WindowText.title(text))
    }

    /// Rings the bell. A terminal that shows notifications shows the text instead.
    public func ring(_ text: String) {
        send(WindowText.bell(text, showsNotifications: window.family.showsNotifications))
    }

    // MARK: The background

    /// Asks the terminal for its background, unless the answer has no use. Nothing waits for the answer: until it
    /// arrives, the background is the remembered one, or unknown.
    func askBackground() {
        guard window.choice == .automatic, capabilities.colours > 0, window.family.answersBackground else { return }
        window.asked = .now
        send(BackgroundAnswer.question)
    }

    /// Takes the answer. Returns whether the palette is another one now.
    func learn(background colour: Int) -> Bool {
        window.asked = nil
        let background = Background(colour)
        guard background != window.own else { return false }
        window.own = background
        useTheme()
        return window.choice == .automatic
    }

    /// Uses another palette from now on.
    public func use(_ choice: ThemeChoice) {
        guard choice != window.choice else { return }
        window.choice = choice
        useTheme()
        repaint()
        if window.own == nil { askBackground() }
    }

    /// Reads an answer that is on its way, before another program gets the terminal's input. Keys that were typed at the
    /// same time are lost. An answer that needs longer than `patience` is rare, and a longer wait would be felt.
    func takeAnswer() {
        guard let asked = window.asked else { return }
        window.asked = nil
        let end = asked.advanced(by: Self.patience)
        var event = cn_event()
        var decoder = InputDecoder()
        while ContinuousClock.now < end {
            var batch: [RawInput] = []
            while batch.count < 4096, cn_next(&event) { batch.append(RawInput(event)) }
            _ = decoder.decode(batch, at: .now)
            if let colour = decoder.background {
                _ = learn(background: colour)
                return
            }
            if batch.isEmpty, !waitForInput(until: end) { return }
        }
    }

    private func waitForInput(until end: ContinuousClock.Instant) -> Bool {
        let left = ContinuousClock.now.duration(to: end)
        let milliseconds = left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000
        var wait = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
        return poll(&wait, 1, Int32(max(0, milliseconds))) > 0 && wait.revents == Int16(POLLIN)
    }

    private func send(_ text: String) {
        guard isActive else { return }
        cn_rescue_guard_stack()
        cn_send(text, text.utf8.count)
    }
}

extension PipedProgram {
    /// Writes all of its input, and closes its pipes.
    func take(_ bytes: [UInt8]) async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            DispatchQueue.global().async { [input, output] in
                var sent = 0
                while sent < bytes.count {
                    let count = bytes[sent...].withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else { break }
                    sent += count
                }
                close(input)
                close(output)
                continuation.resume()
            }
        }
    }
}
