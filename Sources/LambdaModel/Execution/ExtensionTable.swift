/// The extensions of an environment: the files of `/opt/extensions`, and those that registered.
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

    /// The files of `/opt/extensions`, which must register before the runtime starts.
    let files: [String]
    private(set) var all: [Extension] = []
    private(set) var isShuttingDown = false

    init(files: [String]) { self.files = files }

    /// Whether all wait for an event. One that asks for no `INVOKE` need not ask again after the init.
    var areReady: Bool { all.allSatisfy { $0.exchange != nil } }

    /// Whether all external extensions are registered.
    var areRegistered: Bool { files.allSatisfy { named($0) != nil } }

    /// The external extension that has not registered, or the first one that has not asked for its first event.
    var missing: String? { files.first { named($0) == nil } ?? all.first { $0.exchange == nil }?.name }

    /// The names of those that registered, with the events that they get.
    var registered: [(name: String, events: [String])] {
        all.map {
            ($0.name, [$0.wantsInvoke ? "INVOKE" : nil, $0.wantsShutdown ? "SHUTDOWN" : nil].compactMap(\.self))
        }
    }

    subscript(id: ExtensionID) -> Extension? { all.first { $0.id == id } }

    func named(_ name: String) -> Extension? { all.first { $0.name == name } }

    // MARK: Registration

    /// Registers an extension.
    ///
    /// - Parameters:
    ///   - isOpen: whether extensions can register now.
    ///   - hasInvoke: whether extensions get `INVOKE`.
    /// - Returns: the answer, which may be a refusal.
    mutating func register(_ registration: ExtensionRegistration, isOpen: Bool, hasInvoke: Bool) -> RuntimeAnswer {
        if let refusal = refusal(of: registration, isOpen: isOpen, hasInvoke: hasInvoke) { return .refused(refusal) }
        all.append(
            Extension(
                id: registration.id, name: registration.name, isExternal: files.contains(registration.name),
                wantsInvoke: registration.events.contains("INVOKE"),
                wantsShutdown: registration.events.contains("SHUTDOWN")))
        return .registered(registration.id)
    }

    private func refusal(of registration: ExtensionRegistration, isOpen: Bool, hasInvoke: Bool) -> RuntimeRefusal? {
        let (name, events) = (registration.name, registration.events)
        func refusal(_ type: String, _ message: String) -> RuntimeRefusal {
            RuntimeRefusal(403, "Extension.\(type)", message)
        }
        guard !name.isEmpty, !name.contains("/") else {
            return refusal("InvalidExtensionName", "the extension has no valid name")
        }
        guard isOpen else { return refusal("RegistrationClosed", "extensions register before the first call only") }
        guard named(name) == nil else {
            return refusal("InvalidExtensionState", "the extension \(name) is registered already")
        }
        let known = [hasInvoke ? "INVOKE" : nil, files.contains(name) ? "SHUTDOWN" : nil].compactMap(\.self)
        guard events.allSatisfy(known.contains) else {
            return refusal("InvalidEventType", "the extension \(name) can ask for \(known), not \(events)")
        }
        guard all.count < RuntimeLimits.extensions else {
            return refusal("TooManyExtensions", "at most \(RuntimeLimits.extensions) extensions register")
        }
        return nil
    }

    /// The name of the extension that may subscribe to records now: it is registered, and the init is not over.
    ///
    /// - Throws: why none may.
    func subscriber(_ id: ExtensionID, _ api: TelemetryAPI, isOpen: Bool) throws(RuntimeRefusal) -> String {
        guard let known = self[id] else { throw .unknownExtension }
        guard isOpen else {
            throw RuntimeRefusal(403, "\(api.name).SubscriptionClosed", "extensions subscribe during the init only")
        }
        return known.name
    }

    // MARK: Events

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
