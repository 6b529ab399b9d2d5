import LambdaModel
import Support

/// Moving and folding in the selected call.
enum InspectorCommands {
    /// Folds or unfolds what begins on the line of the cursor; if nothing does, folds what the line is in.
    static func fold(_ model: inout Model) -> [Effect] {
        let isDone = model.changeResponse { response, _ in
            if response.toggle(response.cursor) { return true }
            guard let row = response.bodyRow else { return false }
            return response.changeTree { tree in
                guard let parent = tree.parent(of: row), tree.toggle(parent) else { return nil }
                return parent
            }
        }
        return isDone == true ? [] : model.notify("nothing folds here")
    }

    /// Folds everything, or unfolds everything if only the first level is open.
    static func foldAll(_ model: inout Model) -> [Effect] {
        show(&model) { $0.levels == 1 || $0.depth == 0 ? TreeFolds.all : 1 }
    }

    /// Shows one more level, or one less.
    static func changeLevels(by change: Int, _ model: inout Model) -> [Effect] {
        show(&model) { min(max(1, min($0.levels, $0.depth + 1) + change), $0.depth + 1) }
    }

    /// Shows so many levels of the tree, and says how many.
    private static func show(_ model: inout Model, _ levels: (JSONTree) -> Int) -> [Effect] {
        let shown = model.changeResponse { response, _ -> Int? in
            guard let tree = response.page.tree else { return nil }
            let (count, row) = (levels(tree), response.bodyRow)
            let isAll = count > tree.depth
            response.changeTree { $0.show(levels: isAll ? TreeFolds.all : count, keeping: row) }
            return isAll ? 0 : count
        }
        guard let count = shown ?? nil else { return model.notify(noTree) }
        return model.notify(
            count == 0 ? "all levels are open" : Plural.text(count, "level is open", "levels are open"))
    }

    /// Moves the cursor to another row of the tree, if there is one.
    static func move(_ model: inout Model, to target: (JSONTree, Int) -> Int?) -> [Effect] {
        let isTree = model.changeResponse { response, _ in
            guard let tree = response.page.tree else { return false }
            if let row = response.bodyRow { response.changeTree { _ in target(tree, row) } }
            return true
        }
        return isTree == true ? [] : model.notify(noTree)
    }

    /// Shows the response of an HTTP call as the function returned it, or as its client got it.
    static func toggleRaw(_ model: inout Model) -> [Effect] {
        guard let isRaw = model.changeResponse({ response, _ in response.toggleRaw() ? response.isRaw : nil }) ?? nil
        else { return model.notify("this is for the response of an HTTP call") }
        let words = isRaw ? "the response as the function returned it" : "the response as the client got it"
        return (model.item?.response?.tab == .body ? [] : model.show(.body)) + model.notify(words)
    }

    private static let noTree = "this works in JSON: in an event or a response"

    // MARK: The next one

    /// Goes to the next difference of a comparison; in another view, and in the calls, to the next failed call. 1 is
    /// downwards, -1 upwards.
    static func goToNext(_ direction: Int, _ model: inout Model) -> [Effect] {
        guard model.focus == .inspector, model.item?.response?.page.diff != nil else {
            return goToFailed(direction, &model)
        }
        let found = model.changeResponse { $0.goToDifference(direction, in: $1) } ?? nil
        guard let (number, count) = found else { return model.notify("there are no differences") }
        return model.notify("difference \(number) of \(count)")
    }

    /// Selects the next failed call; 1 for older ones.
    private static func goToFailed(_ direction: Int, _ model: inout Model) -> [Effect] {
        guard let name = model.selected,
            let (found, key) = model.functions.change(name, { $0.calls.selectFailed(direction) })
        else { return model.notify(Model.noFunction) }
        guard found else { return model.notify(direction > 0 ? "no earlier call failed" : "no later call failed") }
        return model.load(key, of: name)
    }
}

extension Response {
    /// Puts the cursor on the next difference, around the ends.
    ///
    /// - Returns: its number, from 1, and how many there are; nil if there is none.
    fileprivate mutating func goToDifference(_ direction: Int, in pane: ResponsePane) -> (number: Int, count: Int)? {
        guard let diff = page.diff, let row = bodyRow,
            let (found, number) = diff.difference(from: row, forwards: direction > 0, width: pane.width)
        else { return nil }
        place.line = page.line(ofBodyRow: found)
        return (number, diff.differenceRows(width: pane.width).count)
    }
}
