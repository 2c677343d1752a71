import LimnArticles

/// A view as bytes: equal bytes mean equal pages from the same templates.
///
/// Every name of ``TemplateFields`` goes in, in the order of the declaration, with lengths, so that
/// no two different views share their bytes.
public struct ViewEncoding: Sendable {
    /// The bytes so far.
    public private(set) var bytes: [UInt8] = []

    /// Nothing yet.
    public init() {
        bytes.reserveCapacity(4096)
    }

    /// Adds a view.
    public mutating func add(_ view: some TemplateView) {
        add(view: view)
    }

    /// Adds a text with its length.
    public mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            add(count: utf8.count)
            bytes.append(contentsOf: utf8)
        }
    }

    /// Adds a text that may be missing.
    mutating func add(_ text: String?) {
        guard let text else {
            bytes.append(0)
            return
        }
        bytes.append(1)
        add(text)
    }

    mutating func add(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

    mutating func add(texts: [String: String]) {
        add(count: texts.count)
        for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
            add(name)
            add(text)
        }
    }

    mutating func add(_ value: FrontMatterValue) {
        switch value.content {
        case .empty: bytes.append(0)
        case .scalar(let text):
            bytes.append(1)
            add(text)
        case .sequence(let items):
            bytes.append(2)
            add(count: items.count)
            for item in items { add(item) }
        case .mapping(let entries):
            bytes.append(3)
            add(count: entries.count)
            for entry in entries {
                add(entry.key)
                add(entry.value)
            }
        }
    }

    mutating func add<View: TemplateView>(view: View) {
        View.fields.encode(view, into: &self)
    }

    mutating func add<View: TemplateView>(views: [View]) {
        add(count: views.count)
        for view in views { View.fields.encode(view, into: &self) }
    }

    private mutating func add(count: Int) {
        withUnsafeBytes(of: UInt64(count).littleEndian) { bytes.append(contentsOf: $0) }
    }
}
