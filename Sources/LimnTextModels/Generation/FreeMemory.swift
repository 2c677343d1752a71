import Foundation

/// The memory that the system can give.
enum FreeMemory {
    /// The bytes that can be had without swapping, by `/proc/meminfo`, or what a container may use in
    /// all where that is less (cgroup v2); `nil` where the system does not say.
    static var byteCount: Int? {
        let limit = (try? String(contentsOfFile: "/sys/fs/cgroup/memory.max", encoding: .utf8))
            .flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
        guard let text = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8),
            let free = available(in: text)
        else { return limit }
        return min(free, limit ?? free)
    }

    /// The value of `MemAvailable`, which is in units of 1,024 bytes.
    static func available(in text: String) -> Int? {
        for line in text.split(separator: "\n") where line.hasPrefix("MemAvailable:") {
            let fields = line.split(separator: " ")
            return fields.count > 1 ? Int(fields[1]).map { $0 << 10 } : nil
        }
        return nil
    }
}
