import LambdaModel
import Testing

@testable import LambdaRuntime

@Suite struct IgnoreRulesTests {
    @Test(arguments: [
        ".git", "a/.git", ".hg", ".svn", "node_modules/.cache", "a/node_modules/.cache", "a/__pycache__", "a/b.pyc",
        ".dat.nosyncAB400.JE3uQK", "a/.goutputstream-X1Y2Z3", ".app.py.kate-swp", "app.py.crswap",
        ".app.py.swp", "a/.app.py.swx", ".app.py.swo", "4913", "app.py~", "#app.py#", ".#app.py", "app.tmp",
        "app.py___jb_tmp___", "a/app.py___jb_old___", ".DS_Store", ".idea", "a/.vscode",
    ])
    func filesOfToolsAreIgnored(_ path: String) {
        #expect(IgnoreRules().ignores(path, isFolder: false))
    }

    @Test(arguments: [
        "app.py", "git", ".gitignore", ".cache", "node_modules/cache", "a.swp", "app.py.swp", "49130", "tmp", ".env",
        "app#", "a/#b", ".swx", "pyc",
    ])
    func codeIsNot(_ path: String) {
        #expect(!IgnoreRules().ignores(path, isFolder: false))
    }

    @Test(arguments: [
        // glob, path, is a folder, is ignored
        ("*.md", "README.md", false, true), ("*.md", "a/b/README.md", false, true), ("*.md", "a.mdx", false, false),
        ("docs/**", "docs/a/b", false, true), ("docs/**", "docs", true, false), ("docs/**", "a/docs/b", false, false),
        ("/build", "build", true, true), ("/build", "a/build", true, false), ("/build", "build", false, true),
        ("dist/", "dist", true, true), ("dist/", "dist", false, false), ("dist/", "a/dist", true, true),
        ("a/**/z", "a/z", false, true), ("a/**/z", "a/b/c/z", false, true), ("a/**/z", "b/z", false, false),
        ("**/x", "x", false, true), ("**/x", "a/b/x", false, true), ("a/*", "a/b", false, true),
        ("a/*", "a/b/c", false, false), ("?.js", "a.js", false, true), ("?.js", "ab.js", false, false),
        ("[a-c].js", "b.js", false, true), ("[!a-c].js", "b.js", false, false), ("[!a-c].js", "d.js", false, true),
        ("[]x]", "]", false, true), ("[a", "[a", false, true), ("\\*.js", "*.js", false, true),
        ("\\*.js", "a.js", false, false), ("*a*b*c", "xaybzc", false, true), ("*a*b*c", "xaybz", false, false),
        ("!*.tmp", "a.tmp", false, false), ("ü*", "über", false, true), ("", "a", false, false),
        ("/", "a", true, false), ("**", "a/b", false, true),
    ])
    func globsHaveGitsMeaning(_ glob: String, _ path: String, _ isFolder: Bool, _ isIgnored: Bool) {
        #expect(IgnoreRules([glob]).ignores(path, isFolder: isFolder) == isIgnored)
    }

    @Test func theLastGlobThatMatchesDecides() {
        let rules = IgnoreRules(["*.json", "!package.json"])
        #expect(rules.ignores("a/data.json", isFolder: false))
        #expect(!rules.ignores("a/package.json", isFolder: false))
    }

    @Test func `events in subfolders are no code, but sources are`() {
        let rules = IgnoreRules(events: ["events"])
        #expect(rules.ignores("events/checkout/eu/cart.json", isFolder: false))
        #expect(rules.ignores("events/checkout/.lamdeck-1.tmp", isFolder: false))
        #expect(rules.isSilent("events/checkout", isFolder: true))
        #expect(!rules.ignores("events/checkout/app.py", isFolder: false))
        #expect(!rules.ignores("other/cart.json", isFolder: false))
    }

    @Test func aPlanHasCodeLayersAndEnvironmentFileOnce() {
        var settings = FunctionSettings(
            name: "f", runtime: nil, image: "i", handler: "h", code: .folder("/p/code"), resolvedPort: 9000)
        settings.layers = [.zip("/p/layer.zip"), .folder("/p/code")]
        settings.environmentFile = "/p/.env"
        let roots = ["/p/code", "/p/layer.zip", "/p/.env"]
        #expect(WatchPlan(settings) == WatchPlan(roots: roots))
        settings.watch = .ignoring(["*.md"])
        #expect(WatchPlan(settings) == WatchPlan(roots: roots, ignoring: ["*.md"]))
        settings.watch = .off
        #expect(WatchPlan(settings) == nil)
    }
}
