import JSONText

/// The metrics of a line in embedded metric format: CloudWatch makes metrics of such lines (CloudWatch documentation,
/// "Specification: Embedded metric format").
public struct LogMetrics: Hashable, Sendable {
    /// A metric with its values in this line.
    public struct Metric: Hashable, Sendable {
        /// The name.
        public let name: String
        /// The values as they were written; at least one.
        public let values: [String]
        /// The unit, such as `Milliseconds`; nil if there is none.
        public let unit: String?

        /// `OrderValue=496.71 Milliseconds`.
        public var text: String {
            "\(name)=\(values.joined(separator: ","))" + (unit.map { " " + $0 } ?? "")
        }
    }

    /// The metrics, in the order of the line's directives.
    public let metrics: [Metric]
    /// The dimensions, each once.
    public let dimensions: [LogMember]
    /// The namespaces, each once.
    public let namespaces: [String]

    /// `OrderValue=496.71 Milliseconds, Orders=1 Count`.
    public var text: String { metrics.map(\.text).joined(separator: ", ") }

    /// Nil for an object that has no metrics.
    init?(_ root: JSONNode) {
        guard let directives = root["_aws"]?["CloudWatchMetrics"], directives.kind == .array else { return nil }
        var (metrics, dimensions, namespaces): ([Metric], [LogMember], [String]) = ([], [], [])
        for directive in directives.elements {
            if let name = directive["Namespace"]?.string, !namespaces.contains(name) { namespaces.append(name) }
            for definition in directive["Metrics"].map({ Array($0.elements) }) ?? [] {
                guard let metric = Metric(definition, root), !metrics.contains(where: { $0.name == metric.name }) else {
                    continue
                }
                metrics.append(metric)
            }
            for set in directive["Dimensions"].map({ Array($0.elements) }) ?? [] {
                for key in set.elements.compactMap(\.string) where !dimensions.contains(where: { $0.key == key }) {
                    if let value = root[key].flatMap(LogMember.scalar) { dimensions.append(LogMember(key, value)) }
                }
            }
        }
        guard !metrics.isEmpty else { return nil }
        (self.metrics, self.dimensions, self.namespaces) = (metrics, dimensions, namespaces)
    }
}

extension LogMetrics.Metric {
    /// A metric whose value is in the object itself: a number, or several.
    fileprivate init?(_ definition: JSONNode, _ root: JSONNode) {
        guard let name = definition["Name"]?.string, let node = root[name] else { return nil }
        let values = node.kind == .array ? node.elements.compactMap(\.numberText) : [node.numberText].compactMap(\.self)
        guard !values.isEmpty else { return nil }
        let unit = definition["Unit"]?.string
        (self.name, self.values, self.unit) = (name, values, unit == "None" || unit == "" ? nil : unit)
    }
}
