import JSONText

/// A path in the manifest to something that is there.
struct LocalPath {
    /// As in the manifest.
    let written: String
    /// In full.
    let full: String

    static func read(_ node: JSONNode, as name: String, by reader: inout ManifestReader) -> LocalPath? {
        guard let written = reader.string(node, as: name) else { return nil }
        let full = PathText.join(reader.folder, written)
        if reader.files.kind(of: full) != nil { return LocalPath(written: written, full: full) }
        if written.hasPrefix("~") {
            reader.error("\(name) \"\(written)\": ~ is not expanded; write the path in full", at: node.position)
        } else {
            let hint = similar(to: full, written: written, reader)
            reader.error("\(name) \"\(written)\" does not exist\(hint ?? " (looked for \(full))")", at: node.position)
        }
        return nil
    }

    /// The full path of a folder.
    static func readFolder(_ node: JSONNode, as name: String, by reader: inout ManifestReader) -> String? {
        guard let path = read(node, as: name, by: &reader) else { return nil }
        guard reader.files.kind(of: path.full) == .folder else {
            reader.error("\(name) \"\(path.written)\" is not a folder", at: node.position)
            return nil
        }
        return path.full
    }

    /// `; did you mean "…"?`, if a path that differs in one part is there.
    private static func similar(to path: String, written: String, _ reader: ManifestReader) -> String? {
        let parts = path.split(separator: "/").map(String.init)
        var parent = "/"
        for (index, part) in parts.enumerated() {
            let next = PathText.join(parent, part)
            if reader.files.kind(of: next) != nil {
                parent = next
                continue
            }
            guard let names = try? reader.files.names(inFolder: parent).sorted(),
                let nearest = NearestName.nearest(to: part, in: names)
            else { return nil }
            let similar = ([PathText.join(parent, nearest)] + parts[(index + 1)...]).joined(separator: "/")
            guard reader.files.kind(of: similar) != nil else { return nil }
            let shown = written.hasPrefix("/") ? similar : PathText.relative(similar, to: reader.folder)
            return "; did you mean \"\(shown)\"?"
        }
        return nil
    }
}

extension CodeSource {
    /// A folder or zip archive.
    static func read(_ node: JSONNode, as name: String, by reader: inout ManifestReader) -> CodeSource? {
        if reader.isCodeBuilt, let built = unbuilt(node, reader) { return built }
        return existing(node, as: name, by: &reader)
    }

    private static func existing(_ node: JSONNode, as name: String, by reader: inout ManifestReader) -> CodeSource? {
        guard let path = LocalPath.read(node, as: name, by: &reader) else { return nil }
        switch reader.files.kind(of: path.full) {
        case .folder:
            return .folder(path.full)
        case .file where path.full.lowercased().hasSuffix(".zip"):
            return .zip(path.full)
        case .file, .other, nil:
            reader.error("\(name) \"\(path.written)\" is neither a folder nor a .zip file", at: node.position)
            return nil
        }
    }

    /// The code that a build has not made yet; nil if something is at the path.
    private static func unbuilt(_ node: JSONNode, _ reader: ManifestReader) -> CodeSource? {
        guard let written = node.string, written.contains(where: { !$0.isWhitespace }), !written.hasPrefix("~") else {
            return nil
        }
        let full = PathText.join(reader.folder, written)
        guard reader.files.kind(of: full) == nil else { return nil }
        return full.lowercased().hasSuffix(".zip") ? .zip(full) : .folder(full)
    }

    /// The folders and zip archives of layers.
    static func readLayers(_ node: JSONNode, as name: String, by reader: inout ManifestReader) -> [CodeSource]? {
        guard node.kind == .array else {
            reader.error(
                "\(name) must be an array of folders and .zip files, found \(reader.describe(node))", at: node.position)
            return nil
        }
        return node.elements.compactMap { existing($0, as: "layer", by: &reader) }
    }
}
