import JSONText

/// An event in a file, which is sent to a function unchanged.
public struct SavedEvent: Sendable, Hashable, Identifiable {
    /// The file's name, which the user sees: `api-gw-v2.json`.
    public let name: String
    /// The file's absolute path.
    public let path: String

    /// Takes name and path, which the caller keeps consistent.
    public init(name: String, path: String) {
        self.name = name
        self.path = path
    }

    /// The path.
    public var id: String { path }

    /// Reads the file. Its bytes are sent unchanged, except for a byte order mark.
    ///
    /// - Throws: why it could not be read, or why it is not JSON.
    public func read(files: any ManifestFiles) throws(SavedEventError) -> JSONDocument {
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = EventBytes.withoutMark(try files.read(path))
        } catch {
            throw .unreadable(error)
        }
        if let refusal = EventBytes.refusal(bytes.count) { throw .tooLarge(event: name, refusal) }
        do throws(JSONError) {
            return try JSONDocument(bytes)
        } catch {
            throw .notJSON(event: name, error)
        }
    }
}

/// Why a saved event cannot be sent.
public enum SavedEventError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file is gone or may not be read.
    case unreadable(FileError)
    /// The file named `event` is larger than Lambda accepts; the message.
    case tooLarge(event: String, String)
    /// The file named `event` is not JSON.
    case notJSON(event: String, JSONError)

    /// One line for the user.
    public var description: String {
        switch self {
        case .unreadable(let error): error.description
        case .tooLarge(let event, let message): "\(event): \(message)"
        case .notJSON(let event, let error):
            "\(event):\(error.position.line):\(error.position.column): \(error.message)"
        }
    }
}

/// A folder of saved events.
public struct EventFolder: Sendable, Hashable {
    /// The folder's absolute path.
    public let path: String

    /// A folder, which need not exist.
    public init(path: String) { self.path = path }

    /// The events in the folder: `*.json`, neither hidden files nor expectations (`*.expected.json`), in natural
    /// order (``SavedEvent/name`` without regard to case, digits by value).
    ///
    /// - Throws: why the folder could not be read.
    public func list(files: any ManifestFiles) throws(FileError) -> [SavedEvent] {
        try files.names(inFolder: path)
            .filter(Self.isEvent)
            .map { SavedEvent(name: $0, path: PathText.join(path, $0)) }
            .filter { files.kind(of: $0.path) == .file }
            .map { (event: $0, key: NaturalOrder.Key($0.name)) }
            .sorted { NaturalOrder.precedes($0.key, $1.key) }
            .map(\.event)
    }

    private static func isEvent(_ name: String) -> Bool {
        let lowercase = name.lowercased()
        return !name.hasPrefix(".") && lowercase.hasSuffix(".json") && !lowercase.hasSuffix(".expected.json")
    }
}
