import Foundation
import LambdaModel
import Support

extension FunctionSupervisor {
    /// What runs the function, for clients that show it.
    var running: FunctionRunning {
        var running = FunctionRunning(state: state.word)
        running.isStale = machine.isStale
        if let serving {
            running.server =
                serving.emulatorReason.map { "the emulator in the image: \($0)" } ?? "lamdeck's own Runtime API"
            running.credentialsEnd = serving.credentialsEnd.map { ISO8601.text(Double($0)) }
        }
        running.containers = machine.containers.all.filter { $0.role.isPresent }.map { record in
            let started = record.container.log.startedAt
            return FunctionRunning.Container(
                name: record.name, id: record.container.id, role: record.role.rawValue,
                started: started > 0 ? ISO8601.text(started) : nil)
        }
        return running
    }
}
