import Foundation
import HostLink
import LambdaModel
import Synchronization
import TerminalUI

/// Opens the ports of functions on another machine on this machine, with one `ssh` for all of them.
final class PortForward: Sendable {
    private let access: RemoteAccess
    private let state = Mutex<(ports: Set<Int>, program: PipedProgram?, isEnding: Bool)>(([], nil, false))

    init(_ access: RemoteAccess) { self.access = access }

    /// Opens the ports of these functions, and no other ones.
    ///
    /// - Parameter onFailure: called with the reason if the ports cannot be forwarded, or are not forwarded any more.
    func open(_ functions: [ProjectFunction], onFailure: @escaping @Sendable (String) -> Void) {
        let ports = Set(functions.map(\.port))
        let started = state.withLock { state -> PipedProgram? in
            guard state.ports != ports, !state.isEnding else { return nil }
            state.program?.end()
            let forwards = ports.sorted().flatMap { ["-L", "127.0.0.1:\($0):127.0.0.1:\($0)"] }
            let options = ["-N", "-T", "-o", "BatchMode=yes", "-o", "ExitOnForwardFailure=yes"]
            state.program = PipedProgram.start(access.words(options + forwards, []))
            state.ports = ports
            return state.program
        }
        guard let started else { return }
        started.closeInputAndOutput()
        Task {
            let (_, message) = await started.ending(within: nil)
            let isCurrent = state.withLock { state in
                guard state.program === started, !state.isEnding else { return false }
                // The ports are forwarded again when the next manifest arrives.
                (state.program, state.ports) = (nil, [])
                return true
            }
            let last = message.split(whereSeparator: \.isNewline).last.map { PlainText.line(String($0)) }
            if isCurrent { onFailure("the ports are not forwarded: \(last ?? "ssh has ended")") }
        }
    }

    /// Closes the ports.
    func end() {
        state.withLock { state in
            state.isEnding = true
            state.program?.end()
        }
    }
}
