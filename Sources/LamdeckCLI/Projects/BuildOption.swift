import ArgumentParser
import LambdaRuntime

/// `--no-build`
struct BuildOption: ParsableArguments {
    @Flag(help: "Take the code as it is: run no \"build\" of functions.json first.") var noBuild = false

    /// The same options of a host, with or without builds.
    func options(_ options: HostOptions) -> HostOptions { noBuild ? options.withoutBuilds : options }
}
