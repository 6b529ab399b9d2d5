import LamdeckCLI

/// The program. All of its code is in the library, because tests can reach it there.
@main
enum LamdeckMain {
    static func main() async { await LamdeckProgram.main() }
}
