import JSONText
import OrderedCollections

extension ManifestReader {
    /// Reads the keys of a function or of `defaults`.
    ///
    /// - Parameter place: the object as the user calls it: `function "hello"`.
    mutating func draft(
        of object: JSONNode, as place: String, keys: [FunctionKey], elsewhere: [String: String]
    ) -> FunctionDraft {
        var draft = FunctionDraft()
        for (key, member) in fields(of: object, as: place, keys: keys, elsewhere: elsewhere) {
            draft.positions[key] = member.value.position
            read(key, member.value, into: &draft)
        }
        if draft.has(.runtime), draft.has(.image), let position = draft.positions[.image] {
            error("\(place) has both \"runtime\" and \"image\"; keep one of them", at: position)
        }
        for (name, position) in draft.plain where draft.secrets[name] != nil {
            error("\"\(name)\" is in both \"secrets\" and \"plain\"; keep one of them", at: position)
        }
        return draft
    }

    private mutating func read(_ key: FunctionKey, _ node: JSONNode, into draft: inout FunctionDraft) {
        let name = "\"\(key.rawValue)\""
        switch key {
        case .runtime: draft.runtime = runtime(node, as: name)
        case .image: draft.image = image(node, as: name)
        case .handler: draft.handler = handler(node, as: name)
        case .code: draft.code = source(node, as: name)
        case .layers: draft.layers = layers(node, as: name)
        case .events: draft.events = folder(node, as: name)
        case .environment: draft.variables = environment(node, as: name)
        case .environmentFile:
            if let (path, variables) = environmentFile(node, as: name) {
                draft.environmentFile = path
                draft.fileVariables = variables
                draft.fileVariableNames = Set(variables.keys)
            }
        case .secrets: draft.secrets = variableNames(node, as: name)
        case .plain: draft.plain = variableNames(node, as: name)
        case .credentials: draft.credentials = credentials(node, as: name)
        case .memorySize: draft.memorySize = integer(node, as: name, in: ManifestLimits.memorySize, unit: " of MB")
        case .timeout: draft.timeout = integer(node, as: name, in: ManifestLimits.timeout, unit: " of seconds")
        case .ephemeralStorage:
            draft.ephemeralStorage = integer(node, as: name, in: ManifestLimits.ephemeralStorage, unit: " of MB")
        case .architecture: draft.architecture = architecture(node, as: name)
        case .port: draft.port = port(node, as: name)
        case .concurrency: draft.concurrency = integer(node, as: name, in: ManifestLimits.concurrency, unit: "")
        case .watch: draft.watch = watch(node, as: name)
        case .spare: draft.spare = bool(node, as: name)
        }
    }

    private mutating func runtime(_ node: JSONNode, as name: String) -> LambdaRuntimeIdentifier? {
        guard let identifier = string(node, as: name) else { return nil }
        guard let runtime = LambdaRuntimeIdentifier.named(identifier) else {
            // Those that AWS still supports first, so that a hint never leads to an old one without need.
            let all = LambdaRuntimeIdentifier.all
            let supported = all.filter { !$0.isDeprecated(on: today) && !$0.isPreview }
            let names = (supported + all).map(\.identifier)
            let hint = NearestName.hint(identifier, in: names)
            let advice = "; for Go, Rust, Swift and others use \"provided.al2023\", or name an \"image\""
            error("unknown runtime \"\(identifier)\"\(hint.isEmpty ? advice : hint)", at: node.position)
            return nil
        }
        if let end = runtime.deprecation, runtime.isDeprecated(on: today) {
            let successor = successor(of: runtime).map { "; AWS now offers \"\($0.identifier)\"" } ?? ""
            warning("AWS ended \"\(identifier)\" on \(end): no more security patches\(successor)", at: node.position)
        } else if runtime.isPreview {
            warning("\"\(identifier)\" is a preview, which AWS changes without notice", at: node.position)
        }
        return runtime
    }

    private func successor(of runtime: LambdaRuntimeIdentifier) -> LambdaRuntimeIdentifier? {
        let family: LambdaRuntimeIdentifier.Family = runtime.family == .go ? .provided : runtime.family
        return LambdaRuntimeIdentifier.all.first {
            $0.family == family && !$0.isPreview && !$0.isDeprecated(on: today)
        }
    }

    private mutating func image(_ node: JSONNode, as name: String) -> String? {
        guard let image = string(node, as: name) else { return nil }
        if image.contains("://") {
            error("\(name) must be an image name without \"https://\"", at: node.position)
            return nil
        }
        if image.contains(where: \.isWhitespace) {
            error("\(name) \"\(image)\" has a space in it", at: node.position)
            return nil
        }
        return image
    }

    /// AWS: at most 128 characters without white space (CreateFunction's `Handler`).
    private mutating func handler(_ node: JSONNode, as name: String) -> String? {
        guard let handler = string(node, as: name) else { return nil }
        if handler.contains(where: \.isWhitespace) || handler.unicodeScalars.count > ManifestLimits.handlerLength {
            error(
                "\(name) must be at most \(ManifestLimits.handlerLength) characters without spaces, as in \"app.handler\"",
                at: node.position)
            return nil
        }
        return handler
    }

    private mutating func layers(_ node: JSONNode, as name: String) -> [CodeSource]? {
        guard node.kind == .array else {
            error("\(name) must be an array of folders and .zip files, found \(describe(node))", at: node.position)
            return nil
        }
        return node.elements.compactMap { source($0, as: "layer") }
    }

    private mutating func credentials(_ node: JSONNode, as name: String) -> Credentials? {
        switch string(node, as: "\(name) (\"none\", \"environment\" or an AWS profile)") {
        case "none": Credentials.none
        case "environment": .environment
        case .some(let profile): .profile(profile)
        case nil: nil
        }
    }

    private mutating func architecture(_ node: JSONNode, as name: String) -> Architecture? {
        let names = Architecture.allCases.map(\.rawValue)
        if let architecture = node.string.flatMap(Architecture.init(rawValue:)) { return architecture }
        let synonyms = ["amd64": "x86_64", "x64": "x86_64", "x86-64": "x86_64", "aarch64": "arm64"]
        let meant = node.string.flatMap { synonyms[$0.lowercased()] ?? NearestName.nearest(to: $0, in: names) }
        let hint = meant.map { "; did you mean \"\($0)\"?" } ?? ""
        error("\(name) must be \"x86_64\" or \"arm64\", found \(describe(node))\(hint)", at: node.position)
        return nil
    }

    private mutating func watch(_ node: JSONNode, as name: String) -> WatchSetting? {
        if let isOn = node.bool { return isOn ? .on : .off }
        guard node.kind == .array else {
            error(
                "\(name) must be true, false or an array of globs to ignore, found \(describe(node))", at: node.position
            )
            return nil
        }
        return .ignoring(node.elements.compactMap { string($0, as: "a glob to ignore") })
    }
}
