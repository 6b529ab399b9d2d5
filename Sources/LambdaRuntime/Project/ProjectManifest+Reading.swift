import HostLink
import LambdaModel

extension ProjectManifest {
    /// What a reading of functions.json gave, as clients show it.
    public init(_ reading: ManifestReading) {
        guard let path = reading.path else {
            self = .missing(reading.looked)
            return
        }
        guard let manifest = reading.manifest else {
            let errors = reading.problems.filter { $0.severity == .error }.map(\.description)
            self = .broken(path: path, errors: errors)
            return
        }
        self = .loaded(
            path: path, manifest.functions.map { ProjectFunction($0, apis: manifest.apis) },
            warnings: reading.problems.map(\.description), commands: manifest.commands)
    }
}
