import LambdaModel
import OrderedCollections
import Support

/// A container image that holds a function, as another tool's file describes it.
struct DraftImage {
    /// How the image is built.
    struct Build {
        /// The folder that is sent to the engine, relative to the imported file.
        var context = "."
        /// The Dockerfile, relative to the context; nil for the standard name.
        var file: String?
        var target: String?
        var arguments: OrderedDictionary<String, String> = [:]

        /// The command that makes an image of a name.
        func command(_ image: String) -> String {
            var words = ["docker", "build", "-t", image]
            if let file { words += ["-f", file.hasPrefix("/") ? file : RelativePath.clean("\(context)/\(file)")] }
            if let target { words += ["--target", target] }
            for (name, value) in arguments { words += ["--build-arg", "\(name)=\(value)"] }
            return (words + [context]).map(ShellText.quoted).joined(separator: " ")
        }
    }

    /// The name; nil if none is known.
    var name: String?
    /// Nil if the image is not built here.
    var build: Build?
    var config = ImageConfig()

    /// The same image with another configuration.
    func with(_ config: ImageConfig) -> DraftImage { DraftImage(name: name, build: build, config: config) }

    /// The repository and the tag that `sam build` gives the image of a function.
    static func name(of function: String, tag: String?) -> String {
        let words = function.lowercased().split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
        let repository = words.isEmpty ? "function" : words.joined(separator: "-")
        return "\(repository):\(tag ?? "latest")"
    }

    /// Replaces the runtime and the code of a function by this image.
    ///
    /// - Returns: a note about the build; nil if there is none.
    func apply(to function: inout DraftFunction) -> String? {
        function.isContainerImage = true
        (function.runtime, function.handler, function.code, function.layers) = (nil, nil, nil, [])
        function.image = name
        if config != ImageConfig() { function.imageConfig = config.written }
        guard let build, let name else { return nil }
        let command = build.command(name)
        function.build = .object(["command": .text(command), "watch": .list([build.context])])
        let source = build.file ?? "Dockerfile"
        function.comments["build"] = "assumed from \(source)"
        return "assumed from \(source): \(command)"
    }
}
