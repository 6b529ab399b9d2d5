import LambdaModel

/// What happens to a request, by the web page that sent it.
public enum OriginDecision: Sendable, Hashable {
    /// No page of another origin sent it: it is from a tool, a page of the same origin, or the address bar and links.
    case same
    /// A page of another origin, which `cors` allows, sent it. The fields belong to the response; see
    /// ``OriginPolicy/apply(_:to:)``.
    case allowed([HTTPField])
    /// It asks whether a page of another origin may send a request. The service answers it; the function is not called. The
    /// problem is a line for the user: why the browser will not send the request; nil if it will.
    case preflight(WebResponse, problem: String?)
    /// A page of another origin, which `cors` does not allow, sent it. The reason is a line for the user.
    case refused(String)
}
