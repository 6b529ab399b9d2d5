import JSONText
import LambdaModel

extension ImportDraft {
    /// `functions.json`: two spaces per level, keys in the order of ``FunctionKeys``, a line break at the end.
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
            writeAPIs(to: &json)
        }
        return writer.text + "\n"
    }

    /// One API is the value of `api`; several are its members.
    private func writeAPIs(to json: inout JSONWriter) {
        guard let first = apis.first else { return }
        json.key("api")
        guard apis.count > 1 else { return first.written.write(to: &json) }
        json.object { json in
            for api in apis {
                json.key(api.settings.name)
                api.written.write(to: &json)
            }
        }
    }
}

extension DraftFunction {
    fileprivate func write(to json: inout JSONWriter) {
        for key in FunctionKeys.names {
            guard let value = values[key] else { continue }
            if let comment = comments[key] { json.member("// \(key)", comment) }
            json.key(key)
            value.write(to: &json)
        }
    }
}
