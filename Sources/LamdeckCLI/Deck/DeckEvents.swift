import Dashboard
import Foundation
import HostLink
import LambdaModel
import LambdaRuntime
import Support
import TerminalUI

/// Carries out what the deck asks about saved events.
@MainActor
final class DeckEvents: EventStore {
    private let connection: @MainActor () async -> LinkClient?
    private let send: @MainActor (Message) -> Void

    /// - Parameters:
    ///   - connection: the host, once there is one; nil if the deck ends first.
    ///   - send: takes news for the deck.
    init(connection: @escaping @MainActor () async -> LinkClient?, send: @escaping @MainActor (Message) -> Void) {
        (self.connection, self.send) = (connection, send)
    }

    /// Starts an effect, and returns when its request is sent.
    func run(_ effect: EventEffect, of function: String) async {
        switch effect {
        case .load(let event):
            guard let client = await connection() else { return }
            Task { [send] in
                let content = await Self.content(of: event, function, client)
                send(.event(function: function, .content(event, content)))
            }
        case .file(let request):
            guard let reply = await connection()?.send(.event(function: function, request)) else { return }
            Task { [send] in
                send(.event(function: function, .replied(request, Self.reply(await reply.value))))
            }
        case .save(let path, let bytes):
            Task { [send] in send(.notice(await Self.save(bytes, path))) }
        case .loadTemplates: send(.event(function: function, .templates(EventTemplate.all.map(TemplateChoice.init))))
        case .render(let use):
            send(.event(function: function, .rendered(use, RenderedTemplate(use))))
        // The shell has the terminal.
        case .edit, .finishEdit: break
        }
    }

    /// Writes a new file of this machine, off the main actor.
    private nonisolated static func save(_ bytes: [UInt8], _ path: String) async -> Notice {
        let shown = PlainText.line(path)
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            let reason = errno == EEXIST ? "it exists already" : String(cString: strerror(errno))
            return Notice(.error, "\(shown) is not written: \(reason)")
        }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: Data(bytes))
            return Notice(.info, "\(shown) is written (\(ByteCount.text(bytes.count)))")
        } catch {
            return Notice(.error, "\(shown) is not complete: \(error.localizedDescription)")
        }
    }

    /// Reads an event, and parses it off the main actor.
    private nonisolated static func content(
        of event: String, _ function: String, _ client: LinkClient
    ) async -> EventContent {
        switch reply(await client.ask(.event(function: function, .read(event)))) {
        case .content(let bytes): EventContent(name: event, bytes)
        case .problem(let text): EventContent(problem: text)
        case .done, .taken, .changed: EventContent(problem: "\(event) cannot be read")
        }
    }

    private nonisolated static func reply(_ reply: HostReply) -> EventFileReply {
        switch reply {
        case .event(let reply): reply
        case .lost(let reason): .problem(reason)
        default: .problem("the host gave another answer; restart it with lamdeck down")
        }
    }

    // MARK: For the editor

    func readEvent(_ event: String, of function: String) async -> Result<[UInt8], RemoteFileFailure> {
        guard let client = await connection() else { return .failure(RemoteFileFailure("there is no host")) }
        switch Self.reply(await client.ask(.event(function: function, .read(event)))) {
        case .content(let bytes): return .success(bytes)
        case .problem(let text): return .failure(RemoteFileFailure(text))
        case .done, .taken, .changed: return .failure(RemoteFileFailure("\(event) cannot be read"))
        }
    }

    func writeEvent(
        _ event: String, of function: String, _ content: [UInt8], replacing before: [UInt8]
    ) async -> EventWriteOutcome {
        guard let client = await connection() else { return .failed("there is no host") }
        let request = EventFileRequest.replace(event, content, replacing: before)
        switch Self.reply(await client.send(.event(function: function, request)).value) {
        case .done(let change):
            // The deck can undo it.
            send(.event(function: function, .replied(request, .done(change))))
            return .written
        case .changed: return .changed
        case .problem(let text): return .failed(text)
        case .content, .taken: return .failed("\(event) cannot be written")
        }
    }
}

extension TemplateChoice {
    /// A template of lamdeck.
    fileprivate init(_ template: EventTemplate) {
        self.init(
            name: template.name, source: template.source, summary: template.summary,
            parameters: template.parameters.map {
                Parameter(name: $0.name, standard: $0.defaultValue, description: $0.summary)
            })
    }
}

extension RenderedTemplate {
    /// What a template of lamdeck makes.
    fileprivate init(_ use: TemplateUse) {
        guard let template = EventTemplate.named(use.template) else {
            self = .problem("there is no template \(use.template)")
            return
        }
        do throws(TemplateProblem) {
            self = .event(try template.event(use.values))
        } catch {
            self = .problem("\(error)")
        }
    }
}
