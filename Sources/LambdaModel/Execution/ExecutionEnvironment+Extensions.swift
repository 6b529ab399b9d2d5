import OrderedCollections

/// What extensions send.
extension ExecutionEnvironment {
    private mutating func refuse(_ exchange: ExchangeID, _ status: Int, _ type: String, _ message: String) {
        actions.append(.answer(exchange, .refused(RuntimeRefusal(status, type, message))))
    }

    mutating func register(_ exchange: ExchangeID, _ registration: ExtensionRegistration) {
        guard phase != .ended else { return actions.append(.close(exchange)) }
        let (name, events) = (registration.name, registration.events)
        let isExternal = extensionFiles.contains(name)
        guard !name.isEmpty, !name.contains("/") else {
            return refuse(exchange, 403, "Extension.InvalidExtensionName", "the extension has no valid name")
        }
        guard phase == .initialising, !hasAskedOnce else {
            return refuse(
                exchange, 403, "Extension.RegistrationClosed", "extensions register before the first call only")
        }
        guard extensions.named(name) == nil else {
            return refuse(
                exchange, 403, "Extension.InvalidExtensionState", "the extension \(name) is registered already")
        }
        let isAllowed = events.allSatisfy { event in
            event == "INVOKE" && concurrency == 1 || event == "SHUTDOWN" && isExternal
        }
        guard isAllowed else {
            let known = [concurrency == 1 ? "INVOKE" : nil, isExternal ? "SHUTDOWN" : nil].compactMap(\.self)
            return refuse(
                exchange, 403, "Extension.InvalidEventType", "the extension \(name) can ask for \(known), not \(events)"
            )
        }
        guard extensions.all.count < RuntimeLimits.extensions else {
            return refuse(
                exchange, 403, "Extension.TooManyExtensions", "at most \(RuntimeLimits.extensions) extensions register")
        }
        actions.append(.answer(exchange, .registered(extensions.add(registration, isExternal: isExternal))))
        startRuntimeIfPossible()
    }

    mutating func extensionNext(_ exchange: ExchangeID, _ id: ExtensionID) {
        guard phase != .ended else { return actions.append(.close(exchange)) }
        guard let known = extensions[id] else { return refuseUnknown(exchange) }
        guard known.exchange == nil else { return actions.append(.answer(exchange, .refused(.state))) }
        extensions.hold(exchange, id)
        if phase == .spent, let reason = shutdownReason, extensions.isShuttingDown {
            actions += extensions.shutDown(reason)
        }
        settle()
    }

    mutating func extensionError(_ exchange: ExchangeID, _ id: ExtensionID, _ error: ReportedError) {
        guard phase != .ended else { return actions.append(.close(exchange)) }
        guard let known = extensions[id] else { return refuseUnknown(exchange) }
        actions.append(.answer(exchange, .accepted))
        end(
            ExtensionFailure(
                type: phase == .initialising ? "Extension.InitError" : "Extension.ExitError", name: known.name,
                reason: error.error.summary))
    }

    mutating func extensionEnded(_ name: String, _ reason: String) {
        // It may end when it has been asked to.
        guard phase == .initialising || phase == .serving else { return }
        end(
            ExtensionFailure(
                type: extensions.named(name) == nil ? "Extension.LaunchError" : "Extension.Crash", name: name,
                reason: reason))
    }

    /// An extension failed: Lambda ends the environment.
    private mutating func end(_ failure: ExtensionFailure) {
        switch phase {
        case .initialising:
            fail(.extensionFailed(failure))
            spend(.failure)
        case .serving: spend(.failure, running: .extensionFailed(failure))
        case .waiting, .spent, .ended: break
        }
    }

    private mutating func refuseUnknown(_ exchange: ExchangeID) {
        refuse(exchange, 403, "Extension.UnknownExtensionIdentifier", "no extension has this identifier")
    }
}

/// The extensions that registered.
struct ExtensionTable: Hashable, Sendable {
    struct Extension: Hashable, Sendable {
        let id: ExtensionID
        let name: String
        let isExternal: Bool
        let wantsInvoke: Bool
        let wantsShutdown: Bool
        /// Its request for the next event.
        var exchange: ExchangeID?
        var knowsShutdown = false
    }

    private(set) var all: [Extension] = []
    private(set) var isShuttingDown = false

    /// Whether all wait for an event. One that asks for no `INVOKE` need not ask again after the init.
    var areReady: Bool { all.allSatisfy { $0.exchange != nil } }

    subscript(id: ExtensionID) -> Extension? { all.first { $0.id == id } }

    func named(_ name: String) -> Extension? { all.first { $0.name == name } }

    mutating func add(_ registration: ExtensionRegistration, isExternal: Bool) -> ExtensionID {
        all.append(
            Extension(
                id: registration.id, name: registration.name, isExternal: isExternal,
                wantsInvoke: registration.events.contains("INVOKE"),
                wantsShutdown: registration.events.contains("SHUTDOWN")))
        return registration.id
    }

    mutating func hold(_ exchange: ExchangeID, _ id: ExtensionID) {
        all.firstIndex { $0.id == id }.map { all[$0].exchange = exchange }
    }

    mutating func invoke(_ number: CallNumber) -> [ExecutionAction] {
        all.indices.filter { all[$0].wantsInvoke }.compactMap { index in
            all[index].exchange.take().map { .answer($0, .invoke(number)) }
        }
    }

    mutating func shutDown(_ reason: ShutdownReason) -> [ExecutionAction] {
        isShuttingDown = true
        return all.indices.filter { all[$0].wantsShutdown && !all[$0].knowsShutdown }.compactMap { index in
            guard let exchange = all[index].exchange.take() else { return nil }
            all[index].knowsShutdown = true
            return .answer(exchange, .shutdown(reason))
        }
    }

    mutating func closed(_ exchange: ExchangeID) {
        all.firstIndex { $0.exchange == exchange }.map { all[$0].exchange = nil }
    }

    mutating func takeExchanges() -> [ExchangeID] {
        all.indices.compactMap { all[$0].exchange.take() }
    }
}
