import Foundation
import LambdaModel

/// A name for the state of a function's code: it shows whether two invocations ran the same code.
public enum CodeHash {
    /// The most files to read.
    public static let maximumFiles = 50_000

    /// A hash of the relative paths, sizes and modification times of all files of the code and its layers, in their
    /// order. Python's compiled files (`__pycache__`) are left out, since running the function creates them. Reading
    /// the folders may take some tenths of a second, so do not call it on an actor that others wait for.
    ///
    /// - Returns: 16 digits; nil if a folder cannot be read, or if there are more than `limit` files and folders.
    public static func of(code: CodeSource, layers: [CodeSource] = [], limit: Int = maximumFiles) -> String? {
        var lines: [String] = []
        for (number, source) in ([code] + layers).enumerated() {
            lines.append("source \(number)")
            switch source {
            case .folder(let path):
                // The root may be a link to a folder; links inside it are not followed.
                let root = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
                guard add(root, "", &lines, limit: limit) else { return nil }
            case .zip(let path):
                guard let line = line(URL(fileURLWithPath: path).resolvingSymlinksInPath().path, "") else { return nil }
                lines.append(line.text)
            }
        }
        return String(Digest.of(lines.joined(separator: "\0")).prefix(16))
    }

    /// Adds a line for each file below a folder; returns false if that fails.
    private static func add(_ folder: String, _ prefix: String, _ lines: inout [String], limit: Int) -> Bool {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return false }
        // Sort by bytes: other orders depend on the locale.
        for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) where name != "__pycache__" {
            let path = "\(folder)/\(name)"
            // A file that is deleted during the reading counts as deleted before.
            guard let found = line(path, prefix + name) else { continue }
            guard lines.count <= limit else { return false }
            lines.append(found.text)
            guard !found.isFolder || add(path, "\(prefix)\(name)/", &lines, limit: limit) else { return false }
        }
        return true
    }

    private static func line(_ path: String, _ name: String) -> (text: String, isFolder: Bool)? {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { return nil }
        switch attributes[.type] as? FileAttributeType {
        case .typeDirectory?: return ("\(name)/", true)
        case .typeSymbolicLink?:
            let target = (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) ?? ""
            return ("\(name) -> \(target)", false)
        default:
            let size = attributes[.size] as? Int ?? 0
            let time = (attributes[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
            return ("\(name) \(size) \(time)", false)
        }
    }
}
