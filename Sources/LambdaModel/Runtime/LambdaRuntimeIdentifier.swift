/// A runtime of Lambda and the base image that AWS publishes for it: one row of ``all``.
public struct LambdaRuntimeIdentifier: Sendable, Hashable, Identifiable, CustomStringConvertible {
    /// Runtimes of one language, which have the same form of handler.
    public enum Family: String, Sendable, Hashable, CaseIterable {
        case nodejs
        case python
        case java
        case dotnet
        case ruby
        case go
        /// The runtimes without a language: the code contains an executable named `bootstrap`.
        case provided
    }

    /// The operating system of a base image.
    public enum OperatingSystem: Sendable, Hashable {
        /// Amazon Linux 1 (2018.03), which exists only for x86_64.
        case amazonLinux1
        case amazonLinux2
        case amazonLinux2023
    }

    /// Lambda's identifier: `nodejs22.x`.
    public let identifier: String
    /// The language.
    public let family: Family
    /// Repository and tag of the base image, without the registry: `nodejs:22`.
    public let image: String
    /// The operating system of the base image.
    public let operatingSystem: OperatingSystem
    /// The day on which AWS ends or ended it, or plans to; nil if AWS has named none.
    public let deprecation: CalendarDay?

    init(
        _ identifier: String, _ family: Family, image: String, on operatingSystem: OperatingSystem,
        until deprecation: CalendarDay?
    ) {
        self.identifier = identifier
        self.family = family
        self.image = image
        self.operatingSystem = operatingSystem
        self.deprecation = deprecation
    }

    /// The row of an identifier; nil if AWS publishes no such base image.
    public static func named(_ identifier: String) -> LambdaRuntimeIdentifier? {
        all.first { $0.identifier == identifier }
    }

    /// The identifier.
    public var id: String { identifier }

    /// The identifier.
    public var description: String { identifier }

    /// A name of at most 13 characters for the screen: `nodejs22`, `python3.13`, `al2023`.
    public var label: String {
        if identifier == "provided" { return "al1" }
        if identifier.hasPrefix("provided.") { return String(identifier.dropFirst("provided.".count)) }
        return identifier.hasSuffix(".x") ? String(identifier.dropLast(2)) : identifier
    }

    /// Whether AWS offers it only as a preview: its image changes without notice and has a `-preview` tag.
    public var isPreview: Bool { image.hasSuffix("-preview") }

    /// Whether AWS has ended it by `day`: it gets no more security patches, but its image is still available.
    public func isDeprecated(on day: CalendarDay) -> Bool { deprecation.map { $0 <= day } ?? false }

    /// The processors for which there is a base image.
    public var architectures: [Architecture] {
        switch operatingSystem {
        case .amazonLinux1: [.x86_64]
        case .amazonLinux2, .amazonLinux2023: [.x86_64, .arm64]
        }
    }
}

extension LambdaRuntimeIdentifier.Family {
    /// A typical handler of this family, for messages.
    public var handlerExample: String {
        switch self {
        case .nodejs: "app.handler"
        case .python: "app.lambda_handler"
        case .java: "example.Handler::handleRequest"
        case .dotnet: "Assembly::Namespace.Class::Method"
        case .ruby: "app.lambda_handler"
        case .go: "main"
        case .provided: "bootstrap"
        }
    }

    /// Whether a handler is a file and a function separated by a dot, so that one without a dot never works.
    public var handlerNeedsDot: Bool {
        switch self {
        case .nodejs, .python, .ruby: true
        case .java, .dotnet, .go, .provided: false
        }
    }
}
