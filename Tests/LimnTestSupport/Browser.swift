import Foundation

/// A page of a rendered site in a real browser, headless Chromium.
///
/// The site needs no server: the browser's requests for `https://site.test/` are answered from its
/// folder, and any other request is refused and noted.
///
/// ```swift
/// let browser = try Browser(site: folder)
/// try browser.open("/zh/", width: 390, dark: true)
/// #expect(try browser.evaluate("document.documentElement.lang") as? String == "zh")
/// #expect(browser.complaints.isEmpty)
/// ```
public final class Browser {
    /// The browser of this machine; nil where it has none.
    public static let executable: URL? = {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin"
        return path.split(separator: ":").lazy
            .flatMap { folder in ["chromium", "chromium-browser"].map { "\(folder)/\($0)" } }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
            .map { URL(filePath: $0) }
    }()

    private let origin: String
    /// Seconds without an answer after which the browser is given up: many times what it takes
    /// on a busy machine.
    static let patience: TimeInterval = 120

    private let pipe: BrowserPipe
    /// The folder that answers; nil where a server does.
    private let site: URL?
    private var session: String?
    private var lastMessage = 0
    private var isLoaded = false

    /// What the browser found wrong since the last `open`: messages of the console, exceptions,
    /// requests that failed or went to another host.
    public private(set) var complaints: [String] = []
    /// Paths that were asked for since the last `open`, in order.
    public private(set) var requests: [String] = []

    /// Starts a browser for a folder of files.
    ///
    /// - Throws: `BrowserError` when there is no browser or it does not start
    public convenience init(site: URL) throws {
        try self.init(origin: "https://site.test", site: site.resolvingSymlinksInPath())
    }

    /// Starts a browser for a server, for instance `http://127.0.0.1:8080`, and no other.
    ///
    /// - Throws: `BrowserError` when there is no browser or it does not start
    public convenience init(server: String) throws {
        try self.init(origin: server, site: nil)
    }

    private init(origin: String, site: URL?) throws {
        guard let executable = Self.executable else {
            throw BrowserError(description: "there is no chromium on this machine")
        }
        self.origin = origin
        self.site = site
        pipe = try BrowserPipe(executable: executable)
        let target = try call("Target.createTarget", ["url": "about:blank"])
        let attached = try call(
            "Target.attachToTarget",
            ["targetId": target["targetId"] as? String ?? "", "flatten": true])
        session = attached["sessionId"] as? String
        for domain in ["Page", "Runtime", "Log", "Network"] { _ = try call("\(domain).enable") }
        // A browser takes a larger picture that it still remembers instead of the one that fits.
        _ = try call("Network.setCacheDisabled", ["cacheDisabled": true])
        _ = try call("Fetch.enable", ["patterns": [["urlPattern": "*"]]])
    }

    /// Opens a page and waits until it is loaded, fonts and all.
    ///
    /// - Parameters:
    ///   - path: the page, beginning with `/`
    ///   - width: CSS pixels of the window
    ///   - height: CSS pixels of the window
    ///   - dark: whether the reader prefers dark colours
    ///   - scripts: whether scripts of the page may run
    public func open(
        _ path: String, width: Int = 1280, height: Int = 900, dark: Bool = false,
        scripts: Bool = true
    ) throws {
        complaints = []
        requests = []
        _ = try call(
            "Emulation.setDeviceMetricsOverride",
            ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600])
        // What is looked at in the midst of a transition is neither the one state nor the other.
        let preferences = [
            "prefers-color-scheme": dark ? "dark" : "light", "prefers-reduced-motion": "reduce",
        ]
        _ = try call(
            "Emulation.setEmulatedMedia",
            ["features": preferences.map { ["name": $0.key, "value": $0.value] }])
        _ = try call("Emulation.setScriptExecutionDisabled", ["value": !scripts])
        try loading { _ = try call("Page.navigate", ["url": origin + path]) }
    }

    /// Does what loads another page, for instance a click, and waits until that is loaded.
    public func loading(_ action: () throws -> Void) throws {
        isLoaded = false
        try action()
        let deadline = Date(timeIntervalSinceNow: Self.patience)
        while !isLoaded { try handle(pipe.receive(before: deadline)) }
    }

    /// The value of an expression, or of the promise that it makes: something JSON can say.
    ///
    /// - Throws: `BrowserError` with the exception of the script
    public func evaluate(_ expression: String) throws -> Any? {
        let answer = try call(
            "Runtime.evaluate",
            ["expression": expression, "awaitPromise": true, "returnByValue": true])
        if let details = answer["exceptionDetails"] as? [String: Any] {
            throw BrowserError(description: "\(details)")
        }
        return (answer["result"] as? [String: Any])?["value"]
    }

    /// The window as a PNG file.
    public func screenshot() throws -> Data {
        let answer = try call("Page.captureScreenshot", ["format": "png"])
        return Data(base64Encoded: answer["data"] as? String ?? "") ?? Data()
    }

    /// A command of the DevTools protocol, for what has no method here.
    @discardableResult
    public func call(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
        let id = try send(method, parameters)
        let deadline = Date(timeIntervalSinceNow: Self.patience)
        while true {
            let message = try pipe.receive(before: deadline)
            guard message["id"] as? Int == id else {
                try handle(message)
                continue
            }
            if let error = message["error"] as? [String: Any] {
                throw BrowserError(description: "\(method): \(error["message"] ?? "failed")")
            }
            return message["result"] as? [String: Any] ?? [:]
        }
    }

    private func send(_ method: String, _ parameters: [String: Any]) throws -> Int {
        lastMessage += 1
        var message: [String: Any] = ["id": lastMessage, "method": method, "params": parameters]
        message["sessionId"] = session
        try pipe.send(message)
        return lastMessage
    }

    // MARK: What the browser tells

    private func handle(_ message: [String: Any]) throws {
        let parameters = message["params"] as? [String: Any] ?? [:]
        switch message["method"] as? String {
        case "Page.loadEventFired": isLoaded = true
        case "Fetch.requestPaused": try answer(parameters)
        case "Runtime.exceptionThrown":
            let details = parameters["exceptionDetails"] as? [String: Any]
            complaints.append("exception: \(details?["exception"] ?? details ?? [:])")
        case "Runtime.consoleAPICalled":
            let kind = parameters["type"] as? String ?? ""
            if ["error", "warning", "assert"].contains(kind) {
                complaints.append("console: \(parameters["args"] ?? "")")
            }
        case "Log.entryAdded":
            let entry = parameters["entry"] as? [String: Any] ?? [:]
            complaints.append("\(entry["source"] ?? ""): \(entry["text"] ?? "")")
        default: break
        }
    }

    private func answer(_ parameters: [String: Any]) throws {
        let id = parameters["requestId"] as? String ?? ""
        let request = parameters["request"] as? [String: Any]
        let address = request?["url"] as? String ?? ""
        guard address.hasPrefix(origin + "/"), let parts = URLComponents(string: address)
        else {
            complaints.append("request to another host: \(address)")
            _ = try send(
                "Fetch.failRequest", ["requestId": id, "errorReason": "BlockedByClient"])
            return
        }
        requests.append(parts.path)
        guard let site else {
            _ = try send("Fetch.continueRequest", ["requestId": id])
            return
        }
        let content = file(at: parts.path, in: site)
        if content == nil { complaints.append("nothing is at \(parts.path)") }
        _ = try send(
            "Fetch.fulfillRequest",
            [
                "requestId": id, "responseCode": content == nil ? 404 : 200,
                "responseHeaders": [
                    ["name": "Content-Type", "value": content?.type ?? "text/plain"]
                ],
                "body": (content?.data ?? Data()).base64EncodedString(),
            ])
    }

    private func file(at path: String, in site: URL) -> (data: Data, type: String)? {
        var file = site.appending(path: String(path.drop { $0 == "/" }))
        if path.hasSuffix("/") { file = file.appending(path: "index.html") }
        guard let data = try? Data(contentsOf: file) else { return nil }
        let types = [
            "html": "text/html; charset=utf-8", "css": "text/css", "js": "text/javascript",
            "json": "application/json", "svg": "image/svg+xml", "jpg": "image/jpeg",
            "png": "image/png", "webp": "image/webp", "xml": "application/xml",
            "md": "text/markdown; charset=utf-8",
        ]
        return (data, types[file.pathExtension] ?? "application/octet-stream")
    }
}
