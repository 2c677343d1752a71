import Foundation

/// A file that holds what a test expects, byte for byte.
///
/// With `LIMN_RECORD=1` in the environment the file is written instead of compared, so that a
/// wanted change shows as a difference in version control.
public struct GoldenFile: Sendable {
    /// Where the file lies.
    public let url: URL

    /// A file below `Tests/Fixtures`.
    public init(_ path: String) {
        url = Self.fixtures.appending(path: path)
    }

    /// A file anywhere.
    public init(url: URL) { self.url = url }

    /// The folder `Tests/Fixtures`.
    public static var fixtures: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures")
    }

    /// Whether golden files are to be written.
    public static var isRecording: Bool {
        ProcessInfo.processInfo.environment["LIMN_RECORD"] == "1"
    }

    /// What is wrong with `text`: nothing, or the first line that differs.
    ///
    /// - Parameter recording: Whether to write the file; by default as `LIMN_RECORD` says.
    public func difference(
        from text: String, recording: Bool = GoldenFile.isRecording
    ) throws -> String? {
        if recording {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url, options: .atomic)
            return nil
        }
        guard let data = try? Data(contentsOf: url) else {
            return "\(url.lastPathComponent) is missing; run the test with LIMN_RECORD=1"
        }
        guard data != Data(text.utf8) else { return nil }
        let wanted = Self.lines(of: String(decoding: data, as: UTF8.self))
        let given = Self.lines(of: text)
        let place = zip(wanted, given).enumerated().first { $1.0 != $1.1 }?.offset
        let line = place ?? min(wanted.count, given.count)
        let old = line < wanted.count ? wanted[line] : "(the end)"
        let new = line < given.count ? given[line] : "(the end)"
        return "\(url.lastPathComponent):\(line + 1): expected \(old), found \(new)"
    }

    private static func lines(of text: String) -> [Substring] {
        text.split(separator: "\n", omittingEmptySubsequences: false)
    }
}
