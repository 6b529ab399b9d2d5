import JSONText
import LambdaModel
import OrderedCollections

/// The place at which a request arrived: what an event says of the API and the route, besides the request itself.
public struct RequestPlace: Sendable {
    /// The form of the event.
    public var format: EventFormat
    /// The function that gets it.
    public var function: String
    /// The API's name; the function's name for a function URL. It stands for AWS's random ids: `apiId`.
    public var apiName: String
    /// The region in names: `us-east-1`.
    public var region: String
    /// The stage; `$default` for a function URL.
    public var stage = "$default"
    /// The route's key; nil for a function URL.
    public var route: RouteKey?
    /// The parameters of the path in the order of the pattern, still percent-encoded.
    public var pathParameters: OrderedDictionary<String, String> = [:]
    /// The variables of the stage.
    public var stageVariables: OrderedDictionary<String, String> = [:]
    /// The binary media types of a REST API.
    public var binaryMediaTypes: [String] = []
    /// `requestContext.authorizer` as the format has it: the text of a JSON object; nil for none.
    public var authorizer: String?

    /// A place without a route: a function URL, or an API that functions.json does not have.
    public init(format: EventFormat, function: String, apiName: String, region: String) {
        self.format = format
        self.function = function
        self.apiName = apiName
        self.region = region
    }

    /// The place of a route.
    ///
    /// - Parameter parameters: those of the path in the order of the pattern, still percent-encoded.
    public init(
        _ route: APIRoute, of api: APISettings, parameters: OrderedDictionary<String, String> = [:], region: String
    ) {
        self.init(format: api.format(of: route), function: route.function, apiName: api.name, region: region)
        stage = api.stage
        self.route = route.key
        pathParameters = parameters
        stageVariables = api.stageVariables
        binaryMediaTypes = api.binaryMediaTypes
    }
}
