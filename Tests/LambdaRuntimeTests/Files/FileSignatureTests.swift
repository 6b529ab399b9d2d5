import Testing

@testable import LambdaRuntime

@Suite struct FileSignatureTests {
    @Test func `a signature follows links, and is zeros without a file`() throws {
        let tree = try FileTree()
        try tree.write("a", "text")
        try tree.link("b", to: "a")
        let (file, link) = (FileSignature(of: tree.path + "/a"), FileSignature(of: tree.path + "/b"))
        #expect(file.size == 4 && file.inode == link.inode && file.nanoseconds == link.nanoseconds)
        let none = FileSignature(of: tree.path + "/none")
        #expect(none.inode == 0 && none.size == 0 && none.seconds == 0)
    }
}
