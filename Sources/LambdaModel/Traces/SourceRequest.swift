/// The question for the source lines around a failing line: the files to try, in order.
public struct SourceRequest: Hashable, Sendable {
    /// A frame, with the files that it can mean.
    public struct Place: Hashable, Sendable {
        /// Absolute paths of this machine, or of the host's machine; the first one that exists is the file.
        public var paths: [String]
        /// The frame.
        public var frame: StackFrame

        /// A frame and its files.
        public init(paths: [String], frame: StackFrame) {
            self.paths = paths
            self.frame = frame
        }
    }

    /// The most frames that are tried.
    static let mostPlaces = 8

    /// The frames, the innermost one first; at least one.
    public var places: [Place]
    /// The folders outside of which nothing is read: a source map can name any file.
    public var roots: [String]
    /// When the call began, seconds since 1970: a file that was saved later may differ from what ran. Nil for a failed
    /// start.
    public var calledAt: Double?

    /// The question for a trace; nil if no frame can be a file of this machine.
    public init?(_ trace: StackTrace, _ map: CodeMap, calledAt: Double? = nil) {
        let places = trace.shown.lazy.map { Place(paths: map.candidates($0), frame: $0) }.filter { !$0.paths.isEmpty }
        self.places = Array(places.prefix(Self.mostPlaces))
        roots = map.sourceRoots
        self.calledAt = calledAt
        guard !self.places.isEmpty else { return nil }
    }

    /// The question for a position that a build names; nil if its folder is not known.
    ///
    /// - Parameter directory: the folder in which the build runs.
    public init?(_ location: BuildLocation, in directory: String?, _ map: CodeMap) {
        guard let place = location.place(in: directory, map) else { return nil }
        let frame = StackFrame(.other, path: place.path, line: location.line, column: location.column)
        places = [Place(paths: [place.path], frame: frame)]
        roots = [PathText.folder(of: place.path)]
        calledAt = nil
    }

    /// Whether a file is in one of the roots.
    public func allows(_ path: String) -> Bool {
        let path = PathText.join("/", path)
        return roots.contains { path.hasPrefix($0 + "/") }
    }
}

extension SourceRequest {
    /// The files that a source of a map can be, the most likely first.
    ///
    /// - Parameters:
    ///   - source: the source as the map names it.
    ///   - folder: the folder of the map.
    public func paths(of source: String, mapIn folder: String) -> [String] {
        let name = FrameReader.cleaned(source[...])
        let isRelative = !source.contains("://") && !source.hasPrefix("/")
        // The folder of a relative source is known; a bundler's own scheme and another machine's paths are matched by
        // their ends.
        var found = isRelative ? [PathText.join(folder, source)] : []
        let parts = PathText.join("/", name).split(separator: "/").map(String.init)
        for count in stride(from: min(parts.count, 6), to: 0, by: -1) {
            for root in roots where count > 1 || parts.count == 1 {
                found.append(root + "/" + parts.suffix(count).joined(separator: "/"))
            }
        }
        var seen: Set<String> = []
        return found.filter { allows($0) && seen.insert($0).inserted }
    }

    /// A source as it is shown if it has no file: without a bundler's scheme.
    public static func name(of source: String) -> String { FrameReader.cleaned(source[...]) }
}
