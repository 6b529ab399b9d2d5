import LambdaModel

extension HostStatus {
    /// Shows a changed connection to the host.
    func show(on model: inout Model) -> [Effect] {
        let isNew = model.host != self
        model.host = self
        switch self {
        case .attached:
            if case .confirmReplaceHost? = model.overlay { model.overlay = nil }
        case .lost(let notice):
            model.engine = .connecting
            model.connections = [:]
            model.functions.endOutsideCalls()
            model.notices.shown = notice
        case .otherVersion: if isNew, model.overlay == nil { model.overlay = .confirmReplaceHost }
        }
        return []
    }
}

extension ManifestNews {
    /// Shows a changed functions.json.
    func show(on model: inout Model) -> [Effect] {
        switch self {
        case .missing(let folders):
            model.manifest = .missing(folders)
            return []
        case .broken(let path, let problems):
            model.manifest = .broken(path: path, problems: problems)
            return []
        case .loaded(let path, let infos, var warnings, let commands):
            let check = ProjectCommandCheck(commands, in: path, beside: model.configuration, KeyMap.vocabulary)
            model.keys = KeyTable(model.configuration, project: check.commands)
            warnings += check.problems.map(\.description)
            // The host reads the file, too, and reports it again when the deck attaches.
            let next = ManifestStatus.loaded(path: path, warnings: warnings)
            if model.manifest == next, infos == model.functions.items.map(\.info) { return model.loadingEvents }
            if case .loaded = model.manifest { model.notices.show(Notice(.info, "functions.json reloaded")) }
            if case .broken = model.manifest { model.notices.show(Notice(.info, "functions.json is valid again")) }
            model.manifest = next
            if let first = warnings.first {
                let text = warnings.count == 1 ? first : "\(first) (and \(warnings.count - 1) more; ! lists them)"
                model.notices.show(Notice(.warning, text))
            }
            Overlay.withdrawProblems(on: &model)
            model.functions.replace(infos)
            return model.loadingEvents
        }
    }
}

extension Model {
    /// The effect that loads the events of the selected function, if there is one.
    fileprivate var loadingEvents: [Effect] { selected.map { [.loadEvents($0)] } ?? [] }
}
