import Dashboard
import LambdaModel
import LambdaRuntime

/// What the deck does with the files of a project on this machine, without the host. Each of these runs in the
/// background, and sends messages.
struct DeckProject: Sendable {
    let environment: [String: String]
    /// Takes news for the deck.
    let send: @Sendable (Message) -> Void

    /// Puts the commands on the clipboard that start a function and send it an event without lamdeck.
    func copyRun(_ function: String, _ payload: [UInt8], manifest: String) {
        Task.detached {
            do throws(FailureReason) {
                let script = try await script(function, payload, manifest: manifest)
                let name = "the call as docker run and curl" + SecretMark.remark(on: payload)
                send(.copied(script, name: name))
            } catch {
                send(.notice(Notice(.error, error.summary)))
            }
        }
    }

    /// The script that starts a function in its base image and sends it an event, like that of `lamdeck export run`.
    func script(_ function: String, _ payload: [UInt8], manifest path: String) async throws(FailureReason) -> String {
        let (manifest, _) = ManifestLoader.load(path: path, environment: environment, files: LocalFiles())
        guard let manifest, let settings = manifest.function(named: function) else {
            throw FailureReason(.settings, "functions.json cannot be used for \(function)")
        }
        let exported = try await ProjectExport.functions(
            [settings], of: manifest, environment: environment, showsFileValues: false)
        return exported.map { DockerRunScript($0, event: .bytes(payload)).text }.joined()
    }

    /// Lists the events of all functions. Only those of the selected one are watched, by the host.
    func loadEvents(of manifest: String?, besides known: Set<String>) {
        guard let manifest else { return }
        Task.detached {
            let files = LocalFiles()
            let (loaded, _) = ManifestLoader.load(path: manifest, environment: environment, files: files)
            for settings in loaded?.functions ?? [] where !known.contains(settings.name) {
                send(.events(function: settings.name, EventList(settings.eventListing(files: files))))
            }
        }
    }

    /// Writes a functions.json from the handlers in a folder. The session finds it, and shows its functions.
    func createManifest(in folder: String) {
        Task.detached {
            do throws(CommandFailure) {
                let draft = try ProjectDraft(folder: folder)
                _ = try draft.write()
                send(.notice(Notice(.info, draft.summary)))
            } catch {
                send(.notice(Notice(.error, error.message)))
            }
        }
    }
}
