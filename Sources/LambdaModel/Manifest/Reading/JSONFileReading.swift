import JSONText

/// A JSON file that the manifest names.
enum ContextFile {
    /// The full path of a file with a JSON object. Mistakes in the file are reported at their own lines.
    static func read(_ node: JSONNode, as name: String, by reader: inout ManifestReader) -> String? {
        object(node, as: name, by: &reader)?.path
    }

    /// The full path of a file with the public keys of an issuer: a JSON Web Key Set (RFC 7517, section 5).
    static func readKeySet(_ node: JSONNode, as name: String, by reader: inout ManifestReader) -> String? {
        guard let file = object(node, as: name, by: &reader) else { return nil }
        guard file.root["keys"]?.kind == .array else {
            let message = "the file is not a JSON Web Key Set: it has no array \"keys\""
            report(message, in: file.path, at: file.root.position, node, &reader)
            return nil
        }
        return file.path
    }

    private static func object(
        _ node: JSONNode, as name: String, by reader: inout ManifestReader
    ) -> (path: String, root: JSONNode)? {
        guard let path = LocalPath.read(node, as: name, by: &reader) else { return nil }
        let text: [UInt8]
        do throws(FileError) {
            text = try reader.files.read(path.full)
        } catch {
            reader.error("\(name) \"\(path.written)\" cannot be read: \(error.reason)", at: node.position)
            return nil
        }
        do throws(JSONError) {
            let root = try JSONDocument(text).root
            if root.kind == .object { return (path.full, root) }
            let message = "the file must hold an object, found \(reader.describe(root))"
            report(message, in: path.full, at: root.position, node, &reader)
        } catch {
            report(error.message, in: path.full, at: error.position, node, &reader)
        }
        return nil
    }

    private static func report(
        _ message: String, in path: String, at position: JSONPosition, _ node: JSONNode,
        _ reader: inout ManifestReader
    ) {
        reader.problems.report(.error, message, file: path, at: position, anchor: node.byteRange.lowerBound)
    }
}
