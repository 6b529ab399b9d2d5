import JSONText

extension LambdaRuntimeIdentifier {
    static func read(
        _ node: JSONNode, as name: String, by reader: inout ManifestReader
    ) -> LambdaRuntimeIdentifier? {
        guard let identifier = reader.string(node, as: name) else { return nil }
        guard let runtime = LambdaRuntimeIdentifier.named(identifier) else {
            // Those that AWS still supports first, so that a hint never leads to an old one without need.
            let all = LambdaRuntimeIdentifier.all
            let supported = all.filter { !$0.isDeprecated(on: reader.today) && !$0.isPreview }
            let names = (supported + all).map(\.identifier)
            let hint = NearestName.hint(identifier, in: names)
            let advice = "; for Go, Rust, Swift and others use \"provided.al2023\", or name an \"image\""
            reader.error("unknown runtime \"\(identifier)\"\(hint.isEmpty ? advice : hint)", at: node.position)
            return nil
        }
        if let end = runtime.deprecation, runtime.isDeprecated(on: reader.today) {
            let successor = runtime.successor(on: reader.today).map { "; AWS now offers \"\($0.identifier)\"" } ?? ""
            reader.warning(
                "AWS ended \"\(identifier)\" on \(end): no more security patches\(successor)", at: node.position)
        } else if runtime.isPreview {
            reader.warning("\"\(identifier)\" is a preview, which AWS changes without notice", at: node.position)
        }
        return runtime
    }

    /// The runtime to use instead of one that AWS has ended.
    private func successor(on today: CalendarDay) -> LambdaRuntimeIdentifier? {
        let family: LambdaRuntimeIdentifier.Family = self.family == .go ? .provided : self.family
        return LambdaRuntimeIdentifier.all.first {
            $0.family == family && !$0.isPreview && !$0.isDeprecated(on: today)
        }
    }
}

extension Architecture {
    static func read(_ node: JSONNode, as name: String, by reader: inout ManifestReader) -> Architecture? {
        let names = Architecture.allCases.map(\.rawValue)
        if let architecture = node.string.flatMap(Architecture.init(rawValue:)) { return architecture }
        let synonyms = ["amd64": "x86_64", "x64": "x86_64", "x86-64": "x86_64", "aarch64": "arm64"]
        let meant = node.string.flatMap { synonyms[$0.lowercased()] ?? NearestName.nearest(to: $0, in: names) }
        let hint = meant.map { "; did you mean \"\($0)\"?" } ?? ""
        reader.error(
            "\(name) must be \"x86_64\" or \"arm64\", found \(reader.describe(node))\(hint)", at: node.position)
        return nil
    }
}
