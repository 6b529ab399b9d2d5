import LambdaModel
import Testing

@Suite("The table of runtimes")
struct RuntimeTableTests {
    private let all = LambdaRuntimeIdentifier.all

    @Test func identifiersAndImagesAreUnique() {
        #expect(Set(all.map(\.identifier)).count == all.count)
        #expect(Set(all.map(\.image)).count == all.count)
        for runtime in all { #expect(LambdaRuntimeIdentifier.named(runtime.identifier) == runtime) }
        #expect(LambdaRuntimeIdentifier.named("nodejs") == nil)
        #expect(LambdaRuntimeIdentifier.named("Nodejs22.x") == nil)
    }

    /// Each tag is the identifier's own, as AWS makes it: `nodejs22.x` → `nodejs:22`, `provided.al2` → `provided:al2`.
    @Test func imagesFollowTheirIdentifiers() {
        for runtime in all where runtime.identifier != "provided" {
            let name = runtime.identifier.replacing(".x", with: "")
            let rest = name.dropFirst(runtime.family.rawValue.count)
            let version = rest.hasPrefix(".") ? rest.dropFirst() : rest
            let suffix = runtime.isPreview ? "-preview" : ""
            #expect(runtime.image == "\(runtime.family.rawValue):\(version)\(suffix)")
        }
        #expect(LambdaRuntimeIdentifier.named("provided")?.image == "provided:alami")
    }

    @Test(arguments: [
        ("nodejs22.x", "nodejs22"), ("python3.13", "python3.13"), ("provided.al2023", "al2023"), ("provided", "al1"),
        ("java8.al2", "java8.al2"), ("dotnet8", "dotnet8"), ("go1.x", "go1"),
    ])
    func labels(_ identifier: String, _ label: String) {
        #expect(LambdaRuntimeIdentifier.named(identifier)?.label == label)
    }

    @Test func labelsAreShortAndUnique() {
        #expect(Set(all.map(\.label)).count == all.count)
        #expect(all.allSatisfy { $0.label.count <= 13 })
    }

    @Test func deprecationBeginsOnItsDay() throws {
        let node20 = try #require(LambdaRuntimeIdentifier.named("nodejs20.x"))
        #expect(node20.deprecation?.description == "2026-04-30")
        #expect(!node20.isDeprecated(on: CalendarDay(2026, 4, 29)))
        #expect(node20.isDeprecated(on: CalendarDay(2026, 4, 30)))
        let preview = try #require(LambdaRuntimeIdentifier.named("python3.15"))
        #expect(!preview.isDeprecated(on: CalendarDay(2099, 1, 1)))
        #expect(preview.isPreview)
    }

    @Test func oldAmazonLinuxHasNoArm() {
        #expect(LambdaRuntimeIdentifier.named("go1.x")?.architectures == [.x86_64])
        #expect(LambdaRuntimeIdentifier.named("nodejs22.x")?.architectures == [.x86_64, .arm64])
    }

    @Test func everyFamilyHasARuntimeAndAHandler() {
        #expect(Set(all.map(\.family)) == Set(LambdaRuntimeIdentifier.Family.allCases))
        for family in LambdaRuntimeIdentifier.Family.allCases {
            #expect(family.handlerExample.contains(".") || !family.handlerNeedsDot)
        }
    }

    @Test func daysAreOrdered() {
        #expect(CalendarDay(2026, 12, 31) < CalendarDay(2027, 1, 1))
        #expect(CalendarDay(2026, 1, 31) < CalendarDay(2026, 2, 1))
        #expect(CalendarDay(2026, 10, 5).description == "2026-10-05")
        #expect(CalendarDay.today > CalendarDay(2025, 1, 1))
    }
}
