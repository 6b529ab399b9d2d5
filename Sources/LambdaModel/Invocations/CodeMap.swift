/// A place in a file of this machine.
public struct LocalPlace: Hashable, Sendable {
    /// The file's absolute path.
    public var path: String
    /// The line, from 1.
    public var line: Int

    /// A place in a file.
    public init(path: String, line: Int) {
        self.path = path
        self.line = line
    }
}

/// Where the files of a function's container come from on this machine: `/var/task` is its code's folder, and `/opt`
/// its layer's. What was unpacked from a zip or merged of several layers has no file that a person would edit, or none
/// that could be told without a look at the disk, and so it leads nowhere.
public struct CodeMap: Hashable, Sendable {
    private var code: String?
    private var layer: String?
    private var workingFolder: String

    /// The map of a function; paths are shown as seen from a folder.
    public init(code: CodeSource, layers: [CodeSource] = [], workingFolder: String = "/") {
        if case .folder(let path) = code { self.code = path }
        if layers.count == 1, case .folder(let path) = layers[0] { layer = path }
        self.workingFolder = workingFolder
    }

    /// The map of a manifest's function.
    public init(_ settings: FunctionSettings, workingFolder: String) {
        self.init(code: settings.code, layers: settings.layers, workingFolder: workingFolder)
    }

    /// The file of this machine that a path in the container stands for; nil for one of the base image's own, or one
    /// that is no file of the person's.
    public func local(_ path: String) -> String? {
        if let rest = Self.rest(of: path, behind: "/var/task/") { return code.map { PathText.join($0, rest) } }
        if let rest = Self.rest(of: path, behind: "/opt/") { return layer.map { PathText.join($0, rest) } }
        return nil
    }

    /// The place on this machine that a text leads to.
    public func local(_ location: CodeLocation) -> LocalPlace? {
        local(location.path).map { LocalPlace(path: $0, line: location.line) }
    }

    /// A path as a person would write it: seen from the working folder where it lies below it.
    public func shown(_ path: String) -> String { PathText.relative(path, to: workingFolder) }

    /// A line of a stack trace with the container's path replaced by this machine's, and where it leads. The range is
    /// that of the new path in the new line's UTF-8. Nil for a line that leads nowhere.
    public func lead(_ line: String) -> (line: String, range: Range<Int>, place: LocalPlace)? {
        guard let location = CodeLocation(in: line), let place = local(location) else { return nil }
        let shown = shown(place.path)
        var bytes = Array(line.utf8)
        bytes.replaceSubrange(location.range, with: shown.utf8)
        let start = location.range.lowerBound
        return (String(decoding: bytes, as: UTF8.self), start..<(start + shown.utf8.count), place)
    }

    /// What is behind a folder, unless it climbs out of it.
    private static func rest(of path: String, behind folder: String) -> String? {
        guard path.hasPrefix(folder) else { return nil }
        let rest = String(path.dropFirst(folder.count))
        return rest.split(separator: "/").contains("..") ? nil : rest
    }
}
