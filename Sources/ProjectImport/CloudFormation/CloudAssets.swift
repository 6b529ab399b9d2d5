import LambdaModel

/// Finds the code that a template names by a key in S3, in the output of CDK and SAM.
///
/// CDK writes the path into the resource's `Metadata` (cdk's "aws:asset:" keys). If asset metadata is turned off, the
/// path is in the file `NAME.assets.json` next to `NAME.template.json`.
struct CloudAssets {
    private let paths: [String: String]
    private let source: ImportSource?
    /// The output folder of `cdk synth`, relative to the template.
    private let output: String

    /// Reads `NAME.assets.json` and `cdk.json` next to the template, if they exist.
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

    /// The path of the asset with a key in S3: `HASH.zip`.
    func path(key: String) -> String? {
        paths[key] ?? key.lastIndex(of: ".").flatMap { paths[String(key[..<$0])] }
    }

    /// The path of an asset: next to the template, or in the output folder if the template was printed (`cdk synth >
    /// template.yaml`).
    func place(_ asset: String) -> String {
        let path = RelativePath.clean(asset)
        guard let source, !asset.hasPrefix("/") else { return path }
        // The template of a stage is in a subfolder of the output, `assembly-Prod`, and names `../asset.1f`.
        var inner = path[...]
        while inner.hasPrefix("../") { inner = inner.dropFirst(3) }
        let places = [path, "\(output)/\(path)", "\(output)/\(inner)"].map { RelativePath.clean($0) }
        return places.first { source.files.kind(of: source.absolute($0)) != nil } ?? path
    }

    /// Whether the path is a copy made by CDK.
    func isCopy(_ place: String) -> Bool { place.split(separator: "/").last?.hasPrefix("asset.") ?? false }

    /// Whether the code is neither a copy made by CDK nor inside the project.
    func isElsewhere(_ place: String) -> Bool {
        guard let source, !isCopy(place) else { return false }
        return !source.isOfTheProject(place)
    }

    /// The asset of a resource if it belongs to one of these properties and is not an image.
    static func path(_ resource: SourceNode, for properties: [String]) -> String? {
        guard let metadata = resource["Metadata"], metadata["aws:asset:dockerfile-path"] == nil,
            let path = metadata["aws:asset:path"]?.text, RelativePath.isLocal(path),
            properties.contains(metadata["aws:asset:property"]?.text ?? "")
        else { return nil }
        return path
    }
}

/// Files of a CDK app that are not templates.
enum CloudDevelopmentKit {
    /// What to import instead of `cdk.json`, `manifest.json` or `NAME.assets.json`; nil for all other files.
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
