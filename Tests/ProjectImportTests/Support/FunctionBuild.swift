import LambdaModel
import OrderedCollections

/// A build of a draft in words: `COMMAND in FOLDER of WATCHED…`.
struct FunctionBuild {
    let text: String

    init(_ value: WrittenValue) {
        switch value {
        case .text(let command): text = "\(command) in . of default"
        case .object(let members):
            func word(_ key: String) -> String? { if case .text(let text)? = members[key] { text } else { nil } }
            let watch = if case .list(let list)? = members["watch"] { list.joined(separator: " ") } else { "default" }
            text = "\(word("command") ?? "") in \(word("directory") ?? ".") of \(watch)"
        case .number, .flag, .list, .variables: text = "no build"
        }
    }
}
