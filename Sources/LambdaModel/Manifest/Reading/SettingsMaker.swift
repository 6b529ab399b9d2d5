import JSONText
import OrderedCollections

/// Makes the settings of all functions from what was read, with the defaults filled in.
struct SettingsMaker {
    let functions: [NamedDraft]
    let registry: String

    /// Settings with ports: the configured ones, otherwise the next ones from 9000 that the manifest does not use.
    func settings(_ ports: inout ManifestPorts, by reader: inout ManifestReader) -> [FunctionSettings] {
        VariableNames.check(functions, by: &reader)
        let names = Set(functions.map(\.name))
        return functions.compactMap { function in
            guard var settings = settings(of: function, by: &reader) else { return nil }
            // Names of functions are on every screen: `AUTH_FUNCTION` names one and holds no secret.
            settings.plain.formUnion(settings.environment.filter { names.contains($0.value) }.keys)
            settings.secrets.subtract(settings.plain)
            if settings.port == nil { settings.resolvedPort = ports.next(from: ManifestPorts.firstOfFunctions) }
            return settings
        }
    }

    /// Nil if a required setting is missing or wrong; the reader has reported that.
    private func settings(of function: NamedDraft, by reader: inout ManifestReader) -> FunctionSettings? {
        guard function.isObject else { return nil }
        let draft = function.draft
        function.check(by: &reader)
        let image = draft.runtime.map { "\(registry)/\($0.image)" } ?? draft.image
        guard let image, draft.isContainerImage || (draft.handler != nil && draft.code != nil) else { return nil }
        let events = EventFolders.standard(of: function.name, code: draft.code, folder: reader.folder)
        var settings = FunctionSettings(
            name: function.name, runtime: draft.runtime, image: image, handler: draft.handler, code: draft.code,
            resolvedPort: 0)
        settings.defaultEventsFolders = events
        settings.otherEventsFolders = Set(
            functions.filter { $0.name != function.name }.compactMap { other in
                guard other.draft.code != nil || other.draft.isContainerImage else { return nil }
                return EventFolders.standard(of: other.name, code: other.draft.code, folder: reader.folder).first
            })
        settings.eventsFolder = events.first { reader.files.kind(of: $0) == .folder }
        for key in FunctionKeys.all { key.store(draft, in: &settings) }
        settings.build?.completeWatch(
            code: draft.code, at: draft.position(of: \.build) ?? function.position, by: &reader)
        return settings
    }
}

extension NamedDraft {
    /// Reports missing settings, those that AWS does not offer, and those that Lambda refuses on deployment.
    fileprivate func check(by reader: inout ManifestReader) {
        if draft.isContainerImage { checkImage(by: &reader) } else { checkPresence(by: &reader) }
        checkHandler(by: &reader)
        checkArchitecture(by: &reader)
        checkQuotas(by: &reader)
    }

    private func checkPresence(by reader: inout ManifestReader) {
        var missing: [String] = []
        if !draft.choosesImage { missing.append("\"runtime\" (or \"image\")") }
        if !draft.has(\.handler) {
            let example = draft.runtime?.family.handlerExample ?? "app.handler"
            missing.append("\"handler\" (such as \"\(example)\")")
        }
        if !draft.has(\.code) { missing.append("\"code\" (a folder or .zip file)") }
        if let config = draft.position(of: \.imageConfig) {
            let way = draft.has(\.runtime) ? "a runtime's image" : "an image with \"code\""
            reader.error(
                "\"imageConfig\" is for an \"image\" that holds the code; \(way) is started with \"handler\"",
                at: config)
        }
        guard !missing.isEmpty else { return }
        reader.error("function \"\(name)\" needs \(missing.joined(separator: ", "))", at: position)
    }

    /// Reports settings that an image with the code in it does not have.
    private func checkImage(by reader: inout ManifestReader) {
        if let position = draft.position(of: \.handler) {
            let handler = draft.handler ?? "app.handler"
            reader.error(
                "function \"\(name)\" has \"handler\" but no \"code\": if its image holds the code, write "
                    + "\"imageConfig\": {\"command\": [\"\(handler)\"]} or leave the handler to the image; if not, add \"code\"",
                at: position)
        }
        if let position = draft.position(of: \.layers) {
            reader.error(
                "Lambda adds no layers to an image: copy their files into the image, at /opt", at: position)
        }
        if let position = draft.position(of: \.snapStart), draft.snapStart == true {
            reader.error("Lambda has no SnapStart for images", at: position)
        }
    }

    private func checkHandler(by reader: inout ManifestReader) {
        guard let family = draft.runtime?.family, family.handlerNeedsDot, let handler = draft.handler,
            !handler.contains("."), let position = draft.position(of: \.handler)
        else { return }
        reader.warning(
            "handler \"\(handler)\" has no dot; write file and function, as in \"\(family.handlerExample)\"",
            at: position)
    }

    /// Reports settings that work here but that Lambda refuses on deployment
    /// (docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
    private func checkQuotas(by reader: inout ManifestReader) {
        let bytes = draft.variables.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        if bytes > ManifestLimits.environmentBytes {
            let position = draft.position(of: \.environment) ?? draft.position(of: \.environmentFile)
            reader.warning(
                "function \"\(name)\" has \(bytes) bytes of variables, names and values together; Lambda's limit "
                    + "is \(ManifestLimits.environmentBytes)",
                at: position ?? self.position)
        }
        if let count = draft.layers?.count, count > ManifestLimits.layers {
            reader.warning(
                "function \"\(name)\" has \(count) layers; Lambda's limit is \(ManifestLimits.layers)",
                at: draft.position(of: \.layers) ?? self.position)
        }
    }

    private func checkArchitecture(by reader: inout ManifestReader) {
        guard let runtime = draft.runtime, let architecture = draft.architecture,
            !runtime.architectures.contains(architecture), let position = draft.position(of: \.architecture)
        else { return }
        reader.error("AWS has no \(architecture.rawValue) image of \"\(runtime.identifier)\"", at: position)
    }
}
