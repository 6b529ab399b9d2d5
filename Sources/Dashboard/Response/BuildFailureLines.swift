import LambdaModel

/// The output of a build that failed, as lines from which an editor opens.
struct BuildFailureLines: Sendable {
    /// The first error; nil if the output names none.
    let error: BuildError?
    /// Its position on the machine that builds.
    let place: LocalPlace?
    private let output: [String]
    private let directory: String?
    private let map: CodeMap

    init(_ failure: BuildFailure, _ info: BuildInfo?, _ map: CodeMap) {
        (error, output, directory, self.map) = (failure.firstError, failure.lastLines, info?.directory, map)
        place = error?.location?.place(in: info?.directory, map)
    }

    /// The question for the source lines around the first error.
    var request: SourceRequest? { error?.location.flatMap { SourceRequest($0, in: directory, map) } }

    /// The last lines of the output.
    var lines: [ResponsePage.Line] {
        output.map { text in
            let line = BuildLine(text)
            let spans = ANSIText.spans(text, base: Style(line.level.map { $0 == .error ? .error : .warning } ?? .dim))
            guard let location = line.location, let place = location.place(in: directory, map) else {
                return ResponsePage.Line(spans)
            }
            return ResponsePage.Line(LeadingText.marked(spans, location.range), place)
        }
    }
}
