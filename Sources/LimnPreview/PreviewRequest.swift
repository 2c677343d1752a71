import Foundation

/// What a browser asks of the preview server.
public struct PreviewRequest: Sendable {
    /// The method, in capitals.
    public let method: String
    /// The path as it was sent, percent-encoded, without the query.
    public let path: String
    /// Names and values after the question mark, decoded; the last of equal names counts.
    public let query: [String: String]
    private let headers: [String: String]
    private let readBody: @Sendable () async throws -> Data

    /// Makes a request.
    ///
    /// - Parameters:
    ///   - method: the method
    ///   - target: path and query as they were sent
    ///   - headers: names in any case, and values
    ///   - body: reads the body
    public init(
        method: String = "GET", target: String, headers: [String: String] = [:],
        body: @escaping @Sendable () async throws -> Data = { Data() }
    ) {
        self.method = method.uppercased()
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = String(parts.first ?? "")
        query = Self.query(parts.count > 1 ? parts[1] : "")
        self.headers = Dictionary(
            headers.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { _, last in last })
        readBody = body
    }

    /// The value of a header.
    public func header(_ name: String) -> String? { headers[name.lowercased()] }

    /// The body; the connection breaks off when it is too long or does not arrive.
    public var body: Data {
        get async throws { try await readBody() }
    }

    private static func query(_ text: Substring) -> [String: String] {
        var found: [String: String] = [:]
        for part in text.split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map { $0.replacing("+", with: " ").removingPercentEncoding ?? "" }
            found[pair[0]] = pair.count > 1 ? pair[1] : ""
        }
        return found
    }
}
