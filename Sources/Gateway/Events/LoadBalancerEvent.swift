import JSONText
import LambdaModel
import Support

/// The event of a target group of an Application Load Balancer (Elastic Load Balancing user guide, "Use Lambda functions as
/// targets of an Application Load Balancer"). Path and query are as received. Without multi-value headers the event has
/// the last of several values.
struct LoadBalancerEvent {
    private let request: WebRequest
    private let place: RequestPlace

    init(_ request: WebRequest, _ place: RequestPlace) { (self.request, self.place) = (request, place) }

    /// The ARN of the target group that the function is in.
    private var targetGroup: String {
        "arn:aws:elasticloadbalancing:\(place.region):\(LocalAccount.id):targetgroup/\(place.function)/"
            + MD5.text(Array(place.function.utf8)).prefix(16)
    }

    func write(to writer: inout JSONWriter) {
        writer.object {
            $0.key("requestContext")
            $0.object {
                $0.key("elb")
                $0.object { $0.member("targetGroupArn", targetGroup) }
            }
            $0.member("httpMethod", request.method)
            $0.member("path", String(request.rawPath))
            let query = EventQuery(request.rawQuery, .asReceived).values
            let headers = EventHeaders(request, place.format).values
            if place.format == .albMultiValue {
                $0.member("multiValueQueryStringParameters", query)
                $0.member("multiValueHeaders", headers)
            } else {
                $0.member("queryStringParameters", query.last)
                $0.member("headers", headers.last)
            }
            let body = EventBody(request, place)
            $0.member("body", body.text ?? "")
            $0.member("isBase64Encoded", body.isBase64)
        }
    }
}
