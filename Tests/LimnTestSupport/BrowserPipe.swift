import Foundation

/// A running headless Chromium, spoken to through the DevTools protocol's pipe: JSON messages, each
/// ended by a zero byte, on its file descriptors 3 and 4.
///
/// Everything happens on the caller's thread: reading waits with a time limit.
final class BrowserPipe {
    private let process = Process()
    private let folder: URL
    private var input: FileHandle?
    private var output: Int32 = -1
    private var buffer = Data()

    init(executable: URL) throws {
        folder = FileManager.default.temporaryDirectory.appending(
            path: "limn-browser-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let commands = folder.appending(path: "commands").path
        let messages = folder.appending(path: "messages").path
        guard mkfifo(commands, 0o600) == 0, mkfifo(messages, 0o600) == 0 else {
            throw BrowserError(description: "cannot make pipes in \(folder.path)")
        }
        process.executableURL = URL(filePath: "/bin/sh")
        // Each end is opened one way only, so that the browser sees the end and stops when this
        // process is gone; the shell stays to clear away after it.
        process.arguments = [
            "-c",
            #"""
            exec 3<"$1" 4>"$2"; shift 2
            "$@" --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage \
                --no-first-run --disable-background-networking --disable-component-update \
                --disable-sync --disable-extensions --force-color-profile=srgb \
                --user-data-dir="$HOME" --remote-debugging-pipe
            rm -rf "$HOME"
            """#,
            "browser", commands, messages, executable.path,
        ]
        var environment = ProcessInfo.processInfo.environment
        environment["HOME"] = folder.path
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        // Opening both ways waits for nobody.
        let command = open(commands, O_RDWR | O_CLOEXEC)
        output = open(messages, O_RDWR | O_CLOEXEC)
        guard command >= 0, output >= 0 else {
            throw BrowserError(description: "cannot open the browser's pipes")
        }
        input = FileHandle(fileDescriptor: command, closeOnDealloc: true)
    }

    deinit {
        input = nil
        if output >= 0 { close(output) }
        let deadline = Date(timeIntervalSinceNow: 10)
        while process.isRunning, Date() < deadline { usleep(20_000) }
        if process.isRunning { process.terminate() }
    }

    func send(_ message: [String: Any]) throws {
        var data = try JSONSerialization.data(withJSONObject: message)
        data.append(0)
        try input?.write(contentsOf: data)
    }

    /// The next message.
    ///
    /// - Throws: `BrowserError` when none comes before `deadline` or the browser is gone
    func receive(before deadline: Date) throws -> [String: Any] {
        while true {
            if let end = buffer.firstIndex(of: 0) {
                let message = buffer[buffer.startIndex..<end]
                buffer = Data(buffer[buffer.index(after: end)...])
                let object = try JSONSerialization.jsonObject(with: message)
                return object as? [String: Any] ?? [:]
            }
            let left = deadline.timeIntervalSinceNow
            guard left > 0 else { throw BrowserError(description: "the browser does not answer") }
            guard process.isRunning else { throw BrowserError(description: "the browser ended") }
            var poll = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            guard Foundation.poll(&poll, 1, Int32(min(left, 0.5) * 1000)) > 0 else { continue }
            var bytes = [UInt8](repeating: 0, count: 1 << 16)
            let count = read(output, &bytes, bytes.count)
            if count > 0 { buffer.append(contentsOf: bytes[0..<count]) }
        }
    }
}
