import LambdaModel
import Support

/// The selected event, below the list of events.
enum PreviewView {
    static func title(_ model: Model) -> SectionView.Title {
        SectionView.Title(
            name: "Event", subject: model.item?.selectedEvent ?? "", right: model.keys.hint(.edit))
    }

    static func draw(_ model: Model, _ section: Rect, in grid: inout Grid) {
        let rect = Layout.belowTitle(section)
        guard let content = model.preview?.content else { return }
        if let problem = content.problem {
            let lines = WrappedText.lines(problem, width: max(1, rect.width - 2))
            for (row, line) in lines.prefix(rect.height).enumerated() {
                grid.put(line, x: rect.x + 1, y: rect.y + row, style: Style(.error), width: rect.width - 2)
            }
            return
        }
        let page = ResponsePage(content: content.content)
        for row in 0..<min(rect.height, page.count) {
            var x = rect.x + 1
            for span in page.line(row, width: rect.width - 2, isCut: true) {
                x += grid.put(span.text, x: x, y: rect.y + row, style: span.style, width: rect.x + rect.width - 1 - x)
            }
        }
        guard page.count > rect.height, rect.height > 0 else { return }
        grid.fill(Rect(x: rect.x, y: rect.y + rect.height - 1, width: rect.width, height: 1), style: Style())
        let more = "… \(Count.text(page.count - rect.height + 1, "more line"))"
        grid.put(more, x: rect.x + 1, y: rect.y + rect.height - 1, style: Style(.dim))
    }
}
