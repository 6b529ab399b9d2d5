import LambdaModel
import LambdaRuntime

/// What the deck puts on the clipboard for other programs.
enum DeckExport {
    /// The script that starts a function in its base image and sends it an event, like that of `lamdeck export run`.
    static func script(
        _ function: String, _ payload: [UInt8], manifest path: String, _ environment: [String: String]
    ) async throws(FailureReason) -> String {
        let (manifest, _) = ManifestLoader.load(path: path, environment: environment, files: LocalFiles())
        guard let manifest, let settings = manifest.functions.first(where: { $0.name == function }) else {
            throw FailureReason(.settings, "functions.json cannot be used for \(function)")
        }
        let exported = try await ProjectExport.functions(
            [settings], of: manifest, environment: environment, showsFileValues: false)
        return exported.map { DockerRunScript($0, event: .bytes(payload)).text }.joined()
    }
}
