import Support

/// A position in a file of this machine.
public struct LocalPlace: Hashable, Sendable {
    /// The file's absolute path.
    public var path: String
    /// The line, from 1.
    public var line: Int

    /// A position in a file.
    public init(path: String, line: Int) {
        self.path = path
        self.line = line
    }
}

/// Maps paths in a function's container to files of this machine: `/var/task` is the code's folder, and `/opt` the
/// layer's. Code from a zip, or several merged layers, has no file that the user would edit, or none that could be
/// found without a look at the disk, so it maps to nothing.
public struct CodeMap: Hashable, Sendable {
    private(set) var code: String?
    private(set) var layer: String?
    private(set) var workingFolder: String

    /// The map of a function; files in an image have no place on this machine. ``shown(_:)`` makes paths relative to `workingFolder`.
    public init(code: CodeSource?, layers: [CodeSource] = [], workingFolder: String = "/") {
        if case .folder(let path) = code { self.code = path }
        if layers.count == 1, case .folder(let path) = layers[0] { layer = path }
        self.workingFolder = workingFolder
    }

    /// The map of a manifest's function.
    public init(_ settings: FunctionSettings, workingFolder: String) {
        self.init(code: settings.code, layers: settings.layers, workingFolder: workingFolder)
    }

    /// The same files, seen from a folder.
    public func seen(from folder: String) -> CodeMap {
        var map = self
        map.workingFolder = folder
        return map
    }

    /// The file of this machine for a path in the container; nil for a file of the base image, or one that is not the
    /// user's.
    public func local(_ path: String) -> String? {
        if let rest = Self.rest(of: path, behind: "/var/task/") { return code.map { PathText.join($0, rest) } }
        if let rest = Self.rest(of: path, behind: "/opt/") { return layer.map { PathText.join($0, rest) } }
        return nil
    }

    /// The position on this machine for one in the container.
    public func local(_ location: CodeLocation) -> LocalPlace? {
        local(location.path).map { LocalPlace(path: $0, line: location.line) }
    }

    /// A path as the user would write it: relative to the working folder if it is below it.
    public func shown(_ path: String) -> String { PathText.relative(path, to: workingFolder) }

    /// A line of a stack trace with the container's path replaced by this machine's, and the position that it names.
    /// The range is that of the new path in the new line's UTF-8. Nil for a line without a local position.
    public func localized(_ line: String) -> (line: String, range: Range<Int>, place: LocalPlace)? {
        guard let location = CodeLocation(in: line), let place = local(location) else { return nil }
        let shown = shown(place.path)
        var bytes = Array(line.utf8)
        bytes.replaceSubrange(location.range, with: shown.utf8)
        let start = location.range.lowerBound
        return (String(decoding: bytes, as: UTF8.self), start..<(start + shown.utf8.count), place)
    }

    /// The part of a path after a folder, unless it leads out of the folder.
    private static func rest(of path: String, behind folder: String) -> String? {
        guard path.hasPrefix(folder) else { return nil }
        let rest = String(path.dropFirst(folder.count))
        return rest.split(separator: "/").contains("..") ? nil : rest
    }
}

extension CodeMap: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map([
            "code": code.wire, "layer": layer.wire, "workingFolder": workingFolder.wire,
        ])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        code = try members["code"]
        layer = try members["layer"]
        workingFolder = try members["workingFolder"]
    }
}
