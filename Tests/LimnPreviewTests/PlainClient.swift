import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A client that sends exactly what it is told, which URL loaders do not.
struct PlainClient {
    struct Answer {
        let status: Int
        let headers: [String: String]
        let body: Data

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    struct Refused: Error {}

    let port: UInt16

    /// Sends a request and reads to the end of the connection.
    func request(
        _ target: String, method: String = "GET", headers: [String: String] = [:],
        body: String = ""
    ) throws -> Answer {
        let connection = try connect()
        defer { close(connection) }
        var head = "\(method) \(target) HTTP/1.1\r\nConnection: close\r\n"
        for (name, value) in ["Host": "127.0.0.1:\(port)"].merging(
            headers, uniquingKeysWith: { $1 })
        {
            head += "\(name): \(value)\r\n"
        }
        if !body.isEmpty { head += "Content-Length: \(body.utf8.count)\r\n" }
        try send(connection, head + "\r\n" + body)
        var data = Data()
        while let part = receive(connection, atMost: 1 << 16) { data.append(part) }
        guard let end = data.range(of: Data("\r\n\r\n".utf8)) else { throw Refused() }
        let lines = String(decoding: data[..<end.lowerBound], as: UTF8.self)
            .components(separatedBy: "\r\n")
        let fields = lines.dropFirst().map {
            $0.split(separator: ":", maxSplits: 1).map(String.init)
        }
        return Answer(
            status: Int(lines[0].split(separator: " ")[1]) ?? 0,
            headers: Dictionary(
                fields.map { ($0[0], $0[1].trimmingCharacters(in: .whitespaces)) },
                uniquingKeysWith: { $1 }),
            body: Data(data[end.upperBound...]))
    }

    /// Opens the server's socket and hands over messages one by one.
    func messages(origin: String? = nil) throws -> () -> String? {
        let connection = try connect()
        try send(
            connection,
            "GET /_limn/socket HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                + "Origin: \(origin ?? "http://127.0.0.1:\(port)")\r\n\r\n")
        var head = Data()
        while !head.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            guard let byte = receive(connection, atMost: 1) else { throw Refused() }
            head.append(byte)
        }
        guard head.starts(with: "HTTP/1.1 101".utf8) else {
            close(connection)
            throw Refused()
        }
        func exactly(_ count: Int) -> [UInt8]? {
            var bytes: [UInt8] = []
            while bytes.count < count {
                guard let part = receive(connection, atMost: count - bytes.count) else {
                    return nil
                }
                bytes += part
            }
            return bytes
        }
        return {
            guard let start = exactly(2), start[0] & 0x0F == 1 else { return nil }
            var length = Int(start[1])
            if length == 126 {
                guard let more = exactly(2) else { return nil }
                length = Int(more[0]) << 8 | Int(more[1])
            }
            return exactly(length).map { String(decoding: $0, as: UTF8.self) }
        }
    }

    private func connect() throws -> Int32 {
        let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        // The server shares two threads with every other test of the run and may wait for minutes.
        var limit = timeval(tv_sec: 900, tv_usec: 0)
        setsockopt(
            connection, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(connection, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else {
            close(connection)
            throw Refused()
        }
        return connection
    }

    private func send(_ connection: Int32, _ text: String) throws {
        let bytes = Array(text.utf8)
        guard
            Glibc.send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
        else { throw Refused() }
    }

    private func receive(_ connection: Int32, atMost count: Int) -> Data? {
        var bytes = [UInt8](repeating: 0, count: count)
        let got = recv(connection, &bytes, count, 0)
        return got > 0 ? Data(bytes[..<got]) : nil
    }
}
