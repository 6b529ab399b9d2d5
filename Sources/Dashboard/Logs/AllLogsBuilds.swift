import LambdaModel

/// What the keys do with the builds in the logs of all functions.
enum AllLogsBuilds {
    /// Opens what the line leads to.
    static func open(_ screen: inout AllLogsScreen, _ model: Model) -> ScreenAction {
        let merge = screen.merge(model)
        guard let position = screen.position(merge), let log = merge.source(of: position)?.log else {
            return screen.openCall(model)
        }
        if LogPage.isResult(position.slot), log.build(of: position.slot / 2) != nil { return fold(&screen, model) }
        guard !LogPage.isResult(position.slot), let item = model.functions[position.function],
            let place = log.buildLocation(of: position.slot / 2).flatMap(item.place)
        else { return screen.openCall(model) }
        return .effects([.edit(path: place.path, line: place.line)])
    }

    /// Folds or unfolds the build of the line. The cursor stays on the build.
    static func fold(_ screen: inout AllLogsScreen, _ model: Model) -> ScreenAction {
        let merge = screen.merge(model)
        guard let position = screen.position(merge), let source = merge.source(of: position),
            let build = source.log.build(of: position.slot / 2)
        else { return .notify("this line is not one of a build") }
        guard !source.shown.isFiltered else { return .notify(LogBuild.filteredRemark) }
        let index = source.log.index
        let place = index.place(of: position.slot / 2)
        let last = index.places(with: place).last ?? place
        let isFolded = index[place].isFolded
        let slot = isFolded ? 2 * max(build.first, index.start) : 2 * index.numbers(of: last).upperBound - 1
        if isFolded || !screen.isFollowing { screen.cursor = source.position(slot) }
        return .foldBuild(function: position.function, line: position.slot / 2)
    }
}
