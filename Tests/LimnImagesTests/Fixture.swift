import Foundation

/// The pictures that `Tests/Fixtures/images/make.py` makes.
enum Fixture {
    static func url(_ name: String) -> URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/images/\(name)")
    }
}
