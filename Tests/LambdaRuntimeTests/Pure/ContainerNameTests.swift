import LambdaModel
import Testing

@testable import LambdaRuntime

/// A container's role is in its name.
@Suite("Names of containers")
struct ContainerNameTests {
    @Test(arguments: [ContainerRole.serving, .worker, .spare])
    func `a name shows its role, and a promoted one shows none`(role: ContainerRole) {
        let name = "lamdeck-hello-1a2b3c" + ContainerName.suffix(of: role)
        #expect(ContainerName.role(of: name) == role)
        #expect(ContainerName.promoted(name) == "lamdeck-hello-1a2b3c")
    }
}
