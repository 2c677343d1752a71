import Synchronization

/// What renders of one site leave in memory for the next: parsed pages, what their texts refer to,
/// and what the files of the site were made from.
///
/// A command that renders once needs none. `limn serve` keeps one as long as it runs. Nothing in it
/// is ever believed without a check: a page is parsed again when its file changed, a file of the
/// site made again when anything that goes into it did.
public final class RenderSession: Sendable {
    struct Memory: Sendable {
        /// Pages by path, as parsed for the configuration of this key.
        var pages: [String: ParsedPage] = [:]
        var configuration: SiteConfiguration?
        var transcripts: [BodyTranscript.ID: BodyTranscript] = [:]
        /// By the page's file.
        var searchEntries: [String: KeyedSearchEntry] = [:]
        /// By the folder of the site.
        var manifests: [String: OutputManifest] = [:]
    }

    let memory = Mutex(Memory())

    /// A session that knows nothing yet.
    public init() {}
}
