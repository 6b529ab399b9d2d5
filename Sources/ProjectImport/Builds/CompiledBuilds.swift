import LambdaModel
import Support

/// The builds of compiled languages and of Python. Each needs the folder of the project.
extension BuildFiles {
    // MARK: Go

    /// A Go program. The newest base images have no Go runtime: the program is their `bootstrap`.
    ///
    /// - Parameters:
    ///   - folder: the folder of the package `main`.
    ///   - name: the function's name, after which the output folder is named.
    func goBuild(_ folder: String, _ name: String, _ architecture: String?, from source: String = "go.mod")
        -> AssumedBuild?
    {
        guard let module = nearest(from: folder, having: ["go.mod"]) else { return nil }
        let package =
            module == folder || Self.isRoot(folder)
            ? "." : "./" + folder.dropFirst(module.isEmpty ? 0 : module.count + 1)
        let output = "build/\(name)"
        // Other packages of the module may be part of the program.
        let watch = sources(in: module) { name in
            name.hasSuffix(".go") || ["go.mod", "go.sum"].contains(name) || isFolder(Self.join(module, name))
        }
        return AssumedBuild(
            command: "GOOS=linux GOARCH=\(BuildProcessor.go(architecture)) CGO_ENABLED=0 go build -tags lambda.norpc "
                + "-o \(output)/bootstrap \(ShellText.quoted(String(package)))",
            folder: module, watch: watch, code: Self.join(module, output), source: source)
    }

    // MARK: Rust

    /// A program of a Cargo package.
    ///
    /// - Parameter binary: the program's name; nil for that of the package.
    func rustBuild(
        _ folder: String, binary: String?, _ architecture: String?, from source: String = "Cargo.toml"
    ) -> AssumedBuild? {
        guard let project = nearest(from: folder, having: ["Cargo.toml"]),
            let text = text(Self.join(project, "Cargo.toml")),
            let binary = binary ?? Self.cargoBinary(text)
        else { return nil }
        // The members of a workspace have one folder for their output.
        var root = project
        var above = project
        while !above.isEmpty {
            above = ProjectTree.folder(of: above)
            if self.text(Self.join(above, "Cargo.toml"))?.contains("[workspace]") == true { root = above }
        }
        let sources = existing(["src", "Cargo.toml", "build.rs"], in: project).map { Self.join(project, $0) }
        return AssumedBuild(
            command: "cargo lambda build --release\(BuildProcessor.cargo(architecture))"
                + " --bin \(ShellText.quoted(binary))",
            folder: project, watch: sources, code: Self.join(root, "target/lambda/\(binary)"), source: source)
    }

    /// The name of the first `[[bin]]`, otherwise that of the package; nil for a workspace.
    private static func cargoBinary(_ text: String) -> String? {
        var (section, names) = ("", [String: String]())
        for line in text.split(whereSeparator: \.isNewline) {
            let line = String(line).trimmed
            if line.hasPrefix("[") { section = line.filter { !"[] ".contains($0) } }
            let parts = line.split(separator: "=", maxSplits: 1).map { String($0).trimmed }
            guard parts.count == 2, parts[0] == "name", names[section] == nil else { continue }
            names[section] = parts[1].prefix { $0 != "#" }.filter { !"\"' ".contains($0) }
        }
        return names["bin"] ?? names["package"]
    }

    // MARK: .NET

    /// A .NET project, published for Lambda's base image.
    ///
    /// - Parameter published: the folder to which it was published before; nil for `bin/publish`.
    func dotnetBuild(
        _ folder: String, _ architecture: String?, publishedAt published: String? = nil, from source: String? = nil
    ) -> AssumedBuild? {
        guard let project = names(folder).first(where: { $0.hasSuffix(".csproj") || $0.hasSuffix(".fsproj") }) else {
            return nil
        }
        let inside = published.map { Self.isRoot(folder) ? $0 : String($0.dropFirst(folder.count + 1)) }
        let output = inside ?? "bin/publish"
        let watch = sources(in: folder) { name in
            isFolder(Self.join(folder, name))
                || ["cs", "fs", "csproj", "fsproj", "props", "json"].contains { name.hasSuffix(".\($0)") }
        }
        return AssumedBuild(
            command: "dotnet publish -c Release -r \(BuildProcessor.dotnet(architecture)) --self-contained false "
                + "-o \(output)",
            folder: folder, watch: watch, code: Self.join(folder, output), source: source ?? project)
    }

    // MARK: Java

    /// A project of Gradle or Maven; nil if its files have no known task that packs its libraries.
    func javaBuild(_ folder: String, from source: String? = nil) -> AssumedBuild? {
        if let file = first(["build.gradle", "build.gradle.kts"], in: folder) {
            return gradleBuild(folder, file, from: source)
        }
        guard isFile(Self.join(folder, "pom.xml")) else { return nil }
        let maven = isFile(Self.join(folder, "mvnw")) ? "./mvnw" : "mvn"
        return AssumedBuild(
            command: "\(maven) -q process-classes dependency:copy-dependencies -DincludeScope=runtime "
                + "-DoutputDirectory=target/classes/lib",
            folder: folder, watch: existing(["src", "pom.xml"], in: folder).map { Self.join(folder, $0) },
            code: Self.join(folder, "target/classes"), source: source ?? "pom.xml")
    }

    private func gradleBuild(_ folder: String, _ file: String, from source: String?) -> AssumedBuild? {
        let text = text(Self.join(folder, file)) ?? ""
        let gradle = isFile(Self.join(folder, "gradlew")) ? "./gradlew" : "gradle"
        let unpack: (String) -> String = { archive in
            "rm -rf build/lambda && mkdir -p build/lambda && unzip -q \(archive) -d build/lambda"
        }
        let command: String
        if text.contains("buildZip") {
            // The name of the archive may contain a version.
            command = "\(gradle) -q buildZip && " + unpack("'build/distributions/*.zip'")
        } else if text.contains("shadow") {
            command = "\(gradle) -q shadowJar && " + unpack("'build/libs/*-all.jar'")
        } else {
            return nil
        }
        let sources = existing(["src", file, "settings.gradle", "settings.gradle.kts"], in: folder)
        return AssumedBuild(
            command: command, folder: folder, watch: sources.map { Self.join(folder, $0) },
            code: Self.join(folder, "build/lambda"), source: source ?? "\(file)'s task")
    }

    // MARK: Python

    /// A folder of Python whose packages are installed beside a copy of the sources; nil if it needs none.
    ///
    /// - Parameter runtime: the function's, such as `python3.13`.
    func pythonBuild(
        _ folder: String, _ name: String, _ runtime: String?, _ architecture: String?, from source: String? = nil
    ) -> AssumedBuild? {
        let list = "requirements.txt"
        let needed: String
        if let text = text(Self.join(folder, list)) {
            guard
                text.split(whereSeparator: \.isNewline).contains(where: {
                    !$0.hasPrefix("#") && !String($0).trimmed.isEmpty
                })
            else { return nil }
            needed = list
        } else if let text = text(Self.join(folder, "pyproject.toml")), text.contains("[project]") {
            needed = "pyproject.toml"
        } else {
            return nil
        }
        let output = "build/\(name)"
        let wheel = BuildProcessor.wheel(architecture)
        var version = ""
        var tags = ["manylinux2014_\(wheel)"]
        if let number = runtime.flatMap({ $0.hasPrefix("python3.") ? Int($0.dropFirst(8)) : nil }) {
            version = " --python-version 3.\(number)"
            // The base images from 3.12 on have glibc 2.34 (Amazon Linux 2023).
            if number >= 12 { tags.append("manylinux_2_28_\(wheel)") }
        }
        let platforms = tags.map { " --platform \($0)" }.joined()
        let what = needed == list ? "-r \(list)" : "."
        let install =
            "python3 -m pip install -q --upgrade --target \(output)\(platforms)\(version) --only-binary=:all: \(what)"
        return AssumedBuild(
            command: "mkdir -p \(output) && { cmp -s \(needed) \(output)/\(needed) || \(install); } && "
                + "tar -cf - --exclude ./build --exclude './.*' --exclude __pycache__ --exclude ./venv . "
                + "| tar -xf - -C \(output)",
            folder: folder, watch: sources(in: folder),
            code: Self.join(folder, output), source: source ?? needed,
            remark: "pip takes wheels for Lambda's Linux only; a package without one needs another command")
    }
}
