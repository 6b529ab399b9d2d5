import LambdaModel

/// Work that no key asks for, and that what is shown needs: the source lines of a failed call, the selected event, the
/// title of the window.
struct BackgroundEffects: Sendable {
    /// The source lines that were asked for.
    private var sources: Set<SourceKey> = []
    /// The title of the window.
    private var title = ""
    /// Whether the terminal has the focus; nil if it does not say.
    private var hasFocus: Bool?

    /// Seconds from which the end of a call is reported to a user who looks at another window.
    private static let longCall = 5.0

    /// What a model needs and has not asked for yet.
    static func next(of model: inout Model) -> [Effect] {
        source(&model) + (Layout(model).preview == nil ? [] : EventDesk.loadPreview(on: &model)) + title(&model)
    }

    private static func source(_ model: inout Model) -> [Effect] {
        guard let item = model.item, let missing = item.response?.missingSource,
            model.background.sources.insert(missing.key).inserted
        else { return [] }
        return [.readSource(missing.key, function: item.info.name, missing.request)]
    }

    private static func title(_ model: inout Model) -> [Effect] {
        guard let selected = model.selected else { return [] }
        let project = HeaderView.project(model)
        let title = project.isEmpty ? "lamdeck: \(selected)" : "lamdeck: \(project) › \(selected)"
        guard title != model.background.title else { return [] }
        model.background.title = title
        return [.title(title)]
    }

    /// The terminal got the focus, or lost it.
    mutating func focus(_ hasFocus: Bool) { self.hasFocus = hasFocus }

    /// Rings the bell at the end of a long call if the user looks at another window.
    func end(of result: InvocationResult) -> [Effect] {
        guard hasFocus == false, result.seconds >= Self.longCall else { return [] }
        let summary = InvocationSummary(result)
        return [.bell("\(summary.function): \(summary.outcome ?? "ended")")]
    }
}
