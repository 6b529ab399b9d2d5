import Foundation
import LambdaModel

/// A name for the state of a function's code: it tells whether two invocations ran the same.
public enum CodeHash {
    /// The most files that are looked at.
    public static let maximumFiles = 50_000

    /// A hash of the relative paths, sizes and times of change of all files of the code and its layers, in their order.
    /// Python's compiled files (`__pycache__`) are left out, since running the function makes them. Reads the folders,
    /// so it may take some tenths of a second: not for an actor that others wait for.
    ///
    /// - Returns: 16 digits; nil where a folder cannot be read, or where there are more than `limit` files and folders.
    public static func of(code: CodeSource, layers: [CodeSource] = [], limit: Int = maximumFiles) -> String? {
        var lines: [String] = []
        for (number, source) in ([code] + layers).enumerated() {
            lines.append("source \(number)")
            switch source {
            case .folder(let path):
                // A link to a folder is followed; links inside are not.
                let root = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
                guard add(root, "", &lines, limit: limit) else { return nil }
            case .zip(let path):
                guard let line = line(URL(fileURLWithPath: path).resolvingSymlinksInPath().path, "") else { return nil }
                lines.append(line.text)
            }
        }
        return String(Digest.of(lines.joined(separator: "\0")).prefix(16))
    }

    /// Adds a line for each file below a folder; false where that is not possible.
    private static func add(_ folder: String, _ prefix: String, _ lines: inout [String], limit: Int) -> Bool {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return false }
        // By their bytes: other orders depend on the locale.
        for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) where name != "__pycache__" {
            let path = "\(folder)/\(name)"
            // One that goes while we look is as good as gone before.
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
