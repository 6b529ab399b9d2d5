import LambdaModel
import OrderedCollections

/// The APIs of a template while their resources are read.
struct TemplateAPIs: TemplateValueReading {
    var scope: TemplateScope
    var builder: DraftBuilder
    let source: ImportSource?
    let assets: CloudAssets
    /// The resources by their types, in the order of the file.
    let resources: [String: [SourceMember]]
    /// The APIs by logical id, in the order of reading. An API outside of the template has the id that refers to it.
    var apis: OrderedDictionary<String, DraftAPI> = [:]
    /// The names of authorizers that are resources, by logical id.
    var authorizerNames: [String: String] = [:]
    /// The properties that have OpenAPI definitions, with the ids of their APIs.
    var definitions: [(api: String, property: SourceMember, subject: String)] = []
    /// Routes of definitions without an integration, which SAM takes from the events of functions.
    var openRoutes: [(api: String, key: RouteKey, place: DraftPlace)] = []
    /// APIs whose stage was read.
    var staged: Set<String> = []

    /// The resources that are read. All of them belong to APIs, load balancers and function URLs.
    static let types: Set<String> = [
        "AWS::Serverless::Api", "AWS::Serverless::HttpApi", "AWS::Serverless::WebSocketApi",
        "AWS::ApiGateway::RestApi", "AWS::ApiGateway::Resource", "AWS::ApiGateway::Method",
        "AWS::ApiGateway::Authorizer", "AWS::ApiGateway::Stage", "AWS::ApiGateway::Deployment",
        "AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::Route", "AWS::ApiGatewayV2::Integration",
        "AWS::ApiGatewayV2::Authorizer", "AWS::ApiGatewayV2::Stage", "AWS::Lambda::Url",
        "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancingV2::Listener",
        "AWS::ElasticLoadBalancingV2::ListenerRule", "AWS::ElasticLoadBalancingV2::TargetGroup",
    ]

    /// Whether a permission only lets one of these services call a function.
    static func isPermission(_ resource: SourceNode) -> Bool {
        guard resource["Type"]?.text == "AWS::Lambda::Permission", let properties = resource["Properties"] else {
            return false
        }
        let principal = properties["Principal"]?.text ?? ""
        return ["apigateway.", "elasticloadbalancing."].contains { principal.hasPrefix($0) }
            || properties["FunctionUrlAuthType"] != nil || properties["InvokedViaFunctionUrl"] != nil
    }

    init(
        _ members: [SourceMember], scope: TemplateScope, builder: DraftBuilder, source: ImportSource?,
        assets: CloudAssets
    ) {
        resources = Dictionary(grouping: members) { $0.value["Type"]?.text ?? "" }
        self.scope = scope
        self.builder = builder
        self.source = source
        self.assets = assets
    }

    mutating func note(_ line: Int, _ subject: String, _ message: String) { builder.note(line, subject, message) }

    /// The resources of a type.
    func members(_ type: String) -> [SourceMember] { resources[type] ?? [] }

    // MARK: APIs

    /// The name of an API: its own one, unless it depends on the stack, otherwise the logical id.
    mutating func name(of id: String, _ written: SourceNode?) -> String {
        guard let written else { return id }
        do throws(Unresolved) {
            return try scope.textWithoutStack(written) ?? id
        } catch {
            return id
        }
    }

    /// The id of the API to which a part of the template belongs; nil if the API is left out, which is noted.
    ///
    /// - Parameter reference: the part's `RestApiId` or `ApiId`. Nil for SAM's implicit API.
    mutating func id(_ reference: SourceNode?, _ kind: APISettings.Kind, at place: DraftPlace) -> String? {
        guard let reference else { return Self.implicitID(kind) }
        let id = scope.referencedID(reference) ?? reference.text ?? "an expression"
        if apis[id] != nil { return id }
        if Self.types.contains(scope.sections.type(of: id)) {
            builder.note(place, "left out: the API \"\(id.prefix(80))\" is left out")
            return nil
        }
        apis[id] = DraftAPI(name: id, kind: kind, place: place)
        builder.noteOnce(
            "api \(id)", place.line, place.subject,
            "its API, \"\(id.prefix(80))\", is not in this file: only what this file says about it is known")
        return id
    }

    /// Takes an API out of the table to change it, so that its routes are not copied. It must be put back.
    mutating func take(_ id: String) -> DraftAPI? { apis.take(id) }

    // MARK: Routes

    /// Notes a setting that lamdeck does not imitate, unless it has no effect on requests.
    mutating func noteUnused(_ member: SourceMember, _ subject: String) {
        if let reason = APILeftOut.reason(member.key) { note(member.line, subject, reason) }
    }

    mutating func payloadVersion(_ subject: String, _ node: SourceNode) -> APISettings.PayloadVersion? {
        guard let text = text(subject, node) else { return nil }
        // YAML without quotes: 2.0 is a number, whose text is kept.
        if let version = APISettings.PayloadVersion(rawValue: text) ?? (text == "2" ? .v2 : text == "1" ? .v1 : nil) {
            return version
        }
        note(node.line, subject, APILeftOut.payloadVersion(text))
        return nil
    }

    /// A route that calls the function of an integration's URI; nil if it calls none of this template, which is noted.
    mutating func route(_ key: RouteKey, uri: SourceNode?, at place: DraftPlace) -> APIRoute? {
        guard let uri else {
            builder.note(place, "the route \(key.text) is left out: its integration has no URI")
            return nil
        }
        guard let function = scope.function(of: uri) else {
            builder.note(place, "the route \(key.text) is left out: its integration calls no function of this file")
            return nil
        }
        return APIRoute(key: key, function: function)
    }

    /// The id of the API that SAM makes for the events of functions that name none.
    static func implicitID(_ kind: APISettings.Kind) -> String {
        kind == .rest ? "ServerlessRestApi" : "ServerlessHttpApi"
    }

    /// Adds function URLs to the draft, and the APIs.
    mutating func finish() {
        for member in members("AWS::Lambda::Url") { readURL(member) }
        for api in inFileOrder { builder.add(api) }
    }

    /// The APIs in the order of the file, by which they get their ports. Those that are not resources, such as SAM's
    /// implicit ones, are the last.
    private var inFileOrder: [DraftAPI] {
        let resources = scope.sections.resourceMembers.enumerated().map { ($0.element.key, $0.offset) }
        let places = Dictionary(resources) { first, _ in first }
        return apis.enumerated()
            .sorted { (places[$0.element.key] ?? .max, $0.offset) < (places[$1.element.key] ?? .max, $1.offset) }
            .map(\.element.value)
    }

    private mutating func readURL(_ member: SourceMember) {
        guard let properties = member.value["Properties"], let settings = urlSettings(member.key, properties) else {
            return
        }
        guard let target = properties["TargetFunctionArn"].flatMap({ scope.function(of: $0) }),
            builder.has(function: target)
        else {
            return note(member.line, member.key, "left out: its function is not imported")
        }
        builder.setURL(settings, of: target, line: member.line)
    }
}

/// Reads some resources of the APIs of a template.
protocol TemplateAPIReader {
    var table: TemplateAPIs { get set }
    init(table: TemplateAPIs)
    mutating func run()
}

extension TemplateAPIs {
    /// Reads all resources, after the functions of the template.
    mutating func run() {
        let readers: [any TemplateAPIReader.Type] = [
            SAMAPIs.self, RestAPIs.self, GatewayAPIs.self, APIDefinitions.self, SAMEvents.self, RestResources.self,
            GatewayResources.self, LoadBalancers.self,
        ]
        for reader in readers { run(reader) }
        finish()
    }

    private mutating func run<Reader: TemplateAPIReader>(_ type: Reader.Type) {
        var reader = Reader(table: self)
        // Only one owner of the builder, so that its contents are not copied.
        builder = DraftBuilder(format: "")
        reader.run()
        self = reader.table
    }
}
