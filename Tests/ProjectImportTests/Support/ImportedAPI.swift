import JSONText
import ProjectImport
import Testing

extension Imported {
    /// The value of `api` in the written file, on one line; `none` if there is none.
    var api: String {
        guard let root = try? JSONDocument(draft.text).root["api"] else { return "none" }
        return compact(root)
    }

    /// The value of `url` of a function in the written file, on one line; `none` if there is none.
    func url(_ function: String) -> String {
        guard let root = try? JSONDocument(draft.text).root["functions"]?[function]?["url"] else { return "none" }
        return compact(root)
    }
}

/// JSON on one line, as ``Imported/api`` has it.
func compact(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    compact(try #require(try? JSONDocument(text), "not JSON: \(text)", sourceLocation: sourceLocation).root)
}

private func compact(_ node: JSONNode) -> String {
    var writer = JSONWriter()
    writer.raw(node)
    return writer.text
}

/// The line of a text that contains these words, 1-based.
func line(of words: String, in text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Int {
    let index = text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.contains(words) }
    return try #require(index, "no line has \(words)", sourceLocation: sourceLocation) + 1
}
