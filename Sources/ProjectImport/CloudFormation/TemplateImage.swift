import LambdaModel
import OrderedCollections

/// Reads what a template says of a container image that holds a function.
extension TemplateValueReading {
    /// `ImageConfig`.
    mutating func imageConfig(_ node: SourceNode) -> ImageConfig {
        guard let value = value("ImageConfig", node.line, { scope throws(Unresolved) in try scope.resolve(node) })
        else { return ImageConfig() }
        let entryPoint = texts("ImageConfig.EntryPoint", value["EntryPoint"])
        let command = texts("ImageConfig.Command", value["Command"])
        return ImageConfig(
            entryPoint: entryPoint.isEmpty ? nil : entryPoint, command: command.isEmpty ? nil : command,
            workingDirectory: value["WorkingDirectory"].flatMap { text("ImageConfig.WorkingDirectory", $0) })
    }

    /// The image of `Metadata` that `sam build` or `cdk deploy` builds (SAM's keys, and cdk's "aws:asset:" keys); nil if
    /// there is none.
    ///
    /// - Parameter id: the logical id of the function.
    mutating func builtImage(_ node: SourceNode, of id: String, _ assets: CloudAssets) -> DraftImage? {
        var build = DraftImage.Build()
        if let file = node["Dockerfile"] {
            build.file = text("Dockerfile", file)
            if let context = node["DockerContext"].flatMap({ text("DockerContext", $0) }) {
                build.context = RelativePath.clean(context)
            }
            build.target = node["DockerBuildTarget"].flatMap { text("DockerBuildTarget", $0) }
            if let arguments = node["DockerBuildArgs"] { build.arguments = variables("DockerBuildArgs", arguments) }
            let tag = node["DockerTag"].flatMap { text("DockerTag", $0) }
            return DraftImage(name: DraftImage.name(of: id, tag: tag), build: build)
        }
        guard let file = node["aws:asset:dockerfile-path"], let folder = node["aws:asset:path"]?.text else {
            return nil
        }
        build.file = file.text
        build.context = assets.place(folder)
        build.target = node["aws:asset:docker-build-target"]?.text
        for member in node["aws:asset:docker-build-args"]?.members ?? [] {
            build.arguments[member.key] = member.value.text
        }
        return DraftImage(name: DraftImage.name(of: id, tag: "dev"), build: build)
    }
}
