import Foundation

/// What the preview server answers.
public struct PreviewResponse: Sendable {
    /// The bytes of an answer.
    public enum Body: Sendable {
        /// Bytes in memory.
        case data(Data)
        /// A part of a file, read as it is sent.
        case file(URL, Range<Int>)

        /// How many bytes it has.
        public var count: Int {
            switch self {
            case .data(let data): data.count
            case .file(_, let range): range.count
            }
        }
    }

    /// The status code.
    public var status: Int
    /// Headers beside those that every answer has.
    public var headers: [String: String]
    /// The bytes.
    public var body: Body

    /// Makes an answer.
    public init(status: Int = 200, headers: [String: String] = [:], body: Body = .data(Data())) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Makes an answer of text.
    public init(status: Int = 200, type: String = "text/plain; charset=utf-8", _ text: String) {
        self.init(
            status: status, headers: ["Content-Type": type], body: .data(Data(text.utf8)))
    }

    /// Makes an answer of JSON, its keys in alphabetical order.
    ///
    /// - Throws: what the encoder throws
    public static func json(_ value: some Encodable, status: Int = 200) throws -> PreviewResponse {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return PreviewResponse(
            status: status, headers: ["Content-Type": "application/json"],
            body: .data(try encoder.encode(value)))
    }
}
