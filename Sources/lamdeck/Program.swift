import LamdeckCLI

/// The program. All of it is in the library, where tests reach it.
@main
enum Program {
    static func main() async { await LamdeckProgram.main() }
}
