import LambdaModel

/// Reads a compose file whose services run Lambda's base images.
struct ComposeReader {
    private var builder = DraftBuilder(format: "compose file")

    static func isCompose(_ root: SourceNode) -> Bool { root["services"]?.isMap ?? false }

    static func read(_ root: SourceNode, source: ImportSource? = nil) -> ImportDraft {
        var reader = ComposeReader()
        reader.run(root, source)
        return reader.builder.finished()
    }

    private mutating func run(_ root: SourceNode, _ source: ImportSource?) {
        for member in root.members {
            let key = member.key
            if ["services", "version", "name"].contains(key) || key.hasPrefix("x-") { continue }
            if key == "include" {
                noteIncludes(member.value)
                continue
            }
            builder.note(member.line, key, "left out: functions.json has no such setting")
        }
        let members = root["services"]?.members ?? []
        let names = Set(members.map(\.key))
        if source?.isOutside(".env") ?? false { builder.note(nil, ".env", "is not read: it is outside the project") }
        let interpolation = Interpolation(variables: source?.read(".env").map { EnvironmentFile.values($0) } ?? [:])
        let services = members.map { ComposeService($0, interpolation: interpolation, services: names) }
        // The registry is set once for all functions; the first one that is not AWS's counts.
        let registries = services.compactMap { $0.baseImage?.registry }
        let registry = registries.first { $0 != Manifest.publicRegistry }
        let isShared = registry != nil && registries.allSatisfy { $0 == registry }
        if isShared, let registry { builder.setRegistry(registry) }
        var taken: Set<String> = []
        for var service in services {
            guard service.isFunction else {
                builder.note(service.line, service.key, "left out: \(service.reason)")
                continue
            }
            let wanted = service.text(service.variables["AWS_LAMBDA_FUNCTION_NAME"]?.value) ?? service.key
            let name = builder.claimName(wanted, line: service.line)
            service.read(as: name, takesRegistry: { $0 == Manifest.publicRegistry ? !isShared : isShared })
            for note in service.notes { builder.note(note.line, note.subject, note.message) }
            builder.add(service.function, line: service.line, lines: service.lines)
            taken.formUnion(service.fromEnvironmentFile)
        }
        guard !taken.isEmpty else { return }
        builder.note(
            nil, ".env",
            "\(taken.sorted().prefix(8).joined(separator: ", ")) are filled in from it; keep secrets in "
                + "\"environmentFile\"")
    }

    /// Notes other compose files, which are not read.
    private mutating func noteIncludes(_ node: SourceNode) {
        for element in node.elements {
            let paths =
                [element, element["path"]].compactMap { $0?.text }
                + (element["path"]?.elements ?? []).compactMap(\.text)
            for path in paths {
                builder.note(element.line, "include", "\"\(path.prefix(200))\" is not read; import it by itself")
            }
        }
    }
}
