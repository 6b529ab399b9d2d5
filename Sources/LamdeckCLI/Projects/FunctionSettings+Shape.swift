import LambdaModel
import LambdaRuntime

extension FunctionSettings {
    /// Whether a container that was made for other settings is stale with these.
    func isShapedOtherwise(than old: FunctionSettings?, _ oldEndpoint: Int?, _ endpoint: Int?) -> Bool {
        guard let old else { return false }
        return ContainerPlan.hash(old, endpoint: oldEndpoint) != ContainerPlan.hash(self, endpoint: endpoint)
    }
}
