import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// A server on this machine's loopback address that answers as the Hugging Face hub does: a listing, small
/// files itself, large ones by a redirection to another host.
public final class LoopbackHub: Sendable {
    /// A request as it came.
    public struct Request: Sendable {
        /// The path with its query.
        public let path: String
        /// By lower-case names.
        public let headers: [String: String]
        /// The first byte that was asked for.
        public var start: Int? {
            headers["range"].flatMap { Int($0.dropFirst("bytes=".count).prefix { $0 != "-" }) }
        }
    }

    /// An answer.
    public struct Answer: Sendable {
        /// The status.
        public var status = 200
        /// Further headers.
        public var headers: [String: String] = [:]
        /// The body.
        public var body = Data()
        /// How many bytes of the body are sent before the connection is dropped; all if `nil`.
        public var most: Int?

        /// An answer.
        public init(
            _ status: Int = 200, _ body: Data = Data(), headers: [String: String] = [:],
            most: Int? = nil
        ) {
            self.status = status
            self.body = body
            self.headers = headers
            self.most = most
        }
    }

    /// The hub's address.
    public let address: String
    /// The same server under another name, where large files lie.
    public let elsewhere: String

    private let descriptor: Int32
    private let answer: @Sendable (Request, Int) -> Answer
    private let log = Mutex<[Request]>([])

    /// What was asked so far.
    public var requests: [Request] { log.withLock { $0 } }

    /// Starts a server.
    ///
    /// - Parameter answer: Gets a request, and how many there were before for the same path.
    public init(_ answer: @escaping @Sendable (Request, Int) -> Answer) throws {
        self.answer = answer
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.descriptor = descriptor
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 64) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
        let port = UInt16(bigEndian: address.sin_port)
        self.address = "http://127.0.0.1:\(port)"
        elsewhere = "http://localhost:\(port)"
        let thread = Thread { [weak self] in
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0, let hub = self else {
                    if connection >= 0 { close(connection) }
                    return
                }
                Thread { hub.serve(connection) }.start()
            }
        }
        thread.start()
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }

    private func serve(_ connection: Int32) {
        defer { close(connection) }
        guard let request = Self.read(connection) else { return }
        let before = log.withLock { log in
            let count = log.count { $0.path == request.path }
            log.append(request)
            return count
        }
        let answer = answer(request, before)
        var head = "HTTP/1.1 \(answer.status) Answer\r\nConnection: close\r\n"
        head += "Content-Length: \(answer.body.count)\r\n"
        for (name, value) in answer.headers { head += "\(name): \(value)\r\n" }
        let body = answer.most.map { answer.body.prefix($0) } ?? answer.body
        var bytes = [UInt8]((head + "\r\n").utf8) + body
        while !bytes.isEmpty {
            let sent = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            guard sent > 0 else { return }
            bytes.removeFirst(sent)
        }
    }

    private static func read(_ connection: Int32) -> Request? {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while !text.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            text += buffer[..<count]
        }
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count >= 2 else { return nil }
        let headers = lines.dropFirst().compactMap { line -> (String, String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (
                line[..<colon].lowercased(),
                line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            )
        }
        return Request(
            path: String(words[1]), headers: Dictionary(headers, uniquingKeysWith: { $1 }))
    }
}

extension LoopbackHub.Answer {
    /// A file, or the range of it that is asked for.
    public static func file(
        _ content: Data, _ request: LoopbackHub.Request, most: Int? = nil
    ) -> LoopbackHub.Answer {
        guard let range = request.headers["range"]?.dropFirst("bytes=".count) else {
            return LoopbackHub.Answer(200, content, most: most)
        }
        let bounds = range.split(separator: "-").compactMap { Int($0) }
        guard bounds.count == 2, bounds[0] <= bounds[1], bounds[1] < content.count else {
            return LoopbackHub.Answer(416)
        }
        return LoopbackHub.Answer(
            206, content.subdata(in: bounds[0]..<bounds[1] + 1),
            headers: ["Content-Range": "bytes \(bounds[0])-\(bounds[1])/\(content.count)"],
            most: most)
    }
}
