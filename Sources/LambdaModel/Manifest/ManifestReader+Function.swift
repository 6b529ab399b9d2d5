import JSONText
import OrderedCollections

extension ManifestReader {
    /// Reads the keys of a function.
    ///
    /// - Parameter place: the object as the user calls it: `function "hello"`.
    mutating func draft(ofFunction object: JSONNode, as place: String) -> FunctionDraft {
        draft(of: object, as: place, keys: FunctionKeys.all, elsewhere: Self.placesOfRootKeys)
    }

    /// Reads the keys of `defaults`.
    mutating func draft(ofDefaults object: JSONNode, as place: String) -> FunctionDraft {
        var elsewhere = Self.placesOfRootKeys
        for key in FunctionKeys.all where !key.isShared { elsewhere[key.name] = "one function, not to all" }
        return draft(of: object, as: place, keys: FunctionKeys.all.filter(\.isShared), elsewhere: elsewhere)
    }

    private static let placesOfRootKeys = Dictionary(
        uniqueKeysWithValues: RootKeys.all.map { ($0.name, "the top of the file") })

    private mutating func draft(
        of object: JSONNode, as place: String, keys: [any FunctionKeyDeclaration], elsewhere: [String: String]
    ) -> FunctionDraft {
        var draft = FunctionDraft()
        let values = fields(of: object, as: place, keys: keys.map(\.name), elsewhere: elsewhere)
        for key in keys { if let value = values[key.name] { key.read(value, by: &self, into: &draft) } }
        // The file's variables come first, and those of `environment` win.
        if let file = draft.environmentFile {
            let variables = Variables(values: file.variables, fileNames: Set(file.variables.keys))
            draft.environment = .merged(variables, draft.environment)
        }
        if draft.has(\.runtime), let position = draft.position(of: \.image) {
            error("\(place) has both \"runtime\" and \"image\"; keep one of them", at: position)
        }
        for (name, position) in draft.plain ?? [:] where draft.secrets?[name] != nil {
            error("\"\(name)\" is in both \"secrets\" and \"plain\"; keep one of them", at: position)
        }
        return draft
    }

    // MARK: Values

    mutating func runtime(_ node: JSONNode, as name: String) -> LambdaRuntimeIdentifier? {
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

    mutating func image(_ node: JSONNode, as name: String) -> String? {
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
    mutating func handler(_ node: JSONNode, as name: String) -> String? {
        guard let handler = string(node, as: name) else { return nil }
        if handler.contains(where: \.isWhitespace) || handler.unicodeScalars.count > ManifestLimits.handlerLength {
            error(
                "\(name) must be at most \(ManifestLimits.handlerLength) characters without spaces, as in \"app.handler\"",
                at: node.position)
            return nil
        }
        return handler
    }

    mutating func layers(_ node: JSONNode, as name: String) -> [CodeSource]? {
        guard node.kind == .array else {
            error("\(name) must be an array of folders and .zip files, found \(describe(node))", at: node.position)
            return nil
        }
        return node.elements.compactMap { source($0, as: "layer") }
    }

    mutating func credentials(_ node: JSONNode, as name: String) -> Credentials? {
        switch string(node, as: "\(name) (\"none\", \"environment\" or an AWS profile)") {
        case "none": Credentials.none
        case "environment": .environment
        case .some(let profile): .profile(profile)
        case nil: nil
        }
    }

    mutating func architecture(_ node: JSONNode, as name: String) -> Architecture? {
        let names = Architecture.allCases.map(\.rawValue)
        if let architecture = node.string.flatMap(Architecture.init(rawValue:)) { return architecture }
        let synonyms = ["amd64": "x86_64", "x64": "x86_64", "x86-64": "x86_64", "aarch64": "arm64"]
        let meant = node.string.flatMap { synonyms[$0.lowercased()] ?? NearestName.nearest(to: $0, in: names) }
        let hint = meant.map { "; did you mean \"\($0)\"?" } ?? ""
        error("\(name) must be \"x86_64\" or \"arm64\", found \(describe(node))\(hint)", at: node.position)
        return nil
    }

    mutating func watch(_ node: JSONNode, as name: String) -> WatchSetting? {
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
