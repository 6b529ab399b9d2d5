import Support

extension EngineClient {
    /// A network, or `nil` if the engine does not have it.
    ///
    /// - Parameter name: its name or id. `bridge` is Docker's default network, `podman` is Podman's.
    public func networkInspect(_ name: String) async throws(EngineError) -> NetworkDetails? {
        let path = "/networks/\(PercentCoding.encoded(name))"
        let network: WireNetwork? = try await connection.find(
            EngineRequest(.get, path, operation: "inspect the network \(name)"))
        return network?.details
    }
}
