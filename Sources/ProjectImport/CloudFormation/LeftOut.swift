/// Why properties of a function have no place in `functions.json`.
enum LeftOut {
    static func reason(_ property: String) -> String {
        reasons[property] ?? "functions.json has nothing like it"
    }

    private static let permissions = "functions get no role here; \"credentials\" gives them keys"
    private static let retries = "lamdeck invokes once and shows what comes of it"
    private static let versions = "the code on disk is the one version"

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
        "Tracing": "no traces are sent; lamdeck shows who called whom itself",
        "TracingConfig": "no traces are sent; lamdeck shows who called whom itself",
        "LoggingConfig": "logs are shown as the function writes them",
        "ReservedConcurrentExecutions": "see \"concurrency\", which is 1 here",
        "ProvisionedConcurrencyConfig": "see \"concurrency\", which is 1 here",
        "FunctionUrlConfig": "lamdeck takes Lambda's own calls on a port; a saved event has the URL's shape",
        "DurableConfig": "durable executions are AWS's", "CapacityProviderConfig": "it runs on this machine",
        "TenancyConfig": "it runs for you alone",
    ]
}
