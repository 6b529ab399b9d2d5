import JSONText

/// An event in a file, which is sent to a function unchanged.
public struct SavedEvent: Sendable, Hashable, Identifiable {
    /// The name that the user sees, unique among the events of a function: `api-gw-v2.json`, or `checkout/cart.json`
    /// for a file in a subfolder.
    public let name: String
    /// The file's absolute path.
    public let path: String
    /// The subfolder, seen from the folder of events: `checkout`; empty for a file directly in that folder.
    public var folder = ""
    /// Where its folder of events is.
    public var place = EventPlace.beside
    /// What changes when the file is written.
    public var stamp = FileStamp()
    /// Its expectation; nil if there is none.
    public var expectation: ExpectationFile?

    /// Takes name and path, which the caller keeps consistent.
    public init(name: String, path: String) {
        self.name = name
        self.path = path
    }

    /// The path.
    public var id: String { path }

    /// Whether a file says what the function should answer.
    public var hasExpectation: Bool { expectation != nil }

    /// The name as seen from the folder of events: ``name`` without the prefix that distinguishes two places.
    public var localName: String { folder.isEmpty ? PathText.name(of: path) : folder + "/" + PathText.name(of: path) }

    /// The absolute path of the folder of events.
    public var root: String {
        folder.split(separator: "/").reduce(PathText.folder(of: path)) { path, _ in PathText.folder(of: path) }
    }

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

/// Where a folder of events is.
public enum EventPlace: String, Sendable, Hashable {
    /// Next to the code: `events/NAME` or `events`.
    case beside
    /// In the code: `CODE/events`.
    case inside
    /// Where functions.json says.
    case named
}

/// The file with an event's expectation.
public struct ExpectationFile: Sendable, Hashable {
    /// The absolute path.
    public var path: String
    /// What changes when the file is written.
    public var stamp: FileStamp

    /// A file.
    public init(path: String, stamp: FileStamp) { (self.path, self.stamp) = (path, stamp) }
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
