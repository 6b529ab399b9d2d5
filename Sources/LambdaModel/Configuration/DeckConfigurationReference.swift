import JSONText

/// The content of `docs/configuration.md`, made from the tables that the reader uses.
public enum DeckConfigurationReference {
    /// A file that uses everything.
    public static let example = """
        {
          "$schema": "config.schema.json",
          "theme": "auto",
          "mouse": true,
          "keys": {
            "metrics": "M-m",
            "palette": ["^P", ":"],
            "pin": []
          },
          "commands": {
            "deploy": {
              "command": "make deploy FUNCTION=$LAMDECK_FUNCTION",
              "key": "^O",
              "description": "deploy the function"
            },
            "browse": { "command": "xdg-open \\"$LAMDECK_URL\\"", "terminal": false },
            "lines": "wc -l \\"$LAMDECK_EVENT\\" | less"
          }
        }
        """

    /// The page, in Markdown.
    public static func text(_ vocabulary: DeckVocabulary) -> String {
        let commands = vocabulary.commands.map { command in
            "| `\(command.name)` | \(command.keys.map { "`\($0)`" }.joined(separator: " ")) | \(command.description) |"
        }
        let variables = OwnCommandVariable.allCases.map { "| `\($0.rawValue)` | \($0.meaning) |" }
        let words = vocabulary.keyNames.map { "`\($0)`" }.joined(separator: " ")
        return """
            # Configuration

            The deck reads `$XDG_CONFIG_HOME/lamdeck/config.json`, or `~/.config/lamdeck/config.json` if the variable is
            not set. The file is optional, and so is everything in it. Keys that start with `//` are comments.

            ```json
            \(example)
            ```

            `lamdeck validate` and `lamdeck doctor` list all mistakes in the file. While there is one, the deck uses its
            defaults and shows the first mistake. `lamdeck export schema --config` prints a schema for editors.

            | key | meaning | default |
            | --- | --- | --- |
            | `theme` | `dark` or `light`: the palette for such a background; `auto`: as the terminal's background is. `:` and `theme` in the deck choose another one for a project | `auto` |
            | `mouse` | whether the deck uses the mouse; `--mouse` and `--no-mouse` override it | `mouse` of functions.json |
            | `keys` | a key or a list of keys for a command, instead of its usual ones; `[]` for none | see below |
            | `commands` | your own commands by name, each with `command`, `key`, `description` and `terminal`, or just the command; or a list of them with `name` | none |

            ## Keys

            A key is a character (`i`, `I`, `?`), `^` and a letter for Control (`^S`), `M-` and a character for Alt
            (`M-y`), or a name: \(words).

            Two commands cannot have the same key in one section. `/` and `&` begin a search. Dialogs, the history and
            other views that cover the sections have their own keys.

            | command | usual keys | does |
            | --- | --- | --- |
            \(commands.joined(separator: "\n"))

            ## Your own commands

            Commands are here, or under `commands` at the top of functions.json; there they belong to the project. A
            command has the terminal until it ends, and then `Enter` returns to the deck. With `"terminal": false` it
            runs in the background, and a notice shows the last line of its output, or its exit code if it fails; it is
            ended when the deck is closed. `/bin/sh` runs your own commands in the folder in which the deck was opened,
            and those of the project in the folder of functions.json. If the project is on another machine (`--on`),
            the project's commands run there, and your own commands on this machine.

            The palette lists all commands; those with a key are in the help and, if there is room, in the footer. A
            key that the deck or another command has is a mistake: choose another key, or give the deck's command
            another one in `keys`. Your own commands and keys win over those of a project. lamdeck runs a command only
            when you press its key or choose it in the palette. These variables are set, and empty if there is no value:

            | variable | value |
            | --- | --- |
            \(variables.joined(separator: "\n"))

            """
    }
}

/// The variables that a command of the user or of a project gets.
public enum OwnCommandVariable: String, CaseIterable, Sendable {
    case function = "LAMDECK_FUNCTION"
    case event = "LAMDECK_EVENT"
    case eventName = "LAMDECK_EVENT_NAME"
    case port = "LAMDECK_PORT"
    case url = "LAMDECK_URL"
    case container = "LAMDECK_CONTAINER"
    case requestID = "LAMDECK_REQUEST_ID"
    case project = "LAMDECK_PROJECT"
    case manifest = "LAMDECK_MANIFEST"

    /// Whether the deck knows the value. Who runs the command adds the others.
    public var isOfTheDeck: Bool {
        switch self {
        case .function, .event, .eventName, .port, .url, .requestID: true
        case .container, .project, .manifest: false
        }
    }

    /// The value, for the reference.
    var meaning: String {
        switch self {
        case .function: "the name of the selected function"
        case .event: "the path of the file of the selected event"
        case .eventName: "the name of the selected event"
        case .port: "the port of the function"
        case .url: "the address of the function, such as `http://127.0.0.1:9001`"
        case .container: "the id of the container that serves the function"
        case .requestID: "the request id of the selected call"
        case .project: "the path of the folder of functions.json"
        case .manifest: "the path of functions.json"
        }
    }
}
