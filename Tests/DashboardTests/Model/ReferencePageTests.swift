import LambdaModel
import TestSupport
import Testing

@testable import Dashboard

/// Pages of the documentation that are made from the tables of the program.
@Suite struct ReferencePageTests {
    @Test func `the page of the keys is what the table makes`() throws {
        try Recorded.expect(KeyMap.referencePage, in: "docs/keys.md")
    }

    @Test func `the page of the configuration is what the tables make`() throws {
        try Recorded.expect(DeckConfigurationReference.text(KeyMap.vocabulary), in: "docs/configuration.md")
    }
}
