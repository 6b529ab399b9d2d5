import JSONText

/// Reads `functions.json`, reporting all mistakes at once.
public enum ManifestLoader {
    /// The environment variable that overrides `registry`.
    public static let registryVariable = "LAMDECK_REGISTRY"

    /// Reads a manifest's text.
    ///
    /// - Parameters:
    ///   - text: the file's bytes.
    ///   - path: its absolute path. Relative paths in the text begin at its folder.
    ///   - environment: lamdeck's own environment; only ``registryVariable`` is read.
    ///   - files: the file system with the code, layers, events and `.env` files.
    ///   - today: the day that decides which runtimes are deprecated.
    /// - Returns: the manifest, nil if there is an error; and all problems in the order of the file.
    public static func load(
        text: [UInt8], path: String, environment: [String: String], files: any ManifestFiles,
        today: CalendarDay = .today
    ) -> (manifest: Manifest?, problems: [ManifestProblem]) {
        var reader = ManifestReader(files: files, path: path, today: today)
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(text)
        } catch {
            reader.error(error.message, at: error.position)
            return (nil, reader.problems.all)
        }
        let manifest = Manifest.read(document.root, registryOverride: environment[registryVariable], by: &reader)
        return (reader.problems.haveErrors ? nil : manifest, reader.problems.all)
    }

    /// Reads the manifest at an absolute path; see ``load(text:path:environment:files:today:)``.
    public static func load(
        path: String, environment: [String: String], files: any ManifestFiles, today: CalendarDay = .today
    ) -> (manifest: Manifest?, problems: [ManifestProblem]) {
        let text: [UInt8]
        do throws(FileError) {
            text = try files.read(path)
        } catch {
            var reader = ManifestReader(files: files, path: path, today: today)
            reader.error("the file cannot be read: \(error.reason)", at: JSONPosition(offset: 0, line: 1, column: 1))
            return (nil, reader.problems.all)
        }
        return load(text: text, path: path, environment: environment, files: files, today: today)
    }
}
