import JSONText
import OrderedCollections

/// A function of the manifest while it is read.
struct NamedDraft: Sendable {
    let name: String
    /// Where its name stands.
    let position: JSONPosition
    /// Whether there were keys to read at all; if not, that is the only mistake worth a message.
    let isObject: Bool
    var draft: FunctionDraft
}

extension ManifestReader {
    /// Reports ports that are configured twice.
    mutating func checkPorts(_ functions: [NamedDraft], endpoint: Int?) {
        var owners: [Int: String] = [:]
        if let endpoint { owners[endpoint] = "\"endpoint\"" }
        for function in functions {
            guard let port = function.draft.port, let position = function.draft.position(of: \.port) else { continue }
            if let owner = owners[port] {
                error("port \(port) is already used by \(owner)", at: position)
            } else {
                owners[port] = "function \"\(function.name)\" (line \(position.line))"
            }
        }
    }

    /// Settings with ports: the configured ones, else the next from 9000 that nothing in the manifest has.
    mutating func settings(_ functions: [NamedDraft], registry: String, endpoint: Int?) -> [FunctionSettings] {
        var taken = Set(functions.compactMap(\.draft.port))
        if let endpoint { taken.insert(endpoint) }
        checkVariableNames(functions)
        let names = Set(functions.map(\.name))
        var next = 9000
        return functions.compactMap { function in
            guard var settings = settings(function, registry: registry) else { return nil }
            // Names of functions are on every screen: `AUTH_FUNCTION` names one and holds no secret.
            settings.plain.formUnion(settings.environment.filter { names.contains($0.value) }.keys)
            settings.secrets.subtract(settings.plain)
            if settings.port == nil {
                while taken.contains(next) { next += 1 }
                taken.insert(next)
                settings.resolvedPort = next
            }
            return settings
        }
    }

    /// Nil if something that a function must have is missing or wrong, which has been reported.
    private mutating func settings(_ function: NamedDraft, registry: String) -> FunctionSettings? {
        guard function.isObject else { return nil }
        let draft = function.draft
        checkPresence(function)
        checkHandler(draft)
        checkArchitecture(draft)
        checkQuotas(function)
        let image = draft.runtime.map { "\(registry)/\($0.image)" } ?? draft.image
        guard let image, let handler = draft.handler, let code = draft.code else { return nil }
        let events = EventFolders.standard(of: function.name, code: code)
        var settings = FunctionSettings(
            name: function.name, runtime: draft.runtime, image: image, handler: handler, code: code, resolvedPort: 0)
        settings.defaultEventsFolders = events
        settings.eventsFolder = events.first { files.kind(of: $0) == .folder }
        for key in FunctionKeys.all { key.store(draft, in: &settings) }
        return settings
    }

    private mutating func checkPresence(_ function: NamedDraft) {
        let draft = function.draft
        var missing: [String] = []
        if !draft.choosesImage { missing.append("\"runtime\" (or \"image\")") }
        if !draft.has(\.handler) {
            let example = draft.runtime?.family.handlerExample ?? "app.handler"
            missing.append("\"handler\" (such as \"\(example)\")")
        }
        if !draft.has(\.code) { missing.append("\"code\" (a folder or .zip file)") }
        guard !missing.isEmpty else { return }
        error("function \"\(function.name)\" needs \(missing.joined(separator: ", "))", at: function.position)
    }

    private mutating func checkHandler(_ draft: FunctionDraft) {
        guard let family = draft.runtime?.family, family.handlerNeedsDot, let handler = draft.handler,
            !handler.contains("."), let position = draft.position(of: \.handler)
        else { return }
        warning(
            "handler \"\(handler)\" has no dot; write file and function, as in \"\(family.handlerExample)\"",
            at: position)
    }

    /// Reports what runs here and what Lambda refuses on deployment
    /// (docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
    private mutating func checkQuotas(_ function: NamedDraft) {
        let draft = function.draft
        let bytes = draft.variables.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        if bytes > ManifestLimits.environmentBytes {
            let position = draft.position(of: \.environment) ?? draft.position(of: \.environmentFile)
            warning(
                "function \"\(function.name)\" has \(bytes) bytes of variables, names and values together; Lambda's limit "
                    + "is \(ManifestLimits.environmentBytes)",
                at: position ?? function.position)
        }
        if let count = draft.layers?.count, count > ManifestLimits.layers {
            warning(
                "function \"\(function.name)\" has \(count) layers; Lambda's limit is \(ManifestLimits.layers)",
                at: draft.position(of: \.layers) ?? function.position)
        }
    }

    private mutating func checkArchitecture(_ draft: FunctionDraft) {
        guard let runtime = draft.runtime, let architecture = draft.architecture,
            !runtime.architectures.contains(architecture), let position = draft.position(of: \.architecture)
        else { return }
        error("AWS has no \(architecture.rawValue) image of \"\(runtime.identifier)\"", at: position)
    }
}
