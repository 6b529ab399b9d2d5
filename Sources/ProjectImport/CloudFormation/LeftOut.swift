/// Why `functions.json` has no setting for some properties of functions.
enum LeftOut {
    static func reason(_ property: String) -> String {
        reasons[property] ?? "functions.json has no such setting"
    }

    private static let permissions = "functions have no role here; \"credentials\" gives them keys"
    private static let retries = "lamdeck invokes once and shows the result"
    private static let versions = "the code on disk is the only version"

    private static let reasons = [
        "Role": permissions, "Policies": permissions, "PermissionsBoundary": permissions,
        "AssumeRolePolicyDocument": permissions, "RolePath": permissions, "KmsKeyArn": permissions,
        "CodeSigningConfigArn": permissions,
        "VpcConfig": "functions are in the engine's default network",
        "FileSystemConfigs": "no file system is mounted besides code and layers",
        "DeadLetterQueue": retries, "DeadLetterConfig": retries, "EventInvokeConfig": retries,
        "AutoPublishAlias": versions, "AutoPublishAliasAllProperties": versions, "VersionDescription": versions,
        "DeploymentPreference": versions, "AutoPublishCodeSha256": versions, "VersionDeletionPolicy": versions,
        "SnapStart": "containers start from their image", "RuntimeManagementConfig": "the image's tag decides",
        "Tracing": "lamdeck sends no traces; it shows calls between functions itself",
        "TracingConfig": "lamdeck sends no traces; it shows calls between functions itself",
        "LoggingConfig": "logs are shown as the function writes them",
        "ReservedConcurrentExecutions": "set \"concurrency\" instead; it is 1 here",
        "ProvisionedConcurrencyConfig": "set \"concurrency\" instead; it is 1 here",
        "DurableConfig": "durable executions run only on AWS", "CapacityProviderConfig": "it runs on this machine",
        "TenancyConfig": "only you use it",
    ]
}
