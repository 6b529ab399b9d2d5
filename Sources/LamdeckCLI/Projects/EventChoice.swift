import Foundation
import JSONText
import LambdaModel

/// Finds the event that the user named.
struct EventChoice {
    let settings: FunctionSettings
    let context: CommandContext

    init(of settings: FunctionSettings, in context: CommandContext) {
        (self.settings, self.context) = (settings, context)
    }

    /// The call of a function with a saved event (with or without `.json`), a file, standard input, or `{}`.
    func request(_ named: String?) throws(CommandFailure) -> InvocationRequest {
        guard let named else {
            return InvocationRequest(function: settings.name, event: "{}", payload: Array("{}".utf8))
        }
        if named == "-" {
            let bytes = EventBytes.withoutMark(try input())
            if let refusal = EventBytes.refusal(bytes.count) {
                throw CommandFailure(.usage, "standard input: \(refusal)")
            }
            do {
                _ = try JSONDocument(bytes)
            } catch {
                throw CommandFailure(.usage, "standard input is not JSON: \(error)")
            }
            return InvocationRequest(function: settings.name, event: "-", payload: bytes)
        }
        let event = try saved(named)
        do {
            let document = try event.read(files: LocalFiles())
            return InvocationRequest(function: settings.name, event: event.name, payload: document.bytes)
        } catch {
            throw CommandFailure(.usage, "\(error)")
        }
    }

    private func input() throws(CommandFailure) -> [UInt8] {
        do throws(InputError) {
            return try context.input.bytes()
        } catch {
            throw CommandFailure(.usage, "standard input cannot be read: \(error.reason)")
        }
    }

    /// A saved event by its name (with or without `.json`), or a file. If there is neither, throws a message with the
    /// nearest name.
    func saved(_ named: String) throws(CommandFailure) -> SavedEvent {
        let files = LocalFiles()
        let saved = (try? settings.savedEvents(files: files)) ?? []
        let path = context.folder + "/" + named
        let event =
            saved.first { $0.name == named || $0.name == named + ".json" }
            ?? [named, path].first { $0.hasPrefix("/") && files.kind(of: $0) == .file }
            .map { SavedEvent(name: named, path: $0) }
        guard let event else {
            let names = saved.map(\.name)
            let nearest =
                NearestName.nearest(to: named, in: names) ?? NearestName.nearest(to: named + ".json", in: names)
            let near = nearest.map { "; did you mean \"\($0)\"?" }
            let known = names.isEmpty ? "it has no saved events" : names.joined(separator: ", ")
            throw CommandFailure(.usage, "\(settings.name) has no event \"\(named)\"\(near ?? ": \(known)")")
        }
        return event
    }
}
