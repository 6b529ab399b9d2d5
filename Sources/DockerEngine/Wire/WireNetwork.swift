/// The fields used of `GET /networks/{name}`.
struct WireNetwork: Decodable {
    struct AddressManagement: Decodable {
        struct Configuration: Decodable {
            var subnet: String?
            var gateway: String?

            enum CodingKeys: String, CodingKey {
                case subnet = "Subnet"
                case gateway = "Gateway"
            }
        }

        var configurations: [Configuration]?

        enum CodingKeys: String, CodingKey {
            case configurations = "Config"
        }
    }

    var name: String?
    var addresses: AddressManagement?

    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case addresses = "IPAM"
    }

    var details: NetworkDetails {
        NetworkDetails(
            name: name ?? "",
            ranges: (addresses?.configurations ?? []).compactMap { one in
                guard let subnet = one.subnet, !subnet.isEmpty else { return nil }
                return .init(subnet: subnet, gateway: one.gateway.flatMap { $0.isEmpty ? nil : $0 })
            })
    }
}
