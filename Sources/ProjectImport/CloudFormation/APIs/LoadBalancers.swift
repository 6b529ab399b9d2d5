import LambdaModel
import OrderedCollections

/// Application Load Balancers whose target groups are functions (CloudFormation's reference,
/// "AWS::ElasticLoadBalancingV2::ListenerRule").
struct LoadBalancers: TemplateAPIReader {
    var table: TemplateAPIs

    private static let family = "AWS::ElasticLoadBalancingV2::"

    /// A target group with a function.
    private struct Target {
        var function: String
        var isMultiValue: Bool
    }

    mutating func run() {
        let targets = lambdaTargets()
        guard !targets.isEmpty else {
            // Load balancers of other services.
            for kind in ["LoadBalancer", "Listener", "ListenerRule", "TargetGroup"] {
                for member in table.members(Self.family + kind) {
                    table.note(member.line, member.key, "left out: lamdeck runs functions, not \(Self.family)\(kind)")
                }
            }
            return
        }
        var rules = PriorityOrder<BalancerRule>()
        for member in table.members(Self.family + "ListenerRule") {
            guard let properties = member.value["Properties"] else { continue }
            let priority = properties["Priority"].flatMap { table.int("\(member.key): Priority", $0) }
            guard let rule = readRule(member, properties) else { continue }
            rules.add(rule, priority: priority)
        }
        // The default action of a listener is used after all rules, also after those without a priority.
        for member in table.members(Self.family + "Listener") {
            guard let properties = member.value["Properties"] else { continue }
            let id = balancerID(member.key, at: DraftPlace(line: member.line, subject: member.key))
            let actions = properties["DefaultActions"]
            rules.add(
                BalancerRule(
                    api: id, target: targetGroup(actions, "\(member.key): DefaultActions"),
                    paths: [RouteKey.fallback.path],
                    methods: [nil], place: DraftPlace(line: member.line, subject: member.key)),
                priority: nil)
        }
        for rule in rules.sorted { addRule(rule, targets) }
    }

    /// What a rule of a listener says.
    private struct BalancerRule {
        var api: String
        /// The logical id of its target group; nil if it forwards to none.
        var target: String?
        var paths: [String]
        /// Nil for any.
        var methods: [String?]
        var place: DraftPlace
    }

    private mutating func addRule(_ rule: BalancerRule, _ targets: [String: Target]) {
        guard let id = rule.target else { return }
        guard let target = targets[id] else {
            return table.builder.note(
                rule.place, "left out: its target group \"\(id.prefix(80))\" has no function of this file")
        }
        guard var api = table.take(rule.api) else { return }
        if target.isMultiValue { api.settings.multiValueHeaders = true }
        for path in rule.paths {
            for method in rule.methods {
                let key = path == RouteKey.fallback.path ? .fallback : RouteKey(rule: path, method: method)
                table.builder.add(APIRoute(key: key, function: target.function), to: &api, at: rule.place)
            }
        }
        table.apis[rule.api] = api
    }

    private mutating func lambdaTargets() -> [String: Target] {
        var result: [String: Target] = [:]
        for member in table.members(Self.family + "TargetGroup") {
            guard let properties = member.value["Properties"],
                properties["TargetType"].flatMap({ table.text("\(member.key): TargetType", $0) }) == "lambda"
            else { continue }
            guard let node = properties["Targets"]?.elements.first?["Id"], let function = table.scope.function(of: node)
            else {
                table.note(member.line, member.key, "left out: its target is not a function of this file")
                continue
            }
            let attribute = properties["TargetGroupAttributes"]?.elements.first {
                $0["Key"]?.text == "lambda.multi_value_headers.enabled"
            }
            result[member.key] = Target(
                function: function,
                isMultiValue: table.flag("\(member.key): TargetGroupAttributes", attribute?["Value"]))
        }
        return result
    }

    /// The API of a listener: that of its load balancer, if it is in the template.
    private mutating func balancerID(_ listener: String, at place: DraftPlace) -> String {
        let properties = table.scope.sections.resources[listener]?["Properties"]
        let balancer = table.scope.referencedID(properties?["LoadBalancerArn"])
        let id = balancer ?? listener
        if table.apis[id] == nil {
            let resource = table.scope.sections.resources[id]
            table.apis[id] = DraftAPI(
                name: table.name(of: id, resource?["Properties"]?["Name"]), kind: .alb,
                place: DraftPlace(line: resource?.line ?? place.line, subject: id))
        }
        return id
    }

    private mutating func readRule(_ member: SourceMember, _ properties: SourceNode) -> BalancerRule? {
        let place = DraftPlace(line: member.line, subject: member.key)
        let listener = table.scope.referencedID(properties["ListenerArn"]) ?? "load balancer"
        var rule = BalancerRule(
            api: balancerID(listener, at: place),
            target: targetGroup(properties["Actions"], "\(member.key): Actions"), paths: ["/*"], methods: [nil],
            place: place)
        guard rule.target != nil else { return nil }
        for condition in properties["Conditions"]?.elements ?? [] {
            let subject = "\(member.key): Conditions"
            let field = condition["Field"].flatMap { table.text(subject, $0) } ?? ""
            switch field {
            case "path-pattern":
                rule.paths = table.texts(subject, condition["PathPatternConfig"]?["Values"] ?? condition["Values"])
            case "http-request-method":
                rule.methods = table.texts(
                    subject, condition["HttpRequestMethodConfig"]?["Values"] ?? condition["Values"])
            default: table.note(condition.line, subject, BalancerCondition.leftOut(field))
            }
        }
        return rule
    }

    /// The target group to which actions forward; nil if they do something else, which is noted.
    private mutating func targetGroup(_ actions: SourceNode?, _ subject: String) -> String? {
        var target: String?
        for action in actions?.elements ?? [] {
            let type = action["Type"].flatMap { table.text(subject, $0) } ?? ""
            guard type == "forward" else {
                table.note(
                    action.line, subject, "\"\(type.prefix(60))\" is left out: lamdeck only forwards to functions")
                continue
            }
            let groups = action["ForwardConfig"]?["TargetGroups"]?.elements ?? []
            if groups.count > 1 {
                table.note(action.line, subject, "only the first of \(groups.count) target groups is used")
            }
            target = table.scope.referencedID(action["TargetGroupArn"] ?? groups.first?["TargetGroupArn"])
        }
        return target
    }
}
