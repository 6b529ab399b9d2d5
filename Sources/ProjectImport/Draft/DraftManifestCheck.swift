import JSONText
import LambdaModel
import OrderedCollections

extension ImportDraft {
    /// This draft, with everything that lamdeck's own reader would refuse replaced by notes, so that the result loads.
    ///
    /// - Parameters:
    ///   - manifest: the absolute path of the `functions.json` to write.
    ///   - files: access to the code, layers and `.env` files.
    public func checked(manifest: String, files: any ManifestFiles) -> ImportDraft {
        var check = DraftManifestCheck(draft: self, manifest: manifest, files: files)
        check.run()
        var result = check.draft
        guard result.notes.count != notes.count else { return result }
        result.notes = NoteMerge.merged(result.notes, functions: Set(functions.map(\.name))).enumerated()
            .sorted { ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset) }
            .map(\.element)
        return result
    }
}

/// Loads the text of a draft as lamdeck will, and removes what is refused.
private struct DraftManifestCheck {
    var draft: ImportDraft
    let manifest: String
    let files: any ManifestFiles

    private var folder: String { RelativePath.clean(manifest + "/..") }

    mutating func run() {
        // Removing a value may cause the next error: first a handler is invalid, then it is missing.
        for _ in 0..<4 {
            let errors = errors()
            if errors.isEmpty { return }
            correct(errors)
        }
        let rest = errors()
        for place in rest.compactMap(\.function) { remove(place, "lamdeck cannot load it") }
        for index in Set(rest.compactMap(\.api?.api)).sorted(by: >) { removeAPI(index, "lamdeck cannot load it") }
    }

    private struct Mistake {
        var message: String
        var function: String?
        var key: String?
        /// The index in a list.
        var element: Int?
        /// The variable of `environment`.
        var variable: String?
        /// The `.env` file with the error.
        var file: String?
        /// The part of an API.
        var api: DraftAPIPart?
    }

    private func errors() -> [Mistake] {
        guard !draft.functions.isEmpty, let root = try? JSONDocument(draft.text).root else { return [] }
        let overlay = DraftOverlay(draft: draft, folder: folder, files: files)
        let problems = ManifestLoader.load(
            text: Array(draft.text.utf8), path: manifest, environment: [:], files: overlay
        ).problems.filter { $0.severity == .error }
        return problems.map { problem in
            guard problem.path == manifest else {
                return Mistake(message: problem.description, key: "environmentFile", file: problem.path)
            }
            let offset = problem.position.offset
            if let part = DraftAPIPart(root, at: offset, in: draft) {
                return Mistake(message: problem.message, api: part)
            }
            let function = root["functions"].flatMap { Self.member($0, at: offset) }
            let key = function.flatMap { Self.member($0.value, at: offset) }
            let element = key.flatMap { Array($0.value.elements).firstIndex { $0.byteRange.contains(offset) } }
            let variable = key?.key == "environment" ? key.flatMap { Self.member($0.value, at: offset)?.key } : nil
            return Mistake(
                message: problem.message, function: function?.key, key: key?.key, element: element, variable: variable)
        }
    }

    private static func member(_ node: JSONNode, at offset: Int) -> JSONMember? {
        node.members.first { $0.keyPosition.offset <= offset && offset < $0.value.byteRange.upperBound }
    }

    private mutating func correct(_ mistakes: [Mistake]) {
        var layers: [String: Set<Int>] = [:]
        // The last mistakes first: the indices of lists and of APIs stay true.
        for mistake in mistakes.reversed() {
            if let part = mistake.api { correct(part, mistake.message) }
        }
        for mistake in mistakes where mistake.api == nil {
            if let file = mistake.file {
                dropEnvironmentFile(file, mistake.message)
            } else if let name = mistake.function {
                if mistake.key == "layers", let element = mistake.element {
                    layers[name, default: []].insert(element)
                    note(name, "layers", "left out: \(mistake.message)")
                } else if let variable = mistake.variable, let index = index(name) {
                    drop(index, "environment.\(variable)", mistake.message) { $0.environment[variable] = nil }
                } else {
                    correct(name, mistake.key, mistake.message)
                }
            } else if draft.registry != nil {
                draft.registry = nil
                draft.notes.append(
                    ImportNote(line: nil, subject: "registry", message: "left out: \(mistake.message)"))
            }
        }
        for (name, elements) in layers {
            guard let index = index(name) else { continue }
            draft.functions[index].layers = draft.functions[index].layers.enumerated()
                .filter { !elements.contains($0.offset) }.map(\.element)
        }
    }

    private mutating func correct(_ part: DraftAPIPart, _ message: String) {
        guard draft.apis.indices.contains(part.api) else { return }
        guard let note = draft.apis[part.api].remove(part, message) else { return removeAPI(part.api, message) }
        draft.notes.append(note)
        if draft.apis[part.api].settings.routes.isEmpty { removeAPI(part.api, "no route of it is left") }
    }

    private mutating func removeAPI(_ index: Int, _ why: String) {
        guard draft.apis.indices.contains(index) else { return }
        let place = draft.apis.remove(at: index).place
        draft.notes.append(
            ImportNote(line: place.line, subject: place.subject, message: "the API is left out: \(why)"))
    }

    private mutating func correct(_ name: String, _ key: String?, _ message: String) {
        guard let index = index(name) else { return }
        switch key {
        case "code": replaceCode(index, message)
        case let key? where !FunctionKeys.neededNames.contains(key):
            drop(index, key, message) { $0.values[key] = nil }
        default: remove(name, message)
        }
    }

    private mutating func drop(
        _ index: Int, _ key: String, _ message: String, _ change: (inout DraftFunction) -> Void
    ) {
        change(&draft.functions[index])
        note(draft.functions[index].name, key, "left out: \(message)")
    }

    /// Replaces missing code by an empty folder: its own one if that is inside the project, otherwise `code/NAME`.
    private mutating func replaceCode(_ index: Int, _ message: String) {
        let function = draft.functions[index]
        let code = function.code ?? ""
        if isFolderToCome(code) {
            if !draft.folders.contains(code) { draft.folders.append(code) }
            return note(
                function.name, "code", "\(message); it gets an empty folder: build the code, or put it there")
        }
        let own = "code/\(function.name)"
        guard code != own else { return remove(function.name, message) }
        draft.functions[index].code = own
        if !draft.folders.contains(own) { draft.folders.append(own) }
        note(
            function.name, "code",
            "\(message); \"\(own)\" takes its place, an empty folder: put the code there, or correct \"code\"")
    }

    /// Whether a folder can be created there inside the project.
    private func isFolderToCome(_ path: String) -> Bool {
        let parts = path.split(separator: "/")
        guard !path.isEmpty, !path.hasPrefix("/"), !path.hasPrefix("~"), !parts.contains(".."),
            !path.contains("\0"), !path.contains("$"), parts.allSatisfy({ $0.utf8.count < 256 }),
            !["zip", "jar", "war"].contains(path.lowercased().split(separator: ".").last ?? "")
        else { return false }
        var place = folder
        for part in parts {
            place = place == "/" ? "/\(part)" : "\(place)/\(part)"
            switch files.kind(of: place) {
            case .folder: continue
            case .file, .other: return false
            case nil: return true
            }
        }
        return false
    }

    private mutating func dropEnvironmentFile(_ file: String, _ message: String) {
        for index in draft.functions.indices {
            guard let path = draft.functions[index].environmentFile,
                RelativePath.clean(path.hasPrefix("/") ? path : folder + "/" + path) == file
            else { continue }
            drop(index, "environmentFile", message) { $0.environmentFile = nil }
        }
    }

    private mutating func remove(_ name: String, _ why: String) {
        guard let index = index(name) else { return }
        let line = draft.functions[index].line
        draft.functions.remove(at: index)
        draft.folders.removeAll { $0 == "code/\(name)" }
        draft.files.removeAll { $0.path.hasPrefix("events/\(name)/") || $0.path.hasPrefix("code/\(name)/") }
        draft.notes.append(ImportNote(line: line, subject: name, message: "the function is left out: \(why)"))
        for index in draft.apis.indices.reversed() {
            draft.notes += draft.apis[index].removeUses(of: name)
            if draft.apis[index].settings.routes.isEmpty { removeAPI(index, "no route of it is left") }
        }
    }

    private mutating func note(_ name: String, _ key: String, _ message: String) {
        let function = index(name).map { draft.functions[$0] }
        draft.notes.append(
            ImportNote(line: function?.lines[key] ?? function?.line, subject: "\(name): \(key)", message: message))
    }

    private func index(_ name: String) -> Int? { draft.functions.firstIndex { $0.name == name } }
}

/// The files as they are after the draft is written.
private struct DraftOverlay: ManifestFiles {
    private let base: any ManifestFiles
    private var texts: [String: [UInt8]] = [:]
    private var folders: Set<String> = []

    init(draft: ImportDraft, folder: String, files: any ManifestFiles) {
        base = files
        for path in draft.folders { add(folder: RelativePath.clean("\(folder)/\(path)")) }
        for file in draft.files {
            let path = RelativePath.clean("\(folder)/\(file.path)")
            texts[path] = Array(file.text.utf8)
            add(folder: RelativePath.clean(path + "/.."))
        }
    }

    private mutating func add(folder: String) {
        var folder = folder
        while folder != "/", folders.insert(folder).inserted { folder = RelativePath.clean(folder + "/..") }
    }

    func kind(of path: String) -> FileKind? {
        if texts[path] != nil { return .file }
        return folders.contains(path) ? .folder : base.kind(of: path)
    }

    func read(_ path: String) throws(FileError) -> [UInt8] {
        if let text = texts[path] { return text }
        return try base.read(path)
    }

    func names(inFolder path: String) throws(FileError) -> [String] { try base.names(inFolder: path) }

    func realPath(_ path: String) -> String { base.realPath(path) }
}
