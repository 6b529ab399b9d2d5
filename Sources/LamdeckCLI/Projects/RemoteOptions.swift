import ArgumentParser

/// The option of commands that also work with a project on another machine.
struct RemoteOptions: ParsableArguments {
    @Option(
        name: .customLong("on"),
        help: ArgumentHelp(
            "A project on another machine, which needs lamdeck: ssh://[user@]machine[:port]/path of functions.json or "
                + "its folder; /~/ is the home there.", valueName: "address"))
    var address: RemoteAddress?

    /// The project on the other machine; nil for a project on this machine.
    func access(_ project: ProjectOptions, in context: CommandContext) throws(CommandFailure) -> RemoteAccess? {
        guard let address else { return nil }
        guard project.file == nil, project.host == nil else {
            throw CommandFailure(.usage, "--on cannot be combined with --file or --host; its path names the project")
        }
        return RemoteAccess(address, in: context)
    }
}
