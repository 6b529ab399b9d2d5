import Foundation
import Testing

@testable import LambdaRuntime

@Suite("Addresses of hosts")
struct HostAddressTests {
    @Test func `a path fits into a socket's address`() {
        let manifest = "/" + String(repeating: "long/", count: 200) + "functions.json"
        let longest = RunFolder(path: "/tmp/lamdeck-\(uid_t.max)")
        let address = HostAddress(ProjectIdentity(manifest: manifest), in: longest)
        #expect(address.path.hasPrefix(longest.path + "/"))
        #expect(address.path.utf8.count < 104)
        #expect(HostAddress(manifest: manifest).path.utf8.count <= address.path.utf8.count)
        #expect("\(address)" == address.path)
    }

    @Test func `a manifest that is reached by a link has one address`() throws {
        let tree = try FileTree()
        try tree.write("project/functions.json", "{}")
        try tree.write("project/other.json", "{}")
        try tree.link("project/link.json", to: tree.path + "/project/functions.json")
        try tree.link("folder", to: tree.path + "/project")
        let address = HostAddress(manifest: tree.path + "/project/functions.json")
        for path in ["project/link.json", "folder/functions.json", "folder/link.json"] {
            #expect(HostAddress(manifest: "\(tree.path)/\(path)") == address, "\(path)")
        }
        let other = HostAddress(manifest: tree.path + "/project/other.json")
        #expect(other.path != address.path)
        #expect(other.folder == address.folder)
    }
}
