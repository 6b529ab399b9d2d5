/// A folder of saved events, with its subfolders.
public struct EventFolder: Sendable, Hashable {
    /// The folder's absolute path.
    public let path: String

    /// The most levels of subfolders that are read.
    public static let maximumDepth = 8
    /// Folders of packages. Their JSON files are not events.
    private static let packages: Set<String> = ["node_modules", "__pycache__"]

    /// A folder, which need not exist.
    public init(path: String) { self.path = path }

    /// The events in the folder: `*.json`, neither hidden files nor expectations (`*.expected.json`), in natural
    /// order (``SavedEvent/name`` without regard to case, digits by value), then those of its subfolders.
    ///
    /// Hidden folders, folders of packages and symbolic links to folders are left out.
    ///
    /// - Parameter besides: the absolute paths of subfolders that are left out.
    /// - Throws: why a folder could not be read.
    public func list(files: any ManifestFiles, besides: Set<String> = []) throws(FileError) -> [SavedEvent] {
        try content(files: files, besides: besides).events
    }

    /// The events in the folder with their expectations, in the order of ``list(files:besides:)``; and the paths of
    /// expectations without an event. Their event was renamed or deleted, so they would never be checked again.
    ///
    /// - Throws: why a folder could not be read.
    func content(
        files: any ManifestFiles, besides: Set<String> = []
    ) throws(FileError) -> (events: [SavedEvent], strays: [String]) {
        var reading = EventFolderReading(root: path, files: files, besides: besides)
        try reading.read("", depth: 0)
        return (reading.events, reading.strays)
    }

    /// Whether a name is that of an event.
    static func isEvent(_ name: String) -> Bool {
        let lowercase = name.lowercased()
        return !name.hasPrefix(".") && lowercase.hasSuffix(".json") && !lowercase.hasSuffix(EventName.expectationEnding)
    }

    /// Whether the events in a subfolder of that name are listed.
    static func isListed(subfolder name: String) -> Bool { !name.hasPrefix(".") && !packages.contains(name) }
}

/// Reads a folder of events and its subfolders.
private struct EventFolderReading {
    let root: String
    let files: any ManifestFiles
    let besides: Set<String>
    var events: [SavedEvent] = []
    var strays: [String] = []

    init(root: String, files: any ManifestFiles, besides: Set<String>) {
        (self.root, self.files, self.besides) = (root, files, besides)
    }

    /// Reads a subfolder, seen from the root; empty for the root.
    mutating func read(_ folder: String, depth: Int) throws(FileError) {
        let path = folder.isEmpty ? root : PathText.join(root, folder)
        let names: [String]
        do throws(FileError) {
            names = try files.names(inFolder: path)
        } catch {
            // A subfolder that is deleted during the reading counts as deleted before.
            if depth > 0, files.kind(of: path) == nil { return }
            throw error
        }
        var expectations: [String: String] = [:]
        for name in names where !name.hasPrefix(".") && name.lowercased().hasSuffix(EventName.expectationEnding) {
            expectations[String(name.dropLast(EventName.expectationEnding.count))] = PathText.join(path, name)
        }
        var stems: Set<String> = []
        for name in Self.sorted(names.filter(EventFolder.isEvent)) {
            let file = PathText.join(path, name)
            guard let status = files.status(of: file), status.kind == .file else { continue }
            var event = SavedEvent(name: folder.isEmpty ? name : folder + "/" + name, path: file)
            (event.folder, event.stamp) = (folder, status.stamp)
            event.expectation = expectations[event.fileStem].flatMap { path in
                files.status(of: path).map { ExpectationFile(path: path, stamp: $0.stamp) }
            }
            stems.insert(event.fileStem)
            events.append(event)
        }
        strays += expectations.filter { !stems.contains($0.key) }.values.sorted { NaturalOrder.precedes($0, $1) }
        guard depth < EventFolder.maximumDepth else { return }
        for name in Self.sorted(names.filter(EventFolder.isListed)) {
            let subfolder = PathText.join(path, name)
            guard !besides.contains(subfolder), let status = files.status(of: subfolder), status.kind == .folder,
                // A link may lead in a circle, or out of the folder.
                !status.isLink
            else { continue }
            try read(folder.isEmpty ? name : folder + "/" + name, depth: depth + 1)
        }
    }

    private static func sorted(_ names: [String]) -> [String] {
        names.map { (name: $0, key: NaturalOrder.Key($0)) }
            .sorted { NaturalOrder.precedes($0.key, $1.key) }
            .map(\.name)
    }
}
