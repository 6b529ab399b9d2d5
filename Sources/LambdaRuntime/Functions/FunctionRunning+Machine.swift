import Foundation
import LambdaModel
import Support

extension FunctionRunning {
    /// What runs a function, for clients that show it.
    init(_ machine: FunctionMachine<FunctionContainer>) {
        self.init(state: machine.state.word)
        isStale = machine.isStale
        if let serving = machine.containers.serving?.container {
            server = serving.emulatorReason.map { "the emulator in the image: \($0)" } ?? "lamdeck's own Runtime API"
            credentialsEnd = serving.credentialsEnd.map { ISO8601.text(Double($0)) }
        }
        containers = machine.containers.all.filter { $0.role.isPresent }.map { record in
            let started = record.container.log.startedAt
            return Container(
                name: record.name, id: record.container.id, role: record.role.rawValue,
                started: started > 0 ? ISO8601.text(started) : nil)
        }
    }
}
