import Dashboard
import Foundation

/// The clipboard, and programs that use the terminal: the editor, the pager, and commands.
extension DeckShell {
    /// Puts a text on the clipboard. The deck has said so already; this says only why it is not there.
    func copy(_ text: String) {
        switch terminal.copy(Array(text.utf8)) {
        case .sent: break
        case .tooLong(let limit):
            send(.notice(Notice(.warning, "not copied: terminals take at most \(limit / 1000) kB")))
        case .unsupported: send(.notice(Notice(.warning, "not copied: this terminal has no clipboard")))
        }
    }

    /// Opens a file in the editor.
    func edit(_ path: String, _ line: Int?, then finish: @escaping @MainActor () -> Void = {}) {
        let command = EditorCommand(path: path, line: line, variable: Environment.value)
        let isStarted = lend(to: command.words) { [weak self] ending in
            if let complaint = command.complaint(ending) { self?.send(.notice(Notice(.warning, complaint))) }
            finish()
        }
        if isStarted { return }
        send(.notice(Notice(.error, "the editor \(command.editor) cannot be started")))
        finish()
    }

    /// Shows a text in the pager.
    func page(_ text: String) {
        guard let copy = EditedCopy(of: "text", Array(text.utf8)) else {
            return send(.notice(Notice(.error, "the text cannot be written to \(EditedCopy.place)")))
        }
        let command = PagerCommand(path: copy.path, variable: Environment.value)
        let isStarted = lend(to: command.words) { [weak self] ending in
            copy.remove()
            if let complaint = command.complaint(ending) { self?.send(.notice(Notice(.warning, complaint))) }
        }
        if isStarted { return }
        copy.remove()
        send(.notice(Notice(.error, "the pager \(command.pager) cannot be started")))
    }

    /// Runs a command: with the terminal until it ends, or in the background.
    public func run(_ command: ShellCommand) {
        guard !isFinished else { return }
        guard command.usesTerminal else {
            return background.run(command) { [weak self] in self?.send(.notice($0)) }
        }
        guard program == nil else {
            return send(.notice(Notice(.warning, "\(command.name) is not run: another program has the terminal")))
        }
        let isStarted = lend(to: command.words) { [weak self] ending in
            if let complaint = command.complaint(ending) { self?.send(.notice(Notice(.warning, complaint))) }
        }
        if !isStarted { send(.notice(Notice(.error, "\(command.name) cannot be started"))) }
    }

    /// Gives the terminal to a program. The deck keeps running, and shows the latest state when the program has ended.
    ///
    /// - Parameter done: called when the terminal is back; not if a signal ended the program and the deck.
    /// - Returns: whether the program was started.
    private func lend(to words: [String], _ done: @escaping @MainActor (Child.Ending) -> Void) -> Bool {
        guard program == nil else { return false }
        terminal.suspend()
        guard let child = Child.start(words) else {
            terminal.resume()
            return false
        }
        program = child
        Child.onEnd(of: child) { [weak self] ending in
            // Its child processes may still use the terminal.
            guard self?.isEndingProgram == false else { return }
            self?.restoreTerminal()
            done(ending)
        }
        return true
    }

    /// Opens a copy of a file on another machine, and writes it back if it was changed.
    func edit(_ path: String, _ line: Int?, in files: any RemoteFiles) async {
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

    /// Ends the program that has the terminal.
    func endProgram() {
        guard let program, !isEndingProgram else { return }
        isEndingProgram = true
        Child.end(program) { [weak self] in self?.restoreTerminal() }
    }

    /// Takes the terminal back.
    private func restoreTerminal() {
        program = nil
        terminal.resume()
        if isFinished { resumeRun() }
    }
}
