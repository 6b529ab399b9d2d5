/// An event in a watched folder, as the system reports it.
struct FolderEvent: Sendable {
    /// What happened to `name`.
    struct Kind: OptionSet, Sendable {
        let rawValue: Int
        /// It was created or moved in.
        static let appeared = Kind(rawValue: 1)
        /// It was deleted.
        static let deleted = Kind(rawValue: 2)
        /// It was moved out or to another name.
        static let movedOut = Kind(rawValue: 4)
        /// Its content was written.
        static let written = Kind(rawValue: 8)
        /// A writer closed it.
        static let closed = Kind(rawValue: 128)
        /// It was created; a file is empty, unless this is another name of an existing one.
        static let made = Kind(rawValue: 256)
        /// It is a folder.
        static let folder = Kind(rawValue: 16)
        /// The watch itself ended, because the folder no longer exists.
        static let ended = Kind(rawValue: 32)
        /// Events were lost. This event belongs to no watch.
        static let lost = Kind(rawValue: 64)
    }

    var watch: Int32
    var name: String
    var kind: Kind
}

/// The result of a request to watch a folder.
enum FolderWatchResult: Sendable, Equatable {
    /// The folder is watched. It has the same number by every path.
    case watching(Int32)
    /// The folder does not exist or cannot be read.
    case unavailable
    /// The system watches no more folders.
    case exhausted
}

/// The system's reports of changes in folders, not including those in subfolders.
protocol FolderNotifier: Sendable {
    /// Readable when there are events.
    var descriptor: Int32 { get }
    /// Watches a folder. An existing watch of it is extended.
    ///
    /// - Parameter content: whether writes to its files are reported; if not, only names that appear and disappear.
    func watch(_ folder: String, content: Bool) -> FolderWatchResult
    /// Stops watching.
    func unwatch(_ watch: Int32)
    /// Some of the pending events, without waiting; empty if there are none.
    func read() -> [FolderEvent]
    /// Releases the system's resources. Call nothing else afterwards.
    func close()
}
