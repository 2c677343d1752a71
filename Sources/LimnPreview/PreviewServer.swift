import FlyingFox
import FlyingSocks
import Foundation
import LimnArticles
import LimnSite

/// Shows a site while it is written: renders on every change and reloads the open pages.
///
/// ```swift
/// let server = PreviewServer(site, host: "127.0.0.1", port: 8080)
/// try await server.run { event in print(event) }
/// ```
public struct PreviewServer: Sendable {
    /// What happens, for a display.
    public enum Event: Sendable {
        /// The server listens at this address; the site is about to be rendered.
        case listening(URL)
        /// The site was rendered, or refused; how long it took.
        case rendered(PreviewSite.Outcome, Duration)
    }

    private let site: PreviewSite
    private let host: String
    private let port: UInt16
    private let routes: [any PreviewRoute]

    /// Makes a server; nothing happens yet.
    ///
    /// - Parameters:
    ///   - site: what to show
    ///   - host: the address to listen on; `127.0.0.1` is reached from this machine alone
    ///   - port: the port; 0 for any that is free
    ///   - routes: pages and services beside the site
    public init(
        _ site: PreviewSite, host: String = "127.0.0.1", port: UInt16 = 8080,
        routes: [any PreviewRoute] = []
    ) {
        self.site = site
        self.host = host
        self.port = port
        self.routes = routes
    }

    /// Serves until the task is cancelled, then frees the port.
    ///
    /// - Parameter tell: hears what happens
    /// - Throws: a ``PreviewError`` when the port is taken or files cannot be watched
    public func run(_ tell: @escaping @Sendable (Event) -> Void = { _ in }) async throws {
        let channel = PreviewChannel()
        let responder = PreviewResponder(
            files: SiteFiles(root: site.output, basePath: site.basePath),
            routes: Dictionary(routes.map { ($0.name, $0) }, uniquingKeysWith: { $1 }),
            guardian: SameOriginGuard(host: host), channel: channel)
        let listener = HTTPServer(
            config: .init(address: try address(), timeout: 120, logger: .disabled),
            handler: PreviewHandler(responder: responder))
        let watcher = try FileWatcher(site.tree)
        defer { watcher.stop() }
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await listener.run() }
                group.addTask {
                    try await listener.waitUntilListening(timeout: 60)
                    tell(.listening(try await Self.url(of: listener, site.basePath)))
                    try await self.renderOnChanges(watcher, channel, tell)
                }
                defer { group.cancelAll() }
                try await group.next()
            }
        } catch {
            await channel.close()
            await listener.stop()
            throw Task.isCancelled ? CancellationError() : explained(error)
        }
    }

    private func renderOnChanges(
        _ watcher: FileWatcher, _ channel: PreviewChannel,
        _ tell: @Sendable (Event) -> Void
    ) async throws {
        var build = 1
        try await render(changed: nil, build, channel, tell)
        for await changes in watcher.changes {
            build += 1
            let paths = changes.isIncomplete ? nil : changes.paths
            try await render(changed: paths, build, channel, tell)
        }
        try Task.checkCancellation()
    }

    private func render(
        changed: Set<String>?, _ build: Int, _ channel: PreviewChannel,
        _ tell: @Sendable (Event) -> Void
    ) async throws {
        let start = ContinuousClock.now
        let outcome = await site.render(changed: changed)
        try Task.checkCancellation()
        var problems: [SiteMessage.Entry] = []
        if case .refused(let found) = outcome {
            problems = found.map { problem in
                SiteMessage.Entry(
                    file: problem.location.file, line: problem.location.line,
                    message: problem.message, remedy: problem.remedy)
            }
        }
        try await channel.send(SiteMessage(build: build, problems: problems))
        tell(.rendered(outcome, ContinuousClock.now - start))
    }

    // MARK: Addresses

    private func address() throws -> any SocketAddress {
        if let address = try? sockaddr_in.inet(
            ip4: host == "localhost" ? "127.0.0.1" : host, port: port)
        {
            return address
        }
        if let address = try? sockaddr_in6.inet6(ip6: host, port: port) { return address }
        throw PreviewError(
            "'\(host)' is not an address to listen on",
            remedy: "Use 127.0.0.1 for this machine alone, or 0.0.0.0 for the whole network.")
    }

    private static func url(of listener: HTTPServer, _ basePath: String) async throws -> URL {
        let place: String
        switch await listener.listeningAddress {
        case .ip4(let host, let port): place = "\(host):\(port)"
        case .ip6(let host, let port): place = "[\(host)]:\(port)"
        default: place = "localhost"
        }
        guard let url = URL(string: "http://\(place)\(basePath)") else {
            throw PreviewError("'\(place)' is not an address", remedy: "Choose another --host.")
        }
        return url
    }

    private func explained(_ error: any Error) -> any Error {
        guard case .failed(_, let number, let message) = error as? SocketError else { return error }
        switch number {
        case EADDRINUSE:
            return PreviewError(
                "port \(port) is already in use, perhaps by another limn serve",
                remedy: "Stop that one, or choose another: limn serve --port \(port &+ 1)")
        case EACCES:
            return PreviewError(
                "port \(port) may be used by the administrator only",
                remedy: "Choose a port above 1023, for example: limn serve --port 8080")
        case EADDRNOTAVAIL:
            return PreviewError(
                "this machine has no address \(host)",
                remedy: "Use 127.0.0.1 for this machine alone, or 0.0.0.0 for the whole network.")
        default:
            return PreviewError(
                "the server cannot listen on \(host), port \(port): \(message)",
                remedy: "Choose another --port.")
        }
    }
}
