import LambdaModel
import OrderedCollections

/// The image of a function in a `serverless.yml` (Serverless' "AWS - Functions", "Referencing container image").
struct ServerlessImage {
    /// The image of a function; nil if its value says nothing, which is noted.
    ///
    /// - Parameter node: the function's `image`.
    static func read(_ node: SourceNode, of function: String, _ values: inout ServerlessValues) -> DraftImage? {
        let subject = "\(function): image"
        guard let value = values.value(subject, node) else { return nil }
        var image = DraftImage()
        guard value.isMap else {
            return values.text(subject, value).flatMap { named($0, &values) }
        }
        if let name = value["name"].flatMap({ values.text(subject, $0) }) {
            guard let found = named(name, &values) else { return nil }
            image = found
        } else if let uri = value["uri"].flatMap({ values.text(subject, $0) }) {
            image.name = uri
        }
        image.config.entryPoint = words(value["entryPoint"], subject, &values)
        image.config.command = words(value["command"], subject, &values)
        image.config.workingDirectory = value["workingDirectory"].flatMap { values.text(subject, $0) }
        return image
    }

    private static func words(
        _ node: SourceNode?, _ subject: String, _ values: inout ServerlessValues
    ) -> [String]? {
        guard let node, let value = values.value(subject, node) else { return nil }
        let words = value.elements.compactMap { values.text(subject, $0) }
        return words.isEmpty ? nil : words
    }

    /// An image of `provider.ecr.images`, otherwise one with that name in a registry.
    private static func named(_ name: String, _ values: inout ServerlessValues) -> DraftImage? {
        let all = values.root["provider"]?["ecr"]?["images"]
        guard let written = all?[name], let entry = values.value("ecr.images.\(name)", written) else {
            return DraftImage(name: name)
        }
        let subject = "ecr.images.\(name)"
        guard entry.isMap else { return DraftImage(name: values.text(subject, entry)) }
        if let uri = entry["uri"] { return DraftImage(name: values.text(subject, uri)) }
        var build = DraftImage.Build()
        if let path = entry["path"].flatMap({ values.text(subject, $0) }) { build.context = RelativePath.clean(path) }
        build.file = entry["file"].flatMap { values.text(subject, $0) }
        for member in entry["buildArgs"]?.members ?? [] {
            build.arguments[member.key] = values.text("\(subject).buildArgs.\(member.key)", member.value)
        }
        for key in ["buildOptions", "cacheFrom", "platform", "provenance"] {
            guard let option = entry[key] else { continue }
            values.note(
                option.line, "\(subject).\(key)", "left out: add it to the command of \"build\" if it is needed")
        }
        return DraftImage(name: DraftImage.name(of: name, tag: "dev"), build: build)
    }
}
