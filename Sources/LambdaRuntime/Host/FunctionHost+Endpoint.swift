import LambdaModel

/// One address for all functions, as Lambda's own: the `"endpoint"` of the manifest.
extension FunctionHost {
    /// Listens where the manifest says, for programs of this machine and for containers, and nowhere else.
    func openEndpoint() async {
        guard purpose == .deck else { return }
        guard endpoint != nil || manifest.endpoint != nil else { return }
        let keeper =
            endpoint
            ?? EndpointKeeper(door: FrontDoor(service: service(ofEndpoint: true), options: doorOptions, logger: logger))
        {
            [send] in send(.notice($0))
        }
        endpoint = keeper
        // Of two wishes at the same moment, the older one may come to the keeper last.
        var wanted: [DoorListener]
        repeat {
            wanted = endpointListeners
            await keeper.keep(wanted)
        } while wanted != endpointListeners
    }

    private var endpointListeners: [DoorListener] {
        guard let port = manifest.endpoint else { return [] }
        return [.endpoint(port: port)] + (bridge.map { [.endpoint(port: port, for: $0)] } ?? [])
    }

    /// Listens no more, for good.
    func closeEndpoint() async {
        await endpoint?.shutDown()
    }
}
