// swift-tools-version: 6.2
import PackageDescription

// All dependencies of targets are listed here; `make check` builds with
// `--explicit-target-dependency-import-check error`, so an undeclared import fails.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("ExistentialAny"),
    .treatAllWarnings(as: .error),
    // The tests use the objects of the release build, so that nothing is compiled twice.
    .unsafeFlags(["-enable-testing"], .when(configuration: .release)),
]
/// Code that waits more than it computes is built for size, which also builds faster.
let small = strict + [.unsafeFlags(["-Osize"], .when(configuration: .release))]
/// Optimizing tests would take longer than it saves.
let tests = strict + [.unsafeFlags(["-Onone"], .when(configuration: .release))]
/// The libraries of the static Foundation; its modules link them only in code that is compiled for static linking.
let foundation = ["CoreFoundation", "_FoundationCShims", "_FoundationCollections", "_FoundationICU"]
/// Links Swift's own libraries statically: the program starts twice as fast, and runs without Swift installed. Apple's
/// systems include them.
let program: [LinkerSetting] = [
    .unsafeFlags(
        // Leaves out symbols that are not looked up, and merges identical code.
        ["-static-stdlib"]
            + ["--strip-debug", "--no-export-dynamic", "--icf=safe", "-O2"].flatMap { ["-Xlinker", $0] }
            + foundation.map { "-l\($0)" },
        .when(platforms: [.linux], configuration: .release))
]

let package = Package(
    name: "lamdeck",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "lamdeck", targets: ["lamdeck"])],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        // MARK: Values
        .target(name: "Support", swiftSettings: strict),
        .target(name: "JSONText", dependencies: ["Support"], swiftSettings: strict),
        .target(
            name: "LambdaModel",
            dependencies: [
                "Support", "JSONText", .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "OrderedCollections", package: "swift-collections"),
            ],
            resources: [.embedInCode("Events/Templates")],
            swiftSettings: strict),
        .target(
            name: "Gateway",
            dependencies: [
                "Support", "JSONText", "LambdaModel",
                .product(name: "OrderedCollections", package: "swift-collections"),
            ],
            swiftSettings: small),
        .target(
            name: "ProjectImport",
            dependencies: [
                "Support", "JSONText", "LambdaModel", "Yams",
                .product(name: "OrderedCollections", package: "swift-collections"),
            ],
            swiftSettings: small),

        .target(
            name: "HostLink",
            dependencies: ["Support", "LambdaModel", .product(name: "DequeModule", package: "swift-collections")],
            swiftSettings: strict),

        // MARK: The engine and the functions that run on it
        .target(
            name: "HTTPTransport",
            dependencies: [
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(
                    name: "SystemPackage", package: "swift-system", condition: .when(platforms: [.linux])),
            ],
            swiftSettings: strict),
        .target(
            name: "DockerEngine",
            dependencies: [
                "Support", "HTTPTransport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .target(
            name: "LambdaRuntime",
            dependencies: [
                "Support", "JSONText", "LambdaModel", "Gateway", "HostLink", "HTTPTransport", "DockerEngine",
                .product(name: "NIOWebSocket", package: "swift-nio"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "OrderedCollections", package: "swift-collections"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(
                    name: "SystemPackage", package: "swift-system", condition: .when(platforms: [.linux])),
            ],
            swiftSettings: small),

        // MARK: The screen
        .target(
            name: "CNcurses",
            linkerSettings: [
                .linkedLibrary("ncursesw", .when(platforms: [.linux])),
                .linkedLibrary("ncurses", .when(platforms: [.macOS])),
            ]),
        .target(
            name: "Dashboard",
            dependencies: [
                "Support", "JSONText", "LambdaModel",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "OrderedCollections", package: "swift-collections"),
            ],
            swiftSettings: strict),
        .target(
            name: "TerminalUI",
            dependencies: ["Support", "CNcurses", "Dashboard", "LambdaModel"],
            swiftSettings: strict),

        // MARK: The program
        .target(
            name: "LamdeckCLI",
            dependencies: [
                "Support", "JSONText", "LambdaModel", "Gateway", "HostLink", "ProjectImport", "LambdaRuntime",
                "Dashboard", "TerminalUI",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "OrderedCollections", package: "swift-collections"),
            ],
            swiftSettings: small),
        .executableTarget(
            name: "lamdeck", dependencies: ["LamdeckCLI"], swiftSettings: small, linkerSettings: program),

        .executableTarget(
            name: "CallOverhead",
            dependencies: [
                "DockerEngine", "HostLink", "LambdaModel", "LambdaRuntime",
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Benchmarks/CallOverhead", swiftSettings: strict, linkerSettings: program),

        // MARK: Tests
        .target(
            name: "TestSupport",
            dependencies: [
                "LambdaModel",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Tests/TestSupport", swiftSettings: tests),
        .target(
            name: "RuntimeTestSupport",
            dependencies: [
                "DockerEngine", "LambdaModel", "LambdaRuntime",
                .product(name: "OrderedCollections", package: "swift-collections"),
            ],
            path: "Tests/RuntimeTestSupport", swiftSettings: tests),
        .testTarget(
            name: "SupportTests",
            dependencies: ["Support", .product(name: "Subprocess", package: "swift-subprocess")],
            swiftSettings: tests),
        .testTarget(name: "JSONTextTests", dependencies: ["JSONText"], swiftSettings: tests),
        .testTarget(
            name: "LambdaModelTests",
            dependencies: [
                "Support", "LambdaModel", "JSONText", "TestSupport",
                .product(name: "OrderedCollections", package: "swift-collections"),
            ],
            exclude: ["Recordings"],
            swiftSettings: tests),
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "Support", "Gateway", "LambdaModel", "JSONText", "TestSupport",
                .product(name: "OrderedCollections", package: "swift-collections"),
            ],
            swiftSettings: tests),
        .testTarget(
            name: "ProjectImportTests",
            dependencies: [
                "ProjectImport", "LambdaModel", "JSONText", "TestSupport",
                .product(name: "OrderedCollections", package: "swift-collections"),
            ],
            swiftSettings: tests),
        .testTarget(
            name: "HTTPTransportTests",
            dependencies: [
                "HTTPTransport", "TestSupport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: tests),
        .testTarget(
            name: "DockerEngineTests",
            dependencies: [
                "Support", "DockerEngine", "HTTPTransport", "TestSupport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: tests),
        .testTarget(
            name: "LambdaRuntimeTests",
            dependencies: [
                "Support", "LambdaRuntime", "LambdaModel", "Gateway", "HostLink", "HTTPTransport", "DockerEngine",
                "JSONText", "TestSupport", "RuntimeTestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "OrderedCollections", package: "swift-collections"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: tests),
        .testTarget(
            name: "DashboardTests",
            dependencies: ["Support", "Dashboard", "LambdaModel", "JSONText", "TestSupport"],
            exclude: ["Screens"],
            swiftSettings: tests),
        .testTarget(
            name: "TerminalUITests", dependencies: ["Support", "TerminalUI", "Dashboard"], swiftSettings: tests),
        .testTarget(
            name: "LamdeckCLITests",
            dependencies: [
                "Support", "LamdeckCLI", "JSONText", "LambdaModel", "Gateway", "HostLink", "ProjectImport",
                "LambdaRuntime", "Dashboard", "TerminalUI",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "OrderedCollections", package: "swift-collections"),
            ],
            swiftSettings: tests),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "JSONText", "TestSupport",
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            exclude: ["Apps", "Clients"],
            swiftSettings: tests),
    ]
)
