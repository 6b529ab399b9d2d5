import Foundation
import LambdaModel
import LambdaRuntime
import Support
import TerminalUI

/// What the deck remembers from one time to the next, in the state folder: how a project's deck looked, and the
/// terminal's background. The host remembers the first, too, but only as long as it runs.
struct DeckMemory: Sendable {
    /// No view is larger, unless the file is not the deck's.
    private static let mostBytes = 1 << 20

    private let folder: String

    init(_ environment: [String: String]) { folder = LamdeckFolders(environment: environment).state }

    // MARK: Views

    /// The file of a project's view.
    func path(ofManifest manifest: String) -> String {
        "\(folder)/views/\(ProjectIdentity(manifest: manifest).label).json"
    }

    /// How the last deck of a project looked; nil if that is not known.
    ///
    /// - Returns: the view, and why the file is not used; nil if there is nothing to say.
    func view(ofManifest manifest: String) -> (view: DeckView?, problem: String?) {
        let path = path(ofManifest: manifest)
        let files = LocalFiles()
        guard let status = files.status(of: path) else { return (nil, nil) }
        do {
            guard status.kind == .file, status.stamp.size <= Self.mostBytes else { throw WireError("it is damaged") }
            return (try DeckView(json: try files.read(path)), nil)
        } catch let error as WireError {
            return (nil, "\(path) is not used: \(error.description)")
        } catch {
            return (nil, "\(path) is not used: \((error as? FileError)?.reason ?? "it cannot be read")")
        }
    }

    /// Stores how a project's deck looks. If that is not possible, the next deck looks as the last one that could.
    func store(_ view: DeckView, ofManifest manifest: String) {
        write(view.json, to: path(ofManifest: manifest))
    }

    // MARK: The background

    private var backgroundPath: String { folder + "/background" }

    /// The background that the last terminal had; nil if that is not known.
    var background: Background? {
        let text = try? String(contentsOfFile: backgroundPath, encoding: .utf8)
        return text.flatMap { Background(rawValue: $0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }

    /// Stores the terminal's background.
    func store(_ background: Background) {
        if background != self.background { write(background.rawValue + "\n", to: backgroundPath) }
    }

    /// Writes a file that only this user can read. A reader sees the old or the new content.
    private func write(_ text: String, to path: String) {
        try? FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        try? Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    }
}
