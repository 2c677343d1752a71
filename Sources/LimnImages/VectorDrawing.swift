import Foundation

/// An SVG file (W3C, SVG 2), which is published as it is: it has no pixels to be made smaller.
public struct VectorDrawing: Sendable {
    /// The width that it asks for, in CSS pixels.
    public let width: Int
    /// The height that it asks for, in CSS pixels.
    public let height: Int
    /// The file's bytes.
    public let data: Data

    private static let mostBytes = 8 << 20
    /// CSS pixels of each unit (CSS Values 4, section 6.2).
    private static let units: [Substring: Double] = [
        "": 1, "px": 1, "pt": 4.0 / 3, "pc": 16, "in": 96, "cm": 96 / 2.54, "mm": 9.6 / 2.54,
        "em": 16, "rem": 16,
    ]

    /// Whether a file is one by its name; the contents alone cannot tell it from other XML.
    public static func isNamed(_ file: URL) -> Bool { file.pathExtension.lowercased() == "svg" }

    /// Reads a drawing.
    ///
    /// - Throws: ``ImageError`` where it is none, is larger than 8 MiB, tells no size, or holds
    ///   scripts, which would run for whoever opens it by itself
    public init(_ file: URL) throws {
        guard let data = try? Data(contentsOf: file), data.count <= Self.mostBytes else {
            throw ImageError(
                .unreadable, file: file.path, "the file cannot be read, or is larger than 8 MiB")
        }
        guard let text = String(validating: data, as: UTF8.self),
            let root = text.firstMatch(of: /<(?:svg:)?svg(\s[^>]*)?>/)?.output.1
        else { throw ImageError(.malformed, file: file.path, "this is not an SVG drawing") }
        guard
            text.firstMatch(of: /<(?:\w+:)?script[\s>\/]|\son\w+\s*=|javascript:/.ignoresCase())
                == nil
        else {
            throw ImageError(
                .malformed, file: file.path, "the drawing holds scripts, which are not published")
        }
        guard let size = Self.size(of: root) else {
            throw ImageError(
                .malformed, file: file.path, "the drawing has neither a size nor a viewBox")
        }
        (width, height) = size
        self.data = data
    }

    private static func size(of root: Substring) -> (Int, Int)? {
        func value(_ name: String) -> Substring? {
            guard
                let match = try? Regex("\\s\(name)\\s*=\\s*[\"']([^\"']*)[\"']").firstMatch(
                    in: root)
            else { return nil }
            return match.output[1].substring
        }
        func pixels(_ name: String) -> Double? {
            guard let match = value(name)?.wholeMatch(of: /\s*([0-9]*\.?[0-9]+)([a-z]*)\s*/),
                let number = Double(match.output.1), let unit = units[match.output.2]
            else { return nil }
            return number * unit
        }
        let box = value("viewBox")?.split { $0 == " " || $0 == "," || $0.isNewline }
            .compactMap { Double($0) }
        let ratio = box.flatMap { $0.count == 4 && $0[2] > 0 && $0[3] > 0 ? $0[3] / $0[2] : nil }
        let width =
            pixels("width") ?? ratio.flatMap { ratio in pixels("height").map { $0 / ratio } }
        guard let width = width ?? ratio.flatMap({ _ in box?[2] }) else { return nil }
        guard let height = pixels("height") ?? ratio.map({ $0 * width }) else { return nil }
        guard (1...100_000).contains(width.rounded()), (1...100_000).contains(height.rounded())
        else { return nil }
        return (Int(width.rounded()), Int(height.rounded()))
    }
}
