import LambdaModel
import Testing

@testable import LambdaRuntime
@testable import LamdeckCLI

struct FunctionListingTests {
    private static let now = 1_700_000_000

    private static func container(
        _ function: String = "hello", _ id: String = "c1", state: String = "running", port: Int? = 32_768,
        isServing: Bool = true, hasOwner: Bool = true, created: Int = now - 60, credentialsEnd: Int? = nil
    ) -> ProjectContainer {
        ProjectContainer(
            function: function, id: id, spec: ContainerPlan.hash(Sample.settings(), endpoint: nil),
            isRunning: state == "running", port: port, status: "Up a minute", isServing: isServing, ownPort: nil,
            hasOwner: hasOwner, code: nil, owner: nil, state: state, created: created, image: "made:1",
            credentialsEnd: credentialsEnd)
    }

    private static func rows(
        _ containers: [ProjectContainer], _ manifest: Manifest = Sample.manifest(), memory: [String: Int] = [:],
        starts: [String: Int] = [:], old: Set<String> = []
    ) -> [FunctionListing] {
        FunctionListing.all(manifest, containers, memory: memory, starts: starts, old: old, now: now)
    }

    @Test func `a function without a container is stopped`() {
        let rows = Self.rows([])
        #expect(
            FunctionListing.table(rows) == """
                FUNCTION  STATE    PORT  UPTIME  MEMORY  IMAGE
                hello     stopped  9000                  public.ecr.aws/lambda/nodejs:22
                """)
        #expect(
            rows.map(\.json) == [
                #"{"function":"hello","state":"stopped","stale":false,"port":9000,"#
                    + #""image":"public.ecr.aws/lambda/nodejs:22"}"#
            ])
    }

    @Test func `a running function has uptime and the memory of all its containers`() {
        let rows = Self.rows(
            [Self.container(), Self.container("hello", "c2", isServing: false)],
            memory: ["c1": 1 << 20, "c2": 1], starts: ["c1": Self.now - 3_661])
        #expect(
            FunctionListing.table(rows) == """
                FUNCTION  STATE    PORT  UPTIME     MEMORY  IMAGE
                hello     running  9000  1 h 1 min  2 MB    public.ecr.aws/lambda/nodejs:22
                """)
        #expect(
            rows.map(\.json) == [
                #"{"function":"hello","state":"running","stale":false,"port":9000,"#
                    + #""image":"public.ecr.aws/lambda/nodejs:22","container":"c1","status":"Up a minute","#
                    + #""uptimeSeconds":3661,"memoryMB":1.0,"detached":false}"#
            ])
    }

    @Test(
        arguments: [
            (-5, "0 s"), (0, "0 s"), (59, "59 s"), (60, "1 min"), (3599, "59 min"), (3600, "1 h 0 min"),
            (86_399, "23 h 59 min"), (86_400, "1 d 0 h"), (900_000, "10 d 10 h"),
        ])
    func `an uptime has two units at most, rounded down`(seconds: Int, text: String) {
        let table = FunctionListing.table(Self.rows([Self.container(created: Self.now - seconds)]))
        #expect(table.contains("9000  \(text)  "), "\(table)")
    }

    @Test func `a detached container is reached at its own port, and a stale one is marked`() {
        let rows = Self.rows([Self.container(hasOwner: false)], old: ["c1"])
        #expect(FunctionListing.table(rows).contains("\nhello     running (stale)  32768  1 min"))
        #expect(rows[0].json.contains(#""stale":true,"port":32768,"#))
        #expect(rows[0].json.hasSuffix(#""uptimeSeconds":60,"detached":true}"#))
    }

    @Test func `other settings make a running function stale, and a stopped one not`() {
        var changed = Sample.settings()
        changed.memorySize = 512
        #expect(Self.rows([Self.container()], Sample.manifest([changed])).map(\.isStale) == [true])
        #expect(Self.rows([Self.container(state: "exited")], Sample.manifest([changed])).map(\.isStale) == [false])
        #expect(Self.rows([Self.container()]).map(\.isStale) == [false])
    }

    @Test func `a container's end replaces its uptime`() {
        var container = Self.container(state: "exited")
        container.status = "Exited (1) 5 minutes ago"
        let rows = Self.rows([container])
        #expect(FunctionListing.table(rows).contains("\nhello     exited  9000  Exited (1) 5 minutes ago"))
        #expect(rows[0].json.contains(#""state":"exited","stale":false,"port":9000,"#))
        #expect(!rows[0].json.contains("uptimeSeconds"))
    }

    @Test func `a container that never started, or a spare, is not listed`() {
        #expect(Self.rows([Self.container(state: "created"), Self.container(isServing: false)])[0].container == nil)
        let rows = Self.rows([Self.container("hello", "old", state: "exited"), Self.container("hello", "new")])
        #expect(rows[0].container?.id == "new")
    }

    @Test func `functions that only have containers are last, by name`() {
        let rows = Self.rows([Self.container("zebra", "c1"), Self.container("ant", "c2", port: nil)])
        #expect(rows.map(\.name) == ["hello", "ant", "zebra"])
        #expect(
            FunctionListing.table(rows) == """
                FUNCTION  STATE                            PORT   UPTIME  MEMORY  IMAGE
                hello     stopped                          9000                   public.ecr.aws/lambda/nodejs:22
                ant       running (not in functions.json)         1 min           made:1
                zebra     running (not in functions.json)  32768  1 min           made:1
                """)
        #expect(
            rows[1].json.hasPrefix(
                #"{"function":"ant","state":"running","stale":false,"image":"made:1","unlisted":true,"container":"c2","#
            ))
    }

    @Test func `credentials have a column if a container has any`() {
        let rows = Self.rows(
            [
                Self.container(credentialsEnd: Self.now + 3_600),
                Self.container("other", "c2", credentialsEnd: Self.now), Self.container("third", "c3"),
            ])
        let lines = FunctionListing.table(rows).split(separator: "\n")
        #expect(lines[0].hasSuffix("IMAGE                            CREDENTIALS"))
        #expect(lines[1].hasSuffix("public.ecr.aws/lambda/nodejs:22  expire in 1 h 0 min"))
        #expect(lines[2].hasSuffix("made:1                           expired"))
        #expect(lines[3].hasSuffix("made:1"))
        #expect(rows[0].json.hasSuffix(#""detached":false,"credentialsEnd":"2023-11-14T23:13:20.000Z"}"#))
    }
}
