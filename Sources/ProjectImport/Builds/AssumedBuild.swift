import LambdaModel
import OrderedCollections

/// A build that lamdeck derives from the files of a project. Paths are relative to the folder of the other paths of the
/// draft.
struct AssumedBuild: Equatable {
    /// The command, for `sh -c`.
    var command: String
    /// Where it runs; empty for the folder of the draft.
    var folder: String
    /// The files and folders whose changes run it; empty for the default.
    var watch: [String] = []
    /// The folder or zip that it makes.
    var code: String
    /// What it is assumed from: `package.json's script build`.
    var source: String
    /// What the user has to know besides.
    var remark: String?

    /// Says what was assumed.
    var note: String {
        "assumed from \(source): \(command); the code is \(code) then" + (remark.map { "; \($0)" } ?? "")
    }

    /// Makes it the build of a function.
    func apply(to function: inout DraftFunction) {
        function.code = code
        let here = BuildFiles.isRoot(folder)
        guard !here || !watch.isEmpty else {
            function.build = .text(command)
            function.comments["build"] = "assumed from \(source)"
            return
        }
        var members: OrderedDictionary<String, WrittenValue> = ["command": .text(command)]
        if !watch.isEmpty { members["watch"] = .list(watch) }
        if !here { members["directory"] = .text(folder) }
        function.build = .object(members)
        function.comments["build"] = "assumed from \(source)"
    }
}

extension WrittenValue {
    /// This build with its paths changed. A build without a folder runs in the folder of functions.json, so it gets one
    /// if `folder` is not that.
    func movingBuild(folder: String, _ moved: (String) -> String) -> WrittenValue {
        var members: OrderedDictionary<String, WrittenValue>
        switch self {
        case .text(let command): members = ["command": .text(command)]
        case .object(let object): members = object
        case .number, .flag, .list, .variables: return self
        }
        if case .list(let paths)? = members["watch"] { members["watch"] = .list(paths.map(moved)) }
        if case .text(let path)? = members["directory"] {
            members["directory"] = .text(moved(path))
        } else {
            members["directory"] = .text(folder)
        }
        return .object(members)
    }
}

/// The processor for which a build makes code, in the words of other tools.
enum BuildProcessor {
    /// A word for `x86_64`, one for `arm64`, and one for the engine's own, as a shell expands it.
    private static func word(_ architecture: String?, _ intel: String, _ arm: String, own: String) -> String {
        switch architecture.flatMap(Architecture.init) {
        case .x86_64: intel
        case .arm64: arm
        case nil: own
        }
    }

    /// For Go's `GOARCH`.
    static func go(_ architecture: String?) -> String {
        word(architecture, "amd64", "arm64", own: "$(uname -m | sed 's/x86_64/amd64/;s/aarch64/arm64/')")
    }

    /// For the tags of Python's wheels.
    static func wheel(_ architecture: String?) -> String {
        word(architecture, "x86_64", "aarch64", own: "$(uname -m | sed 's/arm64/aarch64/')")
    }

    /// For .NET's runtime identifiers.
    static func dotnet(_ architecture: String?) -> String {
        word(architecture, "linux-x64", "linux-arm64", own: "linux-$(uname -m | sed 's/x86_64/x64/;s/aarch64/arm64/')")
    }

    /// For `cargo lambda build`, with a space before it.
    static func cargo(_ architecture: String?) -> String {
        word(
            architecture, " --x86-64", " --arm64",
            own: " $(uname -m | sed 's/x86_64/--x86-64/;s/aarch64/--arm64/;s/^arm64/--arm64/')")
    }
}
