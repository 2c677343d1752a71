import Foundation
import LimnArticles
import Mustache

/// Gives a view to swift-mustache.
///
/// Text is escaped here, byte by byte, and templates run with the library's own escaping off: that
/// one compares whole grapheme clusters and so misses a quotation mark with a combining accent
/// after it.
struct TemplateObject: MustacheParent {
    let view: any TemplateView

    func child(named name: String) -> Any? {
        view.value(name).map { Self.any($0) }
    }

    static func any(_ value: TemplateValue) -> Any {
        switch value {
        case .text(let text): text.escapedForMarkup
        case .html(let html): html
        case .flag(let flag): flag
        case .list(let views): views.map { TemplateObject(view: $0) }
        case .group(let view): TemplateObject(view: view)
        case .texts(let texts): texts.mapValues(\.escapedForMarkup)
        case .open(let value): OpenObject.any(value)
        // NSNull stops the search up the stack, where another view may know the same name.
        case .absent: NSNull()
        }
    }
}

/// Gives values from files to swift-mustache.
struct OpenObject: MustacheParent {
    let value: FrontMatterValue

    func child(named name: String) -> Any? { value.child(name).map { Self.any($0) } }

    static func any(_ value: FrontMatterValue) -> Any {
        switch value.content {
        // A section over `false` is skipped, and nobody prints the word.
        case .scalar("false"): false
        case .scalar(let text): text.escapedForMarkup
        case .sequence(let items): items.map { any($0) }
        case .mapping: OpenObject(value: value)
        case .empty: NSNull()
        }
    }
}

extension String {
    /// The text for an element or a quoted attribute, in HTML and in XML. Control characters that
    /// XML 1.0 forbids are dropped.
    public var escapedForMarkup: String {
        var text = self
        return text.withUTF8 { bytes in
            var result: [UInt8] = []
            result.reserveCapacity(bytes.count + bytes.count / 8)
            MarkupEscape.write(bytes, into: &result)
            return result.count == bytes.count ? self : String(decoding: result, as: UTF8.self)
        }
    }
}
