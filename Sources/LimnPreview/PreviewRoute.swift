/// A page or a service of the preview server beside the site: the review page, for example.
///
/// A route lives at `/_limn/NAME` and below. Requests reach it only from this machine's own
/// pages: a foreign host name is refused, and a request that changes something needs the token
/// that the server hands out at `/_limn/token`, in the header `X-Limn-Token`.
public protocol PreviewRoute: Sendable {
    /// The name below `/_limn/`; letters, digits and hyphens.
    var name: String { get }

    /// Answers a request.
    ///
    /// - Parameters:
    ///   - request: what was asked
    ///   - channel: reaches all open pages, for what happens later
    func respond(
        to request: PreviewRequest, channel: PreviewChannel
    ) async throws -> PreviewResponse

    /// The address of what this route has beside a page of the site, for a link on it.
    ///
    /// - Parameter route: the page's address within the site
    func companion(ofPage route: String) -> String?
}

extension PreviewRoute {
    /// By default a route has nothing beside pages.
    public func companion(ofPage route: String) -> String? { nil }
}
