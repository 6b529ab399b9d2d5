/// Reads other tools' descriptions of functions: SAM and CloudFormation templates, `serverless.yml`, compose files, and
/// the output of `aws lambda get-function-configuration`.
///
/// Pure: bytes in, a draft of `functions.json` out. Nothing is executed. Files that the imported one names are read
/// through its ``ImportSource``.
public enum ProjectImporter {
    /// The largest file to read, in bytes.
    public static let maximumBytes = SourceReader.maximumBytes

    /// Reads a file; its content determines the kind.
    ///
    /// - Parameters:
    ///   - bytes: the file's content, YAML or JSON.
    ///   - parameters: values for a template's parameters and pseudo parameters, and for `serverless.yml`'s options
    ///     (`stage`, `region`); they override the file's.
    ///   - source: the location of the file; nil if no other file can be read.
    /// - Throws: why the file cannot be imported.
    public static func read(
        _ bytes: [UInt8], parameters: [String: String] = [:], source: ImportSource? = nil
    ) throws(ImportError) -> ImportDraft {
        let root = try SourceReader.read(bytes)
        let draft: ImportDraft
        if TemplateReader.isTemplate(root) {
            draft = TemplateReader.read(root, parameters: parameters, source: source)
        } else if ServerlessReader.isServerless(root) {
            draft = ServerlessReader.read(root, options: parameters, source: source)
        } else if ComposeReader.isCompose(root) {
            draft = ComposeReader.read(root, source: source)
        } else if let configurations = ConfigurationReader.configurations(root) {
            draft = ConfigurationReader.read(configurations)
        } else if let hint = CloudDevelopmentKit.hint(root, source: source) {
            throw ImportError(line: nil, message: hint)
        } else {
            throw ImportError(
                line: nil,
                message: "neither a SAM or CloudFormation template, a serverless.yml, a compose file, nor what "
                    + "\"aws lambda get-function-configuration\" prints")
        }
        return draft
    }
}
