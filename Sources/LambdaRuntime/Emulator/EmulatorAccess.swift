import LambdaModel

/// What a host asks of the emulators of its containers. ``EmulatorClient`` speaks to them; tests answer by a script.
protocol EmulatorAccess: Sendable {
    /// Whether an emulator listens, and the address is still its container's.
    func isListening(at address: EmulatorAddress) async -> Bool
    /// What lamdeck's server on a port says about itself, see ``ServerIdentity``; nil if another program listens, or
    /// none.
    func serverIdentity(port: Int) async -> String?
    /// Posts an event. Also returns whether it may have reached the emulator: an event that did not can be sent to
    /// another container.
    ///
    /// - Parameter timeout: the function's, in seconds.
    func send(
        _ event: InvocationRequest, to address: EmulatorAddress, timeout: Int
    ) async -> (reply: InvocationReply, mayHaveArrived: Bool)
    /// Ends the calls of a container that is gone.
    func containerEnded(at address: EmulatorAddress)
    /// Closes all connections.
    func shutdown() async
}
