import JSONText

/// How clients attach to the debugger of a function.
public struct DebugAttachment: Sendable, Hashable {
    /// The function.
    public var function: String
    /// The debugger's name in messages.
    public var debugger: String
    /// The loopback port; nil if clients attach in another way.
    public var port: Int?
    /// Whether the runtime waits for a client.
    public var waits: Bool
    /// An entry for `configurations` of VS Code's `launch.json`: the text of a JSON object.
    public var entry: String
    /// The command that attaches in a terminal; nil if there is none.
    public var command: String?

    /// What an attachment is made of.
    public struct Place: Sendable {
        /// The folder of the project, which VS Code has opened.
        public var project: String
        /// The folder of this machine that is `/var/task` in the container.
        public var code: String
        /// The folder of this machine that is `/opt` in the container, if the user can edit it.
        public var layer: String?
        /// The labels by which the engine finds the container of the function.
        public var labels: [String]

        /// A place.
        public init(project: String, code: String, layer: String? = nil, labels: [String] = []) {
            (self.project, self.code, self.layer, self.labels) = (project, code, layer, labels)
        }
    }

    /// How clients attach.
    public init(_ function: String, _ plan: DebugPlan, port: Int?, at place: Place) {
        self.function = function
        debugger = plan.debugger.name
        self.port = port
        waits = plan.waits
        entry = Self.entry(function, plan, port: port ?? 0, at: place)
        command =
            switch (plan.debugger, port) {
            case (.inspector, let port?): "node inspect 127.0.0.1:\(port)"
            case (.jdwp, let port?): "jdb -attach 127.0.0.1:\(port)"
            case (.delve, let port?): "dlv connect 127.0.0.1:\(port)"
            case (.debugpy, _), (.vsdbg, _), (_, nil): nil
            }
    }

    /// An attachment whose parts are known.
    public init(
        function: String, debugger: String, port: Int?, waits: Bool, entry: String, command: String?
    ) {
        (self.function, self.debugger, self.port) = (function, debugger, port)
        (self.waits, self.entry, self.command) = (waits, entry, command)
    }

    /// The name of the entry.
    public static func entryName(of function: String) -> String { "lamdeck: \(function)" }

    /// What to tell the user, one line each, without the entry.
    public var lines: [String] {
        let place = port.map { "listens at 127.0.0.1:\($0)" } ?? "attaches inside the container"
        let wait = waits ? "; the runtime waits for it" : ""
        return ["\(debugger) \(place)\(wait)"] + (command.map { ["in a terminal: \($0)"] } ?? [])
    }

    // MARK: The entry

    private static func entry(_ function: String, _ plan: DebugPlan, port: Int, at place: Place) -> String {
        let code = workspacePath(place.code, in: place.project)
        let folders =
            [(code, "/var/task")] + (place.layer.map { [(workspacePath($0, in: place.project), "/opt")] } ?? [])
        var writer = JSONWriter(style: .indented(4))
        writer.object {
            $0.member("name", entryName(of: function))
            $0.member("request", "attach")
            switch plan.debugger {
            case .inspector:
                $0.member("type", "node")
                $0.member("address", "127.0.0.1")
                $0.member("port", port)
                $0.member("localRoot", code)
                $0.member("remoteRoot", "/var/task")
                // The function may restart.
                $0.key("restart")
                $0.object {
                    $0.member("delay", 500)
                    $0.member("maxAttempts", 20)
                }
                $0.key("skipFiles")
                $0.array {
                    $0.string("<node_internals>/**")
                    $0.string("/var/runtime/**")
                }
            case .debugpy:
                $0.member("type", "debugpy")
                $0.key("connect")
                $0.object {
                    $0.member("host", "127.0.0.1")
                    $0.member("port", port)
                }
                $0.key("pathMappings")
                list(folders, as: ("localRoot", "remoteRoot"), to: &$0)
            case .jdwp:
                $0.member("type", "java")
                $0.member("hostName", "127.0.0.1")
                $0.member("port", port)
            case .delve:
                $0.member("type", "go")
                $0.member("mode", "remote")
                $0.member("host", "127.0.0.1")
                $0.member("port", port)
                $0.key("substitutePath")
                list(folders, as: ("from", "to"), to: &$0)
            case .vsdbg:
                $0.member("type", "coreclr")
                $0.member("processName", "dotnet")
                $0.key("sourceFileMap")
                $0.object { for (local, remote) in folders { $0.member(remote, local) } }
                $0.key("pipeTransport")
                $0.object {
                    // The container has another name after each restart.
                    let filter = place.labels.map { "--filter label=\($0)" }.joined(separator: " ")
                    $0.member("pipeProgram", "sh")
                    $0.key("pipeArgs")
                    $0.array {
                        $0.string("-c")
                        $0.string("docker exec -i $(docker ps -q \(filter)) ${debuggerCommand}")
                    }
                    $0.member("debuggerPath", plan.program ?? "")
                    $0.member("pipeCwd", "${workspaceFolder}")
                }
            }
        }
        return writer.text
    }

    /// Writes the folders of this machine and of the container, each pair as an object with two members.
    private static func list(
        _ folders: [(String, String)], as names: (String, String), to writer: inout JSONWriter
    ) {
        writer.array {
            for (local, remote) in folders {
                $0.object {
                    $0.member(names.0, local)
                    $0.member(names.1, remote)
                }
            }
        }
    }

    /// A path as seen from the folder that VS Code has opened, if it is in it.
    private static func workspacePath(_ path: String, in project: String) -> String {
        if path == project { return "${workspaceFolder}" }
        let folder = project.hasSuffix("/") ? project : project + "/"
        return path.hasPrefix(folder) ? "${workspaceFolder}/\(path.dropFirst(folder.count))" : path
    }
}
