import HostLink
import LambdaModel
import LambdaRuntime
import Support
import TerminalUI

extension DeckController: RemoteFiles {
    func fetch(_ path: String) async -> Result<[UInt8], RemoteFileFailure> {
        guard let client = await link?.connection() else { return .failure(RemoteFileFailure("there is no host")) }
        switch await client.ask(.readFile(path)) {
        case .file(let content): return .success(content.bytes)
        case .problems(let problems): return .failure(RemoteFileFailure(problems.joined(separator: "; ")))
        case .lost(let reason): return .failure(RemoteFileFailure(reason))
        default: return .failure(RemoteFileFailure("\(path) cannot be read"))
        }
    }

    func store(_ path: String, _ content: [UInt8], replacing before: [UInt8]) async -> RemoteFileFailure? {
        guard let client = await link?.connection() else { return RemoteFileFailure("there is no host") }
        let request = HostRequest.writeFile(
            path, WireBytes(content), replacing: WireBytes(before))
        switch await client.send(request).value {
        case .problems([]): return nil
        case .problems(let problems): return RemoteFileFailure(problems.joined(separator: "; "))
        case .lost(let reason): return RemoteFileFailure(reason)
        default: return RemoteFileFailure("\(path) cannot be written")
        }
    }
}
