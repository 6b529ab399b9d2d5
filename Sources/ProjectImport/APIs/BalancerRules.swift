import LambdaModel

/// Rules of a load balancer by their priorities. It uses the first rule that matches, from the lowest priority to the highest
/// (Elastic Load Balancing, "Listener rules for your Application Load Balancer"); in a manifest, the order of the routes
/// decides.
struct PriorityOrder<Rule> {
    private var rules: [(priority: Int, rule: Rule)] = []

    /// - Parameter priority: nil for a rule after all that have one.
    mutating func add(_ rule: Rule, priority: Int?) { rules.append((priority ?? .max, rule)) }

    /// The rules, the lowest priority first. Rules of the same priority keep their order.
    var sorted: [Rule] {
        rules.enumerated().sorted { ($0.element.priority, $0.offset) < ($1.element.priority, $1.offset) }
            .map(\.element.rule)
    }
}

/// The routes of a rule, and its place in the imported file.
struct BalancerRule {
    var routes: [APIRoute]
    var place: DraftPlace

    /// Adds the routes to an API of a draft.
    func add(to api: inout DraftAPI, by builder: inout DraftBuilder) {
        for route in routes { builder.add(route, to: &api, at: place) }
    }
}

/// Conditions of a load balancer's rules.
enum BalancerCondition {
    /// Why a condition is left out.
    static func leftOut(_ field: String) -> String {
        "the condition \"\(field.prefix(60))\" is left out: lamdeck looks at method and path only, so that the rule takes "
            + "more requests"
    }
}
