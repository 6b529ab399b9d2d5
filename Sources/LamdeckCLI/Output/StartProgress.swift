import HostLink
import LambdaModel
import LambdaRuntime
import Support

/// Says on standard error what takes time while functions start.
struct StartProgress: Sendable {
    private let output: Output
    private let names: Set<String>?

    /// - Parameter names: the functions whose news is reported, beside the news of the whole project, in which other
    ///   functions may run too. Nil for all.
    init(_ output: Output, of names: Set<String>? = nil) { (self.output, self.names) = (output, names) }

    /// The same for the functions of these settings.
    init(_ output: Output, of functions: [FunctionSettings]) { self.init(output, of: Set(functions.map(\.name))) }

    @Sendable func report(_ update: HostUpdate) {
        guard update.isNews(of: names) else { return }
        switch update {
        case .state(let function, .pulling(let progress), _, _) where progress == PullState():
            output.complain("\(function): pulling its image")
        case .build(let function, .building): output.complain("\(function): building")
        case .notice(let text, _):
            output.complain(PlainText.line(text))
        case .state, .build, .debug, .emulator, .port, .engine, .manifest, .events, .expectation, .memory, .connections,
            .began, .outside,
            .saved:
            break
        }
    }

    /// A function that was started.
    ///
    /// - Parameter functions: those that have lines too, whose addresses are in one column.
    static func line(
        _ function: FunctionSettings, _ status: RunStatus, among functions: [FunctionSettings] = []
    ) -> String {
        line(function.name(among: functions), port: function.resolvedPort, status.state.word, status.portProblem)
    }

    /// A function that runs.
    ///
    /// - Parameter problem: why it is not reached at its port; nil if it is.
    static func line(_ function: String, port: Int, _ word: String, _ problem: String?) -> String {
        "\(function)  \(word)  \(problem.map { PlainText.line($0) } ?? LoopbackURL.origin(port: port))"
    }
}

extension FunctionSettings {
    /// The name, with blanks up to the width of the longest one.
    func name(among functions: [FunctionSettings]) -> String {
        let width = functions.map(\.name.cellWidth).max() ?? 0
        return name + String(repeating: " ", count: max(0, width - name.cellWidth))
    }
}
