import Foundation

/// A copy of a saved event, of a file on another machine, or of a text of the deck, that only this user can read.
struct EditedCopy: Sendable {
    /// The folder of such copies.
    static var place: String { FileManager.default.temporaryDirectory.path }

    /// The copy's path, with the same name as the file: editors choose their mode by the name.
    let path: String
    private let folder: String

    /// Makes a copy; nil if that is not possible.
    init?(of file: String, _ content: [UInt8]) {
        folder = Self.place + "/lamdeck-edit-" + UUID().uuidString.lowercased()
        path = folder + "/" + (file as NSString).lastPathComponent
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            return nil
        }
        let mode: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
        guard FileManager.default.createFile(atPath: path, contents: Data(content), attributes: mode) else {
            remove()
            return nil
        }
    }

    /// Its current content; nil if it cannot be read.
    var content: [UInt8]? { FileManager.default.contents(atPath: path).map(Array.init) }

    /// Removes it.
    func remove() { try? FileManager.default.removeItem(atPath: folder) }
}
