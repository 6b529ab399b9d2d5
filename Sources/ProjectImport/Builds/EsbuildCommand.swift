import Support

/// A command of esbuild, with the settings that SAM and Serverless have for it.
struct EsbuildCommand {
    /// The source files.
    let entries: [String]
    /// The output folder.
    let output: String
    /// The folder from which the paths of the output begin; nil for the common one of the sources.
    let base: String?
    /// The settings, in SAM's or Serverless' names.
    let settings: SourceNode?

    /// The arguments.
    var text: String {
        var words = ["esbuild"] + entries + ["--bundle", "--platform=node", "--outdir=\(output)"]
        if let base { words.append("--outbase=\(base)") }
        for member in settings?.members ?? [] { words += Self.options(member) }
        return words.map(ShellText.quoted).joined(separator: " ")
    }

    /// What a setting is as options; empty if it is for the tool around esbuild.
    private static func options(_ member: SourceMember) -> [String] {
        let (key, value) = (member.key.prefix(1).lowercased() + member.key.dropFirst(), member.value)
        let isOn = value.text?.lowercased() == "true"
        switch key {
        case "minify", "keepNames", "splitting", "minifySyntax", "minifyWhitespace", "minifyIdentifiers":
            return isOn ? ["--" + dashed(key)] : []
        case "sourcemap":
            guard let text = value.text?.lowercased(), text != "false" else { return [] }
            return [text == "true" ? "--sourcemap" : "--sourcemap=\(text)"]
        case "target", "format", "treeShaking", "mainFields", "conditions", "charset":
            let text = value.text ?? value.elements.compactMap(\.text).joined(separator: ",")
            return text.isEmpty ? [] : ["--\(dashed(key))=\(text)"]
        case "external", "exclude", "inject":
            let option = key == "inject" ? "inject" : "external"
            return value.elements.compactMap(\.text).map { "--\(option):\($0)" }
        case "loader", "define", "outExtension", "alias":
            let pairs =
                value.elements.compactMap(\.text)
                + value.members.compactMap { entry in
                    entry.value.text.map { "\(entry.key)=\($0)" }
                }
            return pairs.map { "--\(dashed(key)):\($0)" }
        case "outputFileExtension": return value.text.map { ["--out-extension:.js=\($0)"] } ?? []
        default: return []
        }
    }

    /// `keepNames` → `keep-names`; `outExtension` is `out-extension`.
    private static func dashed(_ key: String) -> String {
        key.map { $0.isUppercase ? "-" + $0.lowercased() : String($0) }.joined()
    }
}
