import LambdaModel

/// One address for all functions, as Lambda's own: the `"endpoint"` of the manifest.
extension FunctionHost {
    /// Listens where the manifest says, and nowhere else.
    func openEndpoint() async {
        guard purpose == .deck, endpoint?.port != manifest.endpoint else { return }
        await closeEndpoint()
        guard let port = manifest.endpoint else { return }
        let door = FrontDoor(service: HostService(host: self), logger: logger)
        endpoint = (port, door)
        do throws(DoorError) {
            try await door.open(.endpoint(port: port))
        } catch {
            send(.notice("\"endpoint\": \(error)"))
        }
    }

    /// Listens no more.
    func closeEndpoint() async {
        guard let door = endpoint?.door else { return }
        endpoint = nil
        await door.shutDown()
    }
}
