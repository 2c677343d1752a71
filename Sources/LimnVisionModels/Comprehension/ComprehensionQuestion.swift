import Foundation
import LimnImages

/// A question of a benchmark about a picture, with the options of its answer.
public struct ComprehensionQuestion: Sendable, Hashable {
    /// A picture, as benchmarks publish them.
    public enum Picture: Sendable, Hashable {
        /// In a file of its own.
        case file(URL)
        /// Within the benchmark's file.
        case content(Data)

        /// The pixels.
        /// - Throws: `ImageError` if it cannot be decoded.
        public func bitmap() throws -> Bitmap {
            switch self {
            case .file(let url): return try ImageDecoder().decode(url).bitmap
            case .content(let data):
                let file = FileManager.default.temporaryDirectory
                    .appending(path: "limn-picture-\(UUID().uuidString)")
                defer { try? FileManager.default.removeItem(at: file) }
                try data.write(to: file)
                return try ImageDecoder().decode(file).bitmap
            }
        }
    }

    /// The name within the benchmark.
    public let id: String
    /// What the question is counted under, each by itself.
    public let groups: [String]
    /// Questions of one picture that count together, where the benchmark has such.
    public let pair: String
    /// The picture.
    public let picture: Picture
    /// The words.
    public let text: String
    /// What should be known besides; may be empty.
    public let hint: String
    /// The answers to choose among; none where the answer is free.
    public let options: [String]
    /// The right one.
    public let answer: Int
    /// What a free answer may say to be right.
    public var accepted: [String] = []
}

/// A file of a benchmark that cannot be used.
public struct ComprehensionError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file.
    public let file: String
    /// The line or entry in it, counted from 1, where there is one.
    public let line: Int?
    /// What is wrong.
    public let message: String

    /// `FILE:LINE: MESSAGE`, with what to do.
    public var description: String {
        "\(file)\(line.map { ":\($0)" } ?? ""): \(message); give the benchmark as it is published"
    }
}
