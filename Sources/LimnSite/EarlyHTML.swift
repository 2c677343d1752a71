import Synchronization

/// The HTML of a text that could be rendered as soon as it was read, because nothing in it depends
/// on other pages. It spares parsing the text a second time.
///
/// It is given away once, so that the memory of a render holds the texts that are still to be
/// written and no others.
final class EarlyHTML: Sendable {
    private let text: Mutex<String?>

    init(_ text: String) {
        self.text = Mutex(text)
    }

    /// The text, to whoever asks first.
    func take() -> String? {
        text.withLock { text in
            defer { text = nil }
            return text
        }
    }
}

/// Settles nothing: for texts that ask for nothing.
struct SilentResolver: MarkdownRenderer.Resolver {
    func link(_ address: String, line: Int) -> String? { nil }
    func html(for picture: MarkdownOutline.Picture) -> String? { nil }
    func markdown(for picture: MarkdownOutline.Picture) -> String? { nil }
    func html(forShortcode number: Int) -> String? { nil }
    func warn(line: Int, _ message: String, remedy: String) {}
}
