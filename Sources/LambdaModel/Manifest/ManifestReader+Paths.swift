import JSONText

extension ManifestReader {
    /// A folder or zip archive.
    mutating func source(_ node: JSONNode, as name: String) -> CodeSource? {
        guard let (written, path) = existing(node, as: name) else { return nil }
        switch files.kind(of: path) {
        case .folder:
            return .folder(path)
        case .file where path.lowercased().hasSuffix(".zip"):
            return .zip(path)
        case .file, .other, nil:
            error("\(name) \"\(written)\" is neither a folder nor a .zip file", at: node.position)
            return nil
        }
    }

    /// A folder.
    mutating func folder(_ node: JSONNode, as name: String) -> String? {
        guard let (written, path) = existing(node, as: name) else { return nil }
        guard files.kind(of: path) == .folder else {
            error("\(name) \"\(written)\" is not a folder", at: node.position)
            return nil
        }
        return path
    }

    /// A path to something that is there, as written and in full.
    mutating func existing(_ node: JSONNode, as name: String) -> (written: String, path: String)? {
        guard let written = string(node, as: name) else { return nil }
        let full = PathText.join(folder, written)
        if files.kind(of: full) != nil { return (written, full) }
        if written.hasPrefix("~") {
            error("\(name) \"\(written)\": ~ is not expanded; write the path in full", at: node.position)
        } else {
            let hint = similarPath(to: full, written: written)
            error("\(name) \"\(written)\" does not exist\(hint ?? " (looked for \(full))")", at: node.position)
        }
        return nil
    }

    /// `; did you mean "…"?`, where a path that differs in one part is there.
    private func similarPath(to path: String, written: String) -> String? {
        let parts = path.split(separator: "/").map(String.init)
        var parent = "/"
        for (index, part) in parts.enumerated() {
            let next = PathText.join(parent, part)
            if files.kind(of: next) != nil {
                parent = next
                continue
            }
            guard let names = try? files.names(inFolder: parent).sorted(),
                let nearest = NearestName.nearest(to: part, in: names)
            else { return nil }
            let similar = ([PathText.join(parent, nearest)] + parts[(index + 1)...]).joined(separator: "/")
            guard files.kind(of: similar) != nil else { return nil }
            let shown = written.hasPrefix("/") ? similar : PathText.relative(similar, to: folder)
            return "; did you mean \"\(shown)\"?"
        }
        return nil
    }
}
