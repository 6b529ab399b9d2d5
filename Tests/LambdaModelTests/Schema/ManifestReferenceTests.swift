import TestSupport
import Testing

@testable import LambdaModel

@Suite struct ManifestReferenceTests {
    @Test func `the README has the keys of the tables`() throws {
        try Recorded.expect(
            "\n\(ManifestReference.text)\n", in: "README.md",
            between: "<!-- The keys, made by the tests from FunctionKeys.swift and RootKeys.swift -->",
            and: "<!-- The end of the keys -->")
    }

    @Test func `the reference of url and api has the keys of the tables`() throws {
        let tables = "FunctionURLKeys.swift, APIKeys.swift, RouteKeys.swift, AuthorizerKeys.swift and CORSKeys.swift"
        try Recorded.expect(
            "\n\(ManifestReference.api)", in: "docs/api.md",
            between: "<!-- The keys, made by the tests from \(tables) -->",
            and: "<!-- The end of the keys -->")
    }

    @Test func `the page about images has the keys of imageConfig`() throws {
        try Recorded.expect(
            ManifestReference.imageConfig, in: "docs/images.md",
            between: "<!-- The keys, made by the tests from ImageConfigKeys.swift -->",
            and: "<!-- The end of the keys -->")
    }

    @Test func `the page about builds has the keys of build`() throws {
        try Recorded.expect(
            ManifestReference.build, in: "docs/build.md",
            between: "<!-- The keys, made by the tests from BuildKeys.swift -->",
            and: "<!-- The end of the keys -->")
    }

    @Test func `the page about debugging has the keys of debug`() throws {
        try Recorded.expect(
            ManifestReference.debug, in: "docs/debug.md",
            between: "<!-- The keys, made by the tests from DebugKeys.swift -->",
            and: "<!-- The end of the keys -->")
    }

    @Test func `every row of the reference has the same columns`() {
        for line in ManifestReference.text.split(separator: "\n") where line.hasPrefix("| ") {
            #expect(line.split(separator: " | ", omittingEmptySubsequences: false).count == 4, "\(line)")
        }
    }
}
