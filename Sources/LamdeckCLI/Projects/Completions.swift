import ArgumentParser
import HostLink
import LambdaModel

extension CompletionKind {
    /// The functions of the manifest.
    static var functions: CompletionKind {
        .custom { words, place, _ in ProjectNames(words, place, in: .process).functions }
    }

    /// The saved events of the function that the words name; files if it has none.
    static var events: CompletionKind { .custom { words, place, _ in ProjectNames(words, place, in: .process).events } }
}

/// The names that a shell completes, read from the manifest that the command line names. Prints nothing if there is no
/// manifest: the message would appear inside the line that the user is typing.
struct ProjectNames {
    /// The words before the one that is being completed.
    private let words: [String]
    private let manifest: Manifest?

    /// - Parameter place: the index of the word that is being completed.
    init(_ words: [String], _ place: Int, in context: CommandContext) {
        self.words = Array(words.prefix(max(0, place)))
        let path = try? ManifestLocator.find(
            Self.file(self.words), from: context.folder, files: LocalFiles())
        manifest = path.flatMap {
            ManifestLoader.load(path: $0, environment: context.environment, files: LocalFiles()).manifest
        }
    }

    var functions: [String] { manifest?.functions.map(\.name) ?? [] }

    var events: [String] {
        let function = words.reversed().lazy.compactMap { manifest?.function(named: $0) }.first
        let names = (try? function?.savedEvents(files: LocalFiles()).map(\.name)) ?? []
        // The shell writes them to the terminal as they are.
        return names.filter { PlainText.line($0) == $0 }
    }

    /// The value of `--file`, as the user wrote it so far.
    private static func file(_ words: [String]) -> String? {
        for (word, next) in zip(words, words.dropFirst()) where word == "--file" { return next }
        return words.first { $0.hasPrefix("--file=") }.map { String($0.dropFirst("--file=".count)) }
    }
}
