import Foundation

/// The disk refused something while a site was written; the old site stays.
struct OutputError: Error, CustomStringConvertible, LocalizedError {
    let description: String
    let number: Int32

    var errorDescription: String? { description }

    init(_ operation: String, _ path: String, _ number: Int32) {
        self.number = number
        let reason = String(cString: strerror(number))
        let remedy =
            number == ENOSPC || number == EDQUOT
            ? "Make room on the disk and render again." : "Check the permissions and render again."
        description =
            "the site could not be written, the old one stays: \(operation) \(path): \(reason)\n"
            + "  \(remedy)"
    }
}
