import LambdaModel
import OrderedCollections

/// Checks one function against the rules of `functions.json`.
struct DraftCheck {
    var function: DraftFunction
    let line: Int
    let lines: [String: Int]
    private(set) var notes: [ImportNote] = []
    private(set) var isUsable = true

    init(function: DraftFunction, line: Int, lines: [String: Int]) {
        self.function = function
        self.line = line
        self.lines = lines
    }

    mutating func note(_ key: String, _ message: String) {
        notes.append(ImportNote(line: lines[key] ?? line, subject: "\(function.name): \(key)", message: message))
    }

    private mutating func refuse(_ key: String, _ why: String) {
        isUsable = false
        notes.append(
            ImportNote(line: lines[key] ?? line, subject: function.name, message: "the function is left out: \(why)"))
    }

    mutating func run() {
        checkRuntime()
        guard isUsable else { return }
        if !function.isContainerImage {
            checkHandler()
            checkCode()
        }
        checkVariables()
        checkNumbers()
        checkArchitecture()
    }

    private mutating func checkRuntime() {
        if function.isContainerImage, function.image == nil {
            return refuse("image", "its code is in a container image, and the file does not name it")
        }
        if let image = function.image {
            function.runtime = nil
            if image.isEmpty || image.contains("://") || image.contains(where: \.isWhitespace) {
                refuse("image", "\"\(image)\" is not an image name")
            }
            return
        }
        guard let runtime = function.runtime else { return refuse("runtime", "no runtime is given") }
        guard LambdaRuntimeIdentifier.named(runtime) == nil else { return }
        let all = LambdaRuntimeIdentifier.all.map(\.identifier)
        let near = NearestName.nearest(to: runtime, in: all).map { "; did you mean \"\($0)\"?" } ?? ""
        refuse("runtime", "there is no base image of the runtime \"\(runtime)\"\(near)")
    }

    private mutating func checkHandler() {
        let family = function.runtime.flatMap(LambdaRuntimeIdentifier.named)?.family
        guard let handler = function.handler, !handler.isEmpty else {
            switch family {
            case .provided, .go: function.handler = "bootstrap"
            case .nodejs, .python, .java, .dotnet, .ruby, nil: refuse("handler", "no handler is given")
            }
            return
        }
        if handler.contains(where: \.isWhitespace) || handler.unicodeScalars.count > 128 {
            refuse("handler", "the handler is invalid: use at most 128 characters without spaces")
        }
    }

    private mutating func checkCode() {
        if let code = function.code, code.isEmpty || code.contains("\0") || code.contains("://") {
            note("code", "\"\(code)\" is not a folder on this machine: put the code into code/\(function.name)")
            function.code = nil
        } else if function.code == nil, !function.isCodeTold {
            note("code", "the file does not say where the code is: put it into code/\(function.name)")
        }
        for layer in function.layers where layer.isEmpty || layer.contains("\0") || layer.contains("://") {
            note("layers", "\"\(layer)\" is left out: it is not a folder on this machine")
            function.layers.removeAll { $0 == layer }
        }
    }

    private mutating func checkVariables() {
        for (name, value) in function.environment {
            let key = "environment.\(name)"
            if ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"].contains(name) {
                note(key, "left out: keys do not belong in functions.json; see \"credentials\"")
            } else if let (severity, message) = VariableName.objection(to: name), severity == .error {
                note(key, "left out: \(message)")
            } else if value.utf8.contains(0) {
                note(key, "left out: its value has a NUL character")
            } else {
                continue
            }
            function.environment[name] = nil
        }
    }

    private mutating func checkArchitecture() {
        guard let name = function.architecture else { return }
        let synonyms = ["amd64": "x86_64", "aarch64": "arm64"]
        guard let architecture = Architecture(rawValue: synonyms[name] ?? name) else {
            note("architecture", "\"\(name)\" is left out: Lambda has x86_64 and arm64")
            function.architecture = nil
            return
        }
        function.architecture = architecture.rawValue
        let runtime = function.runtime.flatMap(LambdaRuntimeIdentifier.named)
        if let runtime, !runtime.architectures.contains(architecture) {
            note("architecture", "\(architecture.rawValue) is left out: \(runtime.identifier) has no such image")
            function.architecture = nil
        }
    }

    private mutating func checkNumbers() {
        for (key, limits) in FunctionKeys.limits {
            guard case .number(let number) = function.values[key], !limits.range.contains(number) else { continue }
            let message = limits.unit.isEmpty ? "" : " \(limits.unit)"
            let range = "\(limits.range.lowerBound) to \(limits.range.upperBound)"
            note(key, "\(number) is left out: Lambda takes \(range)\(message)")
            function.values[key] = nil
        }
    }
}
