import JSONText
import OrderedCollections

extension ImportDraft {
    /// `functions.json`: two spaces per level, keys in the order of the documentation, a line break at the end.
    public var text: String {
        var writer = JSONWriter(style: .indented(2))
        writer.object { json in
            if let registry { json.member("registry", registry) }
            json.key("functions")
            json.object { json in
                for function in functions {
                    json.key(function.name)
                    json.object { function.write(to: &$0) }
                }
            }
        }
        return writer.text + "\n"
    }
}

extension DraftFunction {
    fileprivate func write(to json: inout JSONWriter) {
        func member(_ key: String, _ value: String?) { if let value { json.member(key, value) } }
        func member(_ key: String, _ value: Int?) { if let value { json.member(key, value) } }
        member("runtime", runtime)
        member("image", image)
        member("handler", handler)
        member("code", code)
        if !layers.isEmpty {
            json.key("layers")
            json.array { json in for layer in layers { json.string(layer) } }
        }
        member("events", events)
        if !environment.isEmpty {
            json.key("environment")
            json.object { json in for (name, value) in environment { json.member(name, value) } }
        }
        member("environmentFile", environmentFile)
        member("credentials", credentials)
        member("memorySize", memorySize)
        member("timeout", timeout)
        member("ephemeralStorage", ephemeralStorage)
        member("architecture", architecture)
        member("port", port)
    }
}
