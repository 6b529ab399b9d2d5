import LambdaModel
import OrderedCollections

/// Reads the properties of one function of a template.
struct FunctionProperties: TemplateValueReading {
    let id: String
    let line: Int
    let isSAM: Bool
    var scope: TemplateScope
    var builder: DraftBuilder
    var function: DraftFunction
    /// Lines of properties, by their keys in `functions.json`.
    var lines: [String: Int] = [:]
    var source: ImportSource?
    var assets = CloudAssets(nil)
    /// The folder or zip that CDK or SAM created for the code.
    var asset: String?
    private var inlineCode: SourceNode?
    /// The `Metadata` that says how the code is built.
    var buildMetadata: SourceNode?
    /// The image, if the code is in one.
    var image: DraftImage?

    init(id: String, name: String, line: Int, isSAM: Bool, scope: TemplateScope, builder: DraftBuilder) {
        self.id = id
        self.line = line
        self.isSAM = isSAM
        self.scope = scope
        self.builder = builder
        function = DraftFunction(name: name)
    }

    mutating func note(_ line: Int, _ subject: String, _ message: String) {
        builder.note(line, "\(function.name): \(subject)", message)
    }

    mutating func read(_ properties: SourceNode) {
        for member in properties.members {
            if member.value.isNull {
                note(member.line, member.key, "left out: it is empty (null), which CloudFormation rejects")
            } else {
                read(member.key, member.value, at: member.line)
            }
        }
        if let asset { useAsset(asset) }
        if let inlineCode { writeInlineCode(inlineCode) }
        if let image { if let text = image.apply(to: &function) { note(line, "build", text) } } else { assumeBuild() }
        let added = builder.add(function, line: line, lines: lines)
        // Without the function its events would be useless files.
        if added, let events = properties["Events"], isSAM { readEvents(events) }
    }

    private mutating func read(_ key: String, _ node: SourceNode, at line: Int) {
        switch key {
        case "FunctionName", "Description", "Tags": break
        case "Events" where isSAM: break
        case "Handler": setting("handler", line) { $0.function.handler = $0.text(key, node) }
        case "Runtime": setting("runtime", line) { $0.function.runtime = $0.text(key, node) }
        case "MemorySize": setting("memorySize", line) { $0.function.memorySize = $0.int(key, node) }
        case "Timeout": setting("timeout", line) { $0.function.timeout = $0.int(key, node) }
        case "CodeUri", "Code": readCode(key, node, at: line)
        case "InlineCode": inlineCode = node
        case "ImageUri": readImageName(key, node)
        case "ImageConfig": image = (image ?? DraftImage()).with(imageConfig(node))
        case "PackageType": if text(key, node) == "Image" { image = image ?? DraftImage() }
        case "EphemeralStorage": readStorage(node, at: line)
        case "Architectures": readArchitecture(node, at: line)
        case "Environment": readEnvironment(node)
        case "Layers": readLayers(node)
        case "FunctionUrlConfig" where isSAM:
            setting("url", line) { $0.function.url = $0.urlSettings(key, node)?.writtenIfAny }
        case Intrinsic.transform.rawValue: note(line, key, Transforms.reason(node))
        default: note(line, key, "left out: \(LeftOut.reason(key))")
        }
    }

    private mutating func setting(_ key: String, _ line: Int, _ read: (inout FunctionProperties) -> Void) {
        lines[key] = line
        read(&self)
    }

    static let buildAdvice = "sam build creates its code: build, then import .aws-sam/build/template.yaml"

    /// Whether `sam build` created the template; then its paths lead to the built code.
    var isBuilt: Bool { source?.folder.split(separator: "/").contains(".aws-sam") ?? false }

    mutating func readSurroundings(_ key: String, _ node: SourceNode) {
        if node["BuildMethod"] != nil {
            buildMetadata = node
        } else {
            image = builtImage(node, of: id, assets) ?? image
        }
    }

    private mutating func readStorage(_ node: SourceNode, at line: Int) {
        lines["ephemeralStorage"] = line
        guard let value = value("EphemeralStorage", line, { scope throws(Unresolved) in try scope.resolve(node) }),
            let size = value["Size"]
        else { return }
        function.ephemeralStorage = int("EphemeralStorage", size)
    }

    private mutating func readArchitecture(_ node: SourceNode, at line: Int) {
        lines["architecture"] = line
        guard let list = value("Architectures", line, { scope throws(Unresolved) in try scope.list(node) }),
            let first = list.first
        else { return }
        function.architecture = text("Architectures", first)
    }

    private mutating func readEnvironment(_ node: SourceNode) {
        guard
            let variables = value(
                "Environment", node.line,
                { scope throws(Unresolved) in
                    guard let variables = try scope.resolve(node)["Variables"] else { throw .noValue }
                    return try scope.resolve(variables)
                })
        else { return }
        for member in variables.members {
            let key = "environment.\(member.key)"
            lines[key] = member.line
            if member.key == Intrinsic.transform.rawValue {
                note(member.line, key, "left out: \(Transforms.reason(member.value))")
                continue
            }
            if let text = text(key, member.value) { function.environment[member.key] = text }
        }
    }

    private mutating func writeInlineCode(_ node: SourceNode) {
        guard function.code == nil, let text = text("InlineCode", node) else { return }
        // AWS stores it in a file of this name (CloudFormation's reference, AWS::Lambda::Function Code, "ZipFile").
        guard let runtime = function.runtime, runtime.hasPrefix("nodejs") || runtime.hasPrefix("python") else {
            return note(
                node.line, "InlineCode", "left out: only Node.js and Python functions can have code in a template")
        }
        let folder = "code/\(function.name)"
        builder.addFile("\(folder)/index.\(runtime.hasPrefix("nodejs") ? "js" : "py")", text)
        function.code = folder
    }

    /// Reads the name of an image. That of an image which is built here may be known only at deployment.
    private mutating func readImageName(_ key: String, _ node: SourceNode) {
        if image?.build == nil { image = DraftImage(name: text(key, node), config: image?.config ?? ImageConfig()) }
    }

    private mutating func readCode(_ key: String, _ node: SourceNode, at line: Int) {
        lines["code"] = line
        guard asset == nil else { return }
        guard let value = value(key, line, { scope throws(Unresolved) in try scope.resolve(node) }) else { return }
        if value.text != nil {
            guard let path = text(key, node) else { return }
            if RelativePath.isLocal(path) {
                function.code = RelativePath.clean(path)
            } else {
                noteCode(line, key, "the code is at \(path.prefix(200)), not on this machine")
            }
        } else if let zip = value["ZipFile"] {
            inlineCode = zip
        } else if let uri = value["ImageUri"] {
            readImageName("Code.ImageUri", uri)
        } else if let path = (value["S3Key"] ?? value["Key"])?.text.flatMap({ assets.path(key: $0) }) {
            useAsset(path)
        } else {
            noteCode(line, key, "the code is in S3")
        }
    }

    private mutating func noteCode(_ line: Int, _ key: String, _ why: String) {
        note(line, key, "left out: \(why); put it into code/\(function.name)")
        function.isCodeTold = true
    }

    /// Uses code that CDK copied next to the template.
    private mutating func useAsset(_ path: String) {
        let place = assets.place(path)
        if assets.isElsewhere(place) {
            return noteCode(
                lines["code"] ?? line, "code",
                "\"\(place.prefix(200))\", which its asset names, is outside the project")
        }
        function.code = place
        guard assets.isCopy(place) else { return }
        builder.noteOnce(
            "asset", lines["code"] ?? line, "\(function.name): code",
            "\"\(path.prefix(200))\" is a copy by cdk synth; to see edits at once, set \"code\" to the folder of the "
                + "source")
    }
}
