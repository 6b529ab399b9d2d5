import LambdaModel

/// Where CDK and SAM put the code that a template names by a key in S3.
///
/// CDK writes the path into the resource's `Metadata` (cdk's "aws:asset:" keys). With asset metadata turned off, the
/// file `NAME.assets.json` beside `NAME.template.json` has it.
struct CloudAssets {
    private let paths: [String: String]
    private let source: ImportSource?
    /// Where `cdk synth` writes, seen from the template.
    private let output: String

    /// Reads `NAME.assets.json` and `cdk.json`, if there are such files beside the template.
    init(_ source: ImportSource?) {
        self.source = source
        let settings = source?.read("cdk.json").flatMap { try? SourceReader.read($0) }
        output = settings?["output"]?.text ?? "cdk.out"
        var paths: [String: String] = [:]
        let ending = ".template.json"
        if let source, let name = source.name, name.hasSuffix(ending),
            let bytes = source.read("\(name.dropLast(ending.count)).assets.json"),
            let root = try? SourceReader.read(bytes)
        {
            for member in root["files"]?.members ?? [] {
                if let path = member.value["source"]?["path"]?.text { paths[member.key] = path }
            }
        }
        self.paths = paths
    }

    /// The path of the asset that a key in S3 stands for: `HASH.zip`.
    func path(key: String) -> String? {
        paths[key] ?? key.lastIndex(of: ".").flatMap { paths[String(key[..<$0])] }
    }

    /// The place of an asset: beside the template, or in the output folder beside a template that was printed
    /// (`cdk synth > template.yaml`).
    func place(_ asset: String) -> String {
        let path = RelativePath.clean(asset)
        guard let source, !asset.hasPrefix("/") else { return path }
        // The template of a stage is in a folder of the output, `assembly-Prod`, and names `../asset.1f`.
        var inner = path[...]
        while inner.hasPrefix("../") { inner = inner.dropFirst(3) }
        let places = [path, "\(output)/\(path)", "\(output)/\(inner)"].map { RelativePath.clean($0) }
        return places.first { source.files.kind(of: source.absolute($0)) != nil } ?? path
    }

    /// Whether a path is that of a copy that CDK made.
    func isCopy(_ place: String) -> Bool { place.split(separator: "/").last?.hasPrefix("asset.") ?? false }

    /// Whether the code is neither a copy of CDK's nor something of the project.
    func isElsewhere(_ place: String) -> Bool {
        guard let source, !isCopy(place) else { return false }
        return !source.isOfTheProject(place)
    }

    /// The asset of a resource, if it is that of one of these properties and no image.
    static func path(_ resource: SourceNode, for properties: [String]) -> String? {
        guard let metadata = resource["Metadata"], metadata["aws:asset:dockerfile-path"] == nil,
            let path = metadata["aws:asset:path"]?.text, RelativePath.isLocal(path),
            properties.contains(metadata["aws:asset:property"]?.text ?? "")
        else { return nil }
        return path
    }
}

/// Files of a CDK app that are no templates.
enum CloudDevelopmentKit {
    /// What to import in place of `cdk.json`, `manifest.json` or `NAME.assets.json`; nil for all other files.
    static func hint(_ root: SourceNode, source: ImportSource?) -> String? {
        let isOutput = root["version"] != nil && (root["artifacts"]?.isMap ?? false || root["files"]?.isMap ?? false)
        let isApp = root["app"]?.text != nil && !isOutput
        guard isOutput || isApp else { return nil }
        let folder = isOutput ? "" : (root["output"]?.text ?? "cdk.out") + "/"
        let names = (try? source?.files.names(inFolder: source?.absolute(folder) ?? "")) ?? []
        let templates = names.filter { $0.hasSuffix(".template.json") }.sorted().prefix(5).map { folder + $0 }
        let what = isOutput ? "cdk synth wrote this list of assets" : "this file describes a CDK app"
        guard !templates.isEmpty else {
            return "\(what); run cdk synth, then import \(folder)STACK.template.json"
        }
        return "\(what); import \(templates.joined(separator: " or "))"
    }
}
