import Dashboard
import HostLink
import LambdaModel
import LambdaRuntime

/// Carries out what the deck asks about debuggers.
@MainActor
final class DeckDebugger {
    private let connection: @MainActor () async -> LinkClient?
    private let send: @MainActor (Message) -> Void

    /// - Parameters:
    ///   - connection: the host, once there is one; nil if the deck ends first.
    ///   - send: takes news for the deck.
    init(connection: @escaping @MainActor () async -> LinkClient?, send: @escaping @MainActor (Message) -> Void) {
        (self.connection, self.send) = (connection, send)
    }

    /// Begins to debug a function. Returns when the request is sent.
    func begin(_ name: String) async {
        guard let client = await connection() else { return }
        begin(name, client)
    }

    private func begin(_ name: String, _ client: LinkClient) {
        let reply = client.send(.debug(name, nil))
        Task { [send] in
            switch await reply.value {
            case .debugging(let attachment):
                let text = ([name + ": " + attachment.lines[0]] + attachment.lines.dropFirst()).joined(separator: " · ")
                send(.notice(Notice(.info, text + " · the palette has its entry for launch.json", stays: true)))
            case .offersDebugger(let question): send(.offersDebugger(function: name, question: question))
            case .failure(let reason?): send(.notice(Notice(.error, "\(name): \(reason.summary)")))
            default: break
            }
        }
    }

    /// Fetches the debugger of a function, and begins to debug it.
    func fetch(_ name: String) async {
        guard let client = await connection() else { return }
        let reply = client.send(.fetchDebugger(name))
        Task {
            switch await reply.value {
            case .failure(nil): begin(name, client)
            case .failure(let reason?): send(.notice(Notice(.error, reason.summary)))
            default: break
            }
        }
    }

    /// Puts the entry for `launch.json` on the clipboard, or writes it.
    ///
    /// - Parameters:
    ///   - manifest: the manifest of the project on this machine; nil if it is on another one.
    ///   - writes: whether it is written.
    func useEntry(of name: String, writingFor manifest: String?, writes: Bool) async {
        guard let reply = await connection()?.send(.debug(name, nil)) else { return }
        Task { [send] in
            guard case .debugging(let attachment) = await reply.value else { return }
            guard writes else { return send(.copied(attachment.entry, name: "the entry for launch.json")) }
            guard let manifest else {
                return send(.notice(Notice(.warning, "the project is on another machine; copy the entry instead")))
            }
            do throws(CommandFailure) {
                send(.notice(Notice(.info, try LaunchFileWriter(manifest: manifest).add(attachment))))
            } catch {
                send(.notice(Notice(.error, error.message)))
            }
        }
    }
}
