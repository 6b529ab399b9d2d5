import LambdaModel
import Support

/// The lines before the body of an HTTP response: the status, the header fields, and remarks about them and the body.
enum WebPage {
    static func lines(_ web: WebContent) -> [ResponsePage.Line] {
        switch web.response {
        case .success(let response):
            (web.isTimedOut ? tooLate(web.status) : []) + [status(response)] + response.fields.map(field)
                + remark(response) + [ResponsePage.Line([])] + web.body.remarks
        case .failure(let problem): wrongShape(problem, web.status)
        }
    }

    /// `HTTP 200 OK`, in the colour of its class, and the size of the body.
    private static func status(_ response: WebResponse) -> ResponsePage.Line {
        let status = FunctionStatus(response.status)
        let role: Role =
            switch status?.kind {
            case .good: .success
            case .refusal: .warning
            case .failure, nil: .error
            }
        let size = response.body.isEmpty ? "" : "  " + ByteCount.text(response.body.count)
        return ResponsePage.Line([
            ("HTTP ", Style(.dim)), (status?.label ?? "\(response.status)", Style(role, attributes: .bold)),
            (size, Style(.dim)),
        ])
    }

    /// The function took longer than the API waits.
    private static func tooLate(_ status: FunctionStatus?) -> [ResponsePage.Line] {
        [
            ResponsePage.Line([
                ("✗ ", Style(.error)),
                ("The function answered too late.", Style(.error, attributes: .bold)),
            ]),
            ResponsePage.Line(gotInstead(status) + "The function returned:", Style(.dim)), ResponsePage.Line([]),
        ]
    }

    private static func gotInstead(_ status: FunctionStatus?) -> String {
        status.map { "The client got \($0.label) instead. " } ?? ""
    }

    private static func field(_ field: HTTPField) -> ResponsePage.Line {
        ResponsePage.Line([
            (field.name, Style(.key)), (": ", Style(.punctuation)), (field.value, Style(.text)),
        ])
    }

    private static func remark(_ response: WebResponse) -> [ResponsePage.Line] {
        response.remark.map { [ResponsePage.Line("! " + $0, Style(.warning))] } ?? []
    }

    /// What is wrong, and what the client got.
    private static func wrongShape(_ problem: ResponseShapeProblem, _ status: FunctionStatus?) -> [ResponsePage.Line] {
        var reason = ResponsePage.Line([
            ("✗ ", Style(.error)), (problem.description, Style(.error, attributes: .bold)),
        ])
        reason.isProse = true
        return [
            reason, ResponsePage.Line(gotInstead(status) + "The function returned:", Style(.dim)),
            ResponsePage.Line([]),
        ]
    }
}
