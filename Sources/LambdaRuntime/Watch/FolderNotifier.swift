/// Something that the system tells about a watched folder.
struct FolderEvent: Sendable {
    /// What happened to `name`.
    struct Kind: OptionSet, Sendable {
        let rawValue: Int
        /// It came to be, by being made or by being moved in.
        static let appeared = Kind(rawValue: 1)
        /// It was deleted.
        static let deleted = Kind(rawValue: 2)
        /// It was moved out or to another name.
        static let movedOut = Kind(rawValue: 4)
        /// Its content was written.
        static let written = Kind(rawValue: 8)
        /// A writer closed it.
        static let closed = Kind(rawValue: 128)
        /// It was made, and is empty unless it is another name of a file.
        static let made = Kind(rawValue: 256)
        /// It is a folder.
        static let folder = Kind(rawValue: 16)
        /// The watch itself ended, for the folder is gone.
        static let ended = Kind(rawValue: 32)
        /// Events were lost; it belongs to no watch.
        static let lost = Kind(rawValue: 64)
    }

    var watch: Int32
    var name: String
    var kind: Kind
}

/// What came of asking for a folder to be watched.
enum FolderWatchResult: Sendable, Equatable {
    /// It is; the same folder always has the same number, by whatever path.
    case watching(Int32)
    /// There is no such folder, or none that may be read.
    case unavailable
    /// The system watches no more folders.
    case exhausted
}

/// The system's way to tell of changes in folders, without those in folders inside of them.
protocol FolderNotifier: Sendable {
    /// Readable when there are events.
    var descriptor: Int32 { get }
    /// Watches a folder, in addition to how it is watched already.
    ///
    /// - Parameter content: whether writes to the files in it are told; if not, only which names come and go.
    func watch(_ folder: String, content: Bool) -> FolderWatchResult
    /// Stops watching.
    func unwatch(_ watch: Int32)
    /// Events that are there, without waiting; empty where there are none. Not all of them at once.
    func read() -> [FolderEvent]
    /// Gives everything back to the system. Nothing is asked of it afterwards.
    func close()
}
