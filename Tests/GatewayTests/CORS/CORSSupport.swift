import LambdaModel

@testable import Gateway

func cors(_ origins: String..., change: (inout CORSSettings) -> Void = { _ in }) -> CORSSettings {
    var settings = CORSSettings()
    settings.allowOrigins = origins
    change(&settings)
    return settings
}

extension OriginDecision {
    var isRefused: Bool { if case .refused = self { true } else { false } }
    var isAllowed: Bool { if case .allowed = self { true } else { false } }
}
