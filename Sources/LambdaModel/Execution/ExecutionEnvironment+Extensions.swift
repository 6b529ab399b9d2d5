/// What extensions send.
extension ExecutionEnvironment {
    mutating func register(_ exchange: ExchangeID, _ registration: ExtensionRegistration) {
        guard phase != .ended else { return actions.append(.close(exchange)) }
        let isOpen = phase == .initialising && !runtime.hasAsked
        let answer = extensions.register(registration, isOpen: isOpen, hasInvoke: concurrency == 1)
        actions.append(.answer(exchange, answer))
        startRuntimeIfPossible()
    }

    mutating func extensionNext(_ exchange: ExchangeID, _ id: ExtensionID) {
        guard phase != .ended else { return actions.append(.close(exchange)) }
        guard let known = extensions[id] else { return refuse(exchange, .unknownExtension) }
        guard known.exchange == nil else { return refuse(exchange, .state) }
        extensions.hold(exchange, id)
        if phase == .spent, let reason = shutdownReason, extensions.isShuttingDown {
            actions += extensions.shutDown(reason)
        }
        settle()
    }

    mutating func extensionError(_ exchange: ExchangeID, _ id: ExtensionID, _ error: ReportedError) {
        guard phase != .ended else { return actions.append(.close(exchange)) }
        guard let known = extensions[id] else { return refuse(exchange, .unknownExtension) }
        actions.append(.answer(exchange, .accepted))
        let type = phase == .initialising ? "Extension.InitError" : "Extension.ExitError"
        end(ExtensionFailure(type: type, name: known.name, reason: error.error.summary))
    }

    mutating func extensionEnded(_ name: String, _ reason: String) {
        let type = extensions.named(name) == nil ? "Extension.LaunchError" : "Extension.Crash"
        end(ExtensionFailure(type: type, name: name, reason: reason))
    }

    /// An extension failed: Lambda ends the environment. After that, an extension may end because it has been asked to.
    private mutating func end(_ failure: ExtensionFailure) {
        switch phase {
        case .initialising:
            fail(.extensionFailed(failure))
            spend(.failure)
        case .serving: spend(.failure, running: .extensionFailed(failure))
        case .waiting, .spent, .ended: break
        }
    }

    // MARK: Queries

    /// The name of the extension that may subscribe to records now: it is registered, and the init is not over.
    ///
    /// - Throws: why none may.
    public func subscriber(_ id: ExtensionID, _ api: TelemetryAPI) throws(RuntimeRefusal) -> String {
        try extensions.subscriber(id, api, isOpen: phase == .initialising)
    }

    /// The files of `/opt/extensions`, which must register before the runtime starts.
    public var extensionFiles: [String] { extensions.files }

    /// The extensions that have registered.
    public var extensionNames: [String] { extensions.all.map(\.name) }

    /// The extensions that have registered, with the events that they get.
    public var registeredExtensions: [(name: String, events: [String])] { extensions.registered }

    /// The external extension that has not registered, or has not asked for its first event; nil if there is none.
    public var missingExtension: String? { extensions.missing }
}
