import LambdaModel

/// Who is to serve the Runtime API, as the variables of lamdeck's environment say.
public struct RuntimeChoice: Hashable, Sendable {
    /// Names who serves: `lamdeck`, the default, or `emulator`.
    static let variable = "LAMDECK_RUNTIME"
    /// An address of this machine, in numbers, that containers are given in place of that of the engine's network.
    static let addressVariable = "LAMDECK_RUNTIME_ADDRESS"

    /// Who serves if containers reach lamdeck.
    public let server: ServingKind
    /// The address that containers are given; nil for that of the engine's network.
    public let address: String?

    /// Reads the variables. An empty one counts as not set.
    ///
    /// - Throws: which variable has a value without a meaning, and what to do.
    public init(_ environment: [String: String]) throws(FailureReason) {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let named = value(Self.variable) ?? ServingKind.lamdeck.rawValue
        guard let server = ServingKind(rawValue: named) else {
            throw Self.refusal(Self.variable, named, "unset it, or set it to lamdeck or emulator")
        }
        address = value(Self.addressVariable)
        self.server = server
        if let address, !Self.isIPv4(address) {
            let advice = "unset it, or set it to an IPv4 address of this machine, such as 172.17.0.1"
            throw Self.refusal(Self.addressVariable, address, advice)
        }
    }

    /// Runtimes take an address in numbers only, since some of them parse it themselves.
    private static func isIPv4(_ text: String) -> Bool { IPv4Subnet("\(text)/32") != nil }

    private static func refusal(_ variable: String, _ value: String, _ advice: String) -> FailureReason {
        FailureReason(
            .settings,
            "the environment variable \(variable) is \"\(PlainText.escaped(value))\", which is not valid: \(advice)")
    }
}
