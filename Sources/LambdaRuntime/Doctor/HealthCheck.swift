import DockerEngine
import LambdaModel

/// Checks everything that functions need on this machine.
public struct HealthCheck: Sendable {
    private let choice: EngineChoice
    private let manifest: Manifest?

    /// - Parameters:
    ///   - manifest: the project's; nil if there is none or it is invalid.
    public init(engine choice: EngineChoice, manifest: Manifest?) {
        self.choice = choice
        self.manifest = manifest
    }

    /// The findings, and whether there is an engine. Takes a few seconds at most.
    public func run() async -> (findings: [Finding], hasEngine: Bool) {
        let functions = manifest?.functions ?? []
        let folders = LamdeckFolders(environment: choice.environment)
        var findings: [Finding] = []
        var hasEngine = false
        do throws(FailureReason) {
            let engine = try choice.locate()
            if let warning = choice.warning { findings.append(Finding(.engine, .note, warning)) }
            let looked = await EngineCheck(engine: engine, functions: functions).run()
            findings += looked.findings
            hasEngine = looked.isThere
            if hasEngine {
                findings.append(
                    await RuntimeCheck(
                        engine: engine, functions: functions, environment: choice.environment,
                        project: manifest.map { ProjectIdentity(manifest: $0.path) }
                    ).run())
            }
            if hasEngine, let manifest {
                findings += await PortCheck(manifest: manifest, engine: engine, choice: choice).run()
            }
            await engine.shutdown()
        } catch {
            findings.append(EngineCheck.away(error.summary))
        }
        findings += FolderCheck(folders: folders, functions: functions, environment: choice.environment).run()
        for settings in functions {
            findings += ProjectCheck.warnings(of: settings).map { message in
                Finding(.code, .fix, "\(settings.name): \(message)", fix: "correct the files, or functions.json")
            }
        }
        findings += WatchCheck(functions: functions).run()
        return (findings, hasEngine)
    }
}
