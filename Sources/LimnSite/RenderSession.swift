/// What renders of one site leave in memory for the next.
///
/// A command that renders once needs none. `limn serve` keeps one as long as it runs.
public final class RenderSession: Sendable {
    /// A session that knows nothing yet.
    public init() {}
}
