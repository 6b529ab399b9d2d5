import LambdaModel

extension TestMachine {
    /// A function that serves with `a`, with these containers beside it. Its maintenance has run.
    static func serving(workers: Int = 0, spare: Bool = true) -> TestMachine {
        var machine = TestMachine(wanted: WantedContainers(specHash: "1", workers: workers, spare: spare))
        _ = machine.handle(.start)
        _ = machine.handle(.launched(1, "a"))
        for case .launch(let launch, let role) in machine.handle(.mustMaintain(1)) {
            _ = machine.handle(.launched(launch, role == .spare ? "spare" : "worker \(launch)"))
        }
        return machine
    }

    /// The same with runtimes that can start before the first call.
    static func initialising(spare: Bool = true) -> TestMachine {
        var machine = TestMachine(wanted: WantedContainers(specHash: "1", spare: spare))
        _ = machine.handle(.start)
        _ = machine.handle(.launched(1, .early("a")))
        _ = machine.handle(.initEnded("a", nil))
        _ = machine.handle(.mustMaintain(1))
        if spare { _ = machine.handle(.launched(2, .early("spare"))) }
        return machine
    }
}

/// The roles for which actions launch containers.
func launchedRoles(_ actions: [FunctionAction]) -> [ContainerRole] {
    actions.compactMap { if case .launch(_, let role) = $0 { role } else { nil } }
}
