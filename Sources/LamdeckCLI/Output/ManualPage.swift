import JSONText

/// The manual page, generated from the help of the commands (man-pages(7), groff_man(7)).
struct ManualPage {
    private let root: JSONNode
    private let version: String

    /// - Parameter help: ArgumentParser's description of the commands, as JSON.
    init(_ help: String, version: String) throws {
        root = try JSONDocument(help).root
        self.version = version
    }

    /// The page.
    var text: String {
        let command = root["command"] ?? root
        let name = Self.text(command["commandName"])
        var lines = [".TH \(name.uppercased()) 1 \"\" \"\(name) \(version)\"", ".SH NAME"]
        lines.append(Self.plain("\(name) - \(Self.text(command["abstract"]))"))
        lines += [".SH SYNOPSIS", ".B \(name)", ".RI [ command ]", ".RI [ arguments ]", ".SH DESCRIPTION"]
        lines += Self.paragraphs(Self.text(command["discussion"]))
        lines.append(".SH COMMANDS")
        for sub in Self.shown(command["subcommands"]) { lines += Self.section(sub, after: name) }
        lines += [
            ".SH FILES", ".TP", ".I functions.json",
            "The functions of a project, found in this folder or in one above.",
        ]
        lines += [".SH SEE ALSO", ".BR docker (1)"]
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: A command

    private static func section(_ command: JSONNode, after parent: String) -> [String] {
        let name = "\(parent) \(text(command["commandName"]))"
        let subcommands = shown(command["subcommands"])
        let arguments = shown(command["arguments"]).filter { !isHelp($0) }
        var lines: [String] = []
        if subcommands.isEmpty {
            lines += [".SS \(quoted(([name] + arguments.map(usage)).joined(separator: " ")))"]
        } else {
            lines += [".SS \(quoted(name + " COMMAND"))"]
        }
        lines.append(plain(text(command["abstract"])))
        for argument in arguments { lines += [".TP", ".B \(quoted(heading(argument)))", plain(help(of: argument))] }
        let discussion = paragraphs(text(command["discussion"]))
        if !discussion.isEmpty { lines += [".PP"] + discussion }
        return lines + subcommands.flatMap { section($0, after: name) }
    }

    /// `[NAME ...]`, `[--json]`.
    private static func usage(_ argument: JSONNode) -> String {
        var word = argument["kind"]?.string == "positional" ? "<\(value(argument))>" : preferred(argument)
        if argument["kind"]?.string == "option" { word += " <\(value(argument))>" }
        if argument["isRepeating"]?.bool == true { word += " ..." }
        return argument["isOptional"]?.bool == true ? "[\(word)]" : word
    }

    /// `-d, --detach`
    private static func heading(_ argument: JSONNode) -> String {
        guard argument["kind"]?.string != "positional" else { return "<\(value(argument))>" }
        let names = elements(argument["names"]).map(option).sorted { $0.count < $1.count }
        let value = argument["kind"]?.string == "option" ? " <\(value(argument))>" : ""
        return names.joined(separator: ", ") + value
    }

    private static func help(of argument: JSONNode) -> String {
        var text = text(argument["abstract"])
        let values = elements(argument["allValues"]).compactMap(\.string)
        if !values.isEmpty { text += " One of: \(values.joined(separator: ", "))." }
        if let usual = argument["defaultValue"]?.string { text += " Default: \(usual)." }
        return text
    }

    private static func value(_ argument: JSONNode) -> String { text(argument["valueName"]) }

    private static func preferred(_ argument: JSONNode) -> String { argument["preferredName"].map(option) ?? "" }

    private static func option(_ name: JSONNode) -> String {
        (name["kind"]?.string == "long" ? "--" : "-") + text(name["name"])
    }

    private static func isHelp(_ argument: JSONNode) -> Bool {
        ["help", "version"].contains(argument["preferredName"]?["name"]?.string ?? "")
    }

    private static func shown(_ list: JSONNode?) -> [JSONNode] {
        elements(list).filter { $0["shouldDisplay"]?.bool != false && $0["commandName"]?.string != "help" }
    }

    private static func elements(_ list: JSONNode?) -> [JSONNode] { list.map { Array($0.elements) } ?? [] }

    // MARK: roff

    private static func text(_ node: JSONNode?) -> String { node?.string ?? "" }

    /// Paragraphs. One that begins with `Example` keeps its line breaks.
    private static func paragraphs(_ text: String) -> [String] {
        var lines: [String] = []
        for (index, paragraph) in text.split(separator: "\n\n").enumerated() {
            if index > 0 { lines.append(".PP") }
            if paragraph.hasPrefix("Example") {
                lines += [".nf"] + paragraph.split(separator: "\n").map { plain(String($0)) } + [".fi"]
            } else {
                lines += paragraph.split(separator: "\n").map { plain(String($0)) }
            }
        }
        return lines
    }

    /// A line that roff prints as plain text: not a request, without escapes, and with `-` as the user types it.
    private static func plain(_ line: String) -> String {
        var text = ""
        for character in line {
            switch character {
            case "\\": text += "\\e"
            case "-": text += "\\-"
            case "'": text += "\\(aq"
            case "`": text += "\\(ga"
            default: text.append(character)
            }
        }
        return text.hasPrefix(".") || text.hasPrefix(" ") ? "\\&" + text : text
    }

    /// An argument of a request.
    private static func quoted(_ text: String) -> String {
        "\"" + plain(text).replacing("\"", with: "\\(dq") + "\""
    }
}
