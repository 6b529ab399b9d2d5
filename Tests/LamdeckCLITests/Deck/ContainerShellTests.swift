import Testing

@testable import LamdeckCLI

@Suite struct ContainerShellTests {
    private func shell(_ engine: String? = nil, isPodman: Bool = false) -> ContainerShell {
        ContainerShell(engine: engine, container: "0f1e", isPodman: isPodman)
    }

    @Test func `the program gets the address of the host's socket, and no other address`() {
        #expect(
            shell("unix:///run/x.sock").open("/bin/bash", with: "docker") == [
                "docker", "--host", "unix:///run/x.sock", "exec", "--interactive", "--tty", "0f1e", "/bin/bash",
            ])
        #expect(
            shell("unix:///run/x.sock").search(with: "podman").prefix(3) == ["podman", "--url", "unix:///run/x.sock"])
        #expect(shell("tcp://127.0.0.1:2376").search(with: "docker").prefix(3) == ["docker", "exec", "0f1e"])
        #expect(shell().search(with: "docker").prefix(2) == ["docker", "exec"])
    }

    @Test func `Podman's own program comes first for Podman`() {
        #expect(shell().programs == ["docker", "podman"])
        #expect(shell(isPodman: true).programs == ["podman", "docker"])
    }

    @Test(
        arguments: [
            (0, "WARNING: a setting\n/usr/bin/bash\n", false, .shell("/usr/bin/bash")),
            (
                127, "OCI runtime exec failed: exec failed: \"sh\": executable file not found in $PATH: unknown\n",
                false,
                .failure("the image has no shell: docker finds no sh in the container")
            ),
            (
                1, "Error response from daemon: container 0f1e is not running\n", false,
                .failure("no shell can be opened: Error response from daemon: container 0f1e is not running")
            ),
            (1, "", false, .failure("no shell can be opened: docker ended with exit code 1")),
            (127, "sh: 1: docker: not found\n", true, .noProgram),
            (127, "bash: docker: command not found\n", true, .noProgram),
        ] as [(Int, String, Bool, ContainerShell.Answer)])
    func `the end of a search is read`(
        status: Int, output: String, isRemote: Bool, answer: ContainerShell.Answer
    ) {
        #expect(shell().answer(status, output, with: "docker", isRemote: isRemote) == answer)
    }
}
