import LambdaModel
import Support

/// The lines before the body of an HTTP response: the status, the header fields, and remarks about the body.
enum WebPage {
    static func lines(_ web: WebContent) -> [ResponsePage.Line] {
        switch web.response {
        case .success(let response):
            [status(web.status, response)] + response.fields.map(field) + [ResponsePage.Line([])] + web.body.remarks
        case .failure(let problem): wrongShape(problem, web.status)
        }
    }

    /// `HTTP 200 OK`, in the colour of its class, and the size of the body.
    private static func status(_ status: FunctionStatus?, _ response: WebResponse) -> ResponsePage.Line {
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

    private static func field(_ field: HTTPField) -> ResponsePage.Line {
        ResponsePage.Line([
            (field.name, Style(.key)), (": ", Style(.punctuation)), (field.value, Style(.text)),
        ])
    }

    /// What is wrong, and what the client got.
    private static func wrongShape(_ problem: ResponseShapeProblem, _ status: FunctionStatus?) -> [ResponsePage.Line] {
        let got = status.map { "The client got \($0.label) instead. " } ?? ""
        var reason = ResponsePage.Line([
            ("✗ ", Style(.error)), (problem.description, Style(.error, attributes: .bold)),
        ])
        reason.isProse = true
        return [
            reason, ResponsePage.Line(got + "The function returned:", Style(.dim)), ResponsePage.Line([]),
        ]
    }
}
