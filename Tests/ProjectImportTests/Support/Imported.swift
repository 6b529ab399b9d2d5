import LambdaModel
import ProjectImport
import Testing

/// A draft, and the result of loading its text with lamdeck's own reader.
struct Imported {
    let draft: ImportDraft
    let manifest: Manifest?
    let problems: [String]

    /// Imports a text and loads the result, in a folder that contains all code, layers and `.env` files.
    init(_ text: String, parameters: [String: String] = [:]) throws {
        draft = try ProjectImporter.read(Array(text.utf8), parameters: parameters)
        (manifest, problems) = Self.load(draft)
    }

    /// Imports a text in a folder with these files, like the command, and loads the result there.
    init(
        _ text: String, as name: String = "/p/file.yaml", parameters: [String: String] = [:],
        with files: [String: String], links: [String: String] = [:]
    )
        throws
    {
        var folder = ProjectFolder(Dictionary(uniqueKeysWithValues: files.map { ("/p/" + $0.key, $0.value) }))
        folder.links = Dictionary(uniqueKeysWithValues: links.map { ("/p/" + $0.key, $0.value) })
        let source = name.split(separator: "/").dropLast().map { "/" + $0 }.joined()
        let read = try ProjectImporter.read(
            Array(text.utf8), parameters: parameters,
            source: ImportSource(
                folder: source, name: name.split(separator: "/").last.map(String.init), files: folder))
        draft = read.relocated(from: source, to: "/p").checked(manifest: "/p/functions.json", files: folder)
        (manifest, problems) = Self.load(draft, in: folder)
    }

    /// Loads a draft in a folder with these files.
    static func load(_ draft: ImportDraft, in folder: ProjectFolder) -> (Manifest?, [String]) {
        var written = folder
        for path in draft.folders { written.add("/p/\(path)/") }
        for file in draft.files { written.add("/p/\(file.path)", file.text) }
        guard !draft.functions.isEmpty else { return (nil, []) }
        let (manifest, problems) = ManifestLoader.load(
            text: Array(draft.text.utf8), path: "/p/functions.json", environment: [:], files: written,
            today: CalendarDay(2026, 1, 1))
        return (manifest, problems.map(\.description))
    }

    static func load(_ draft: ImportDraft) -> (Manifest?, [String]) {
        var files = ProjectFolder()
        for function in draft.functions {
            for path in ([function.code].compactMap { $0 }) + function.layers {
                files.add((path.hasPrefix("/") ? path : "/p/" + path) + (path.hasSuffix(".zip") ? "" : "/"))
            }
            if let file = function.environmentFile { files.add("/p/\(file)") }
        }
        for folder in draft.folders { files.add("/p/\(folder)/") }
        for file in draft.files { files.add("/p/\(file.path)", file.text) }
        let (manifest, problems) = ManifestLoader.load(
            text: Array(draft.text.utf8), path: "/p/functions.json", environment: [:], files: files,
            today: CalendarDay(2026, 1, 1))
        return (manifest, problems.map(\.description))
    }

    /// The notes as shown to the user.
    var notes: [String] { draft.notes.map { $0.description(file: "f") } }

    func function(_ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> DraftFunction {
        try #require(draft.functions.first { $0.name == name }, sourceLocation: sourceLocation)
    }

    func file(_ path: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        try #require(draft.files.first { $0.path == path }, sourceLocation: sourceLocation).text
    }

    /// The notes that contain all these words.
    func notes(_ words: String...) -> [String] {
        notes.filter { note in words.allSatisfy { note.contains($0) } }
    }

    /// Whether a note on that line contains all these words.
    func hasNote(_ line: Int?, _ words: String...) -> Bool {
        draft.notes.contains { note in
            note.line == line && words.allSatisfy { note.description(file: "f").contains($0) }
        }
    }
}

/// The error for a text that cannot be imported; nil if it can.
func refusal(_ text: String) -> String? {
    do throws(ImportError) {
        _ = try ProjectImporter.read(Array(text.utf8))
        return nil
    } catch {
        return error.description(file: "f")
    }
}
