import Foundation

/// Messages from the server to all open pages.
///
/// The newest message of kind `site` is kept for pages that are opened later.
public actor PreviewChannel {
    private var pages: [UUID: AsyncStream<String>.Continuation] = [:]
    private var latestSite: String?

    /// Sends a message to every open page, where it arrives as the event `limn-KIND`.
    ///
    /// - Parameter message: JSON; its key `kind` names the event
    public func send(_ message: some PreviewMessage) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(message), as: UTF8.self)
        if message.kind == SiteMessage.name { latestSite = text }
        for page in pages.values { page.yield(text) }
    }

    /// The messages for one page, until it goes away.
    func subscribe() -> AsyncStream<String> {
        let (stream, continuation) = AsyncStream<String>.makeStream()
        let id = UUID()
        continuation.onTermination = { [weak self] _ in
            Task { [weak self] in await self?.unsubscribe(id) }
        }
        pages[id] = continuation
        if let latestSite { continuation.yield(latestSite) }
        return stream
    }

    /// Ends all conversations.
    func close() {
        for page in pages.values { page.finish() }
        pages = [:]
    }

    /// How many pages are open.
    var count: Int { pages.count }

    private func unsubscribe(_ id: UUID) { pages[id] = nil }
}

/// A message for open pages.
public protocol PreviewMessage: Encodable, Sendable {
    /// What it is about.
    var kind: String { get }
}

/// How the last render ended.
struct SiteMessage: PreviewMessage {
    struct Entry: Encodable {
        let file: String
        let line: Int?
        let message: String
        let remedy: String?
    }

    static let name = "site"

    let kind: String = SiteMessage.name
    /// Counts the renders of this run.
    let build: Int
    /// What keeps the site from being rendered; empty when it is.
    let problems: [Entry]
}
