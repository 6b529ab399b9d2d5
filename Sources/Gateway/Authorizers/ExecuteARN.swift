import LambdaModel

/// The name of a route for policies: `arn:aws:execute-api:us-east-1:123456789012:abcdef123/prod/GET/orders` (API Gateway
/// developer guide, "Statement reference of IAM policies for executing API in API Gateway"). Authorizers get it as
/// `methodArn` or `routeArn`.
public enum ExecuteARN {
    /// The ARN of a request. Its path is that of the request, not the route's pattern; a WebSocket API has the route's key
    /// instead of method and path.
    public static func of(_ request: WebRequest, at place: RequestPlace) -> String {
        let id = APIIdentifier.of(place.apiName)
        let api = "arn:aws:execute-api:\(place.region):\(LocalAccount.id):\(id)/\(place.stage)/"
        if place.format == .websocket { return api + (place.route?.path ?? RouteKey.connect) }
        return api + request.method + "/" + request.rawPath.drop { $0 == "/" }
    }
}
