import LambdaModel

/// The parts of an image name, if it is one of AWS's base images or a mirror of one.
struct BaseImage {
    /// The registry: `public.ecr.aws/lambda`.
    var registry: String
    var runtime: LambdaRuntimeIdentifier

    /// Nil for every other image, and for tags without a Lambda runtime identifier.
    init?(_ image: String) {
        // Docker Hub's copies: amazon/aws-lambda-nodejs:22.
        let name = image.split(separator: "@", maxSplits: 1).first.map(String.init) ?? ""
        if name.hasPrefix("amazon/aws-lambda-") {
            self.init(registry: Manifest.publicRegistry, name: String(name.dropFirst("amazon/aws-lambda-".count)))
        } else if let slash = name.lastIndex(of: "/") {
            self.init(registry: String(name[..<slash]), name: String(name[name.index(after: slash)...]))
        } else {
            return nil
        }
        // A digest always names the same image; a runtime's tag does not.
        if image.contains("@") { return nil }
    }

    private init?(registry: String, name: String) {
        guard let runtime = Self.runtime(of: name) else { return nil }
        self.registry = registry
        self.runtime = runtime
    }

    private static func runtime(of name: String) -> LambdaRuntimeIdentifier? {
        let candidates = [name, name.hasSuffix("-x86_64") ? String(name.dropLast(7)) : nil].compactMap { $0 }
        return candidates.compactMap { candidate in
            LambdaRuntimeIdentifier.all.first { $0.image == candidate && $0.operatingSystem != .amazonLinux1 }
        }.first
    }
}
