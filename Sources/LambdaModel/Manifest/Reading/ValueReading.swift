import JSONText

/// Texts that must follow a rule.
enum ManifestText {
    /// The name of an image.
    static func image(_ node: JSONNode, as name: String, by reader: inout ManifestReader) -> String? {
        guard let image = reader.string(node, as: name) else { return nil }
        if image.contains("://") {
            reader.error("\(name) must be an image name without \"https://\"", at: node.position)
            return nil
        }
        if image.contains(where: \.isWhitespace) {
            reader.error("\(name) \"\(image)\" has a space in it", at: node.position)
            return nil
        }
        return image
    }

    /// AWS: at most 128 characters without white space (CreateFunction's `Handler`).
    static func handler(_ node: JSONNode, as name: String, by reader: inout ManifestReader) -> String? {
        guard let handler = reader.string(node, as: name) else { return nil }
        if handler.contains(where: \.isWhitespace) || handler.unicodeScalars.count > ManifestLimits.handlerLength {
            reader.error(
                "\(name) must be at most \(ManifestLimits.handlerLength) characters without spaces, as in \"app.handler\"",
                at: node.position)
            return nil
        }
        return handler
    }
}

extension Credentials {
    static func read(_ node: JSONNode, as name: String, by reader: inout ManifestReader) -> Credentials? {
        switch reader.string(node, as: "\(name) (\"none\", \"environment\" or an AWS profile)") {
        case "none": Credentials.none
        case "environment": .environment
        case .some(let profile): .profile(profile)
        case nil: nil
        }
    }
}

extension WatchSetting {
    static func read(_ node: JSONNode, as name: String, by reader: inout ManifestReader) -> WatchSetting? {
        if let isOn = node.bool { return isOn ? .on : .off }
        guard node.kind == .array else {
            reader.error(
                "\(name) must be true, false or an array of globs to ignore, found \(reader.describe(node))",
                at: node.position
            )
            return nil
        }
        return .ignoring(node.elements.compactMap { reader.string($0, as: "a glob to ignore") })
    }
}
