import LimnDigests
import LimnTemplates

/// Stands for everything that went into a file of the site: equal keys, equal bytes.
struct RenderKey: Hashable, Sendable, Codable {
    let high: UInt64
    let low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    init(_ encoding: ViewEncoding) {
        (high, low) = encoding.bytes.withUnsafeBytes { ContentDigest.half($0) }
    }

    /// The key of some texts in order.
    init(_ texts: [String]) {
        var encoding = ViewEncoding()
        for text in texts { encoding.add(text) }
        self.init(encoding)
    }

    var text: String { String(high, radix: 16) + "-" + String(low, radix: 16) }
}
