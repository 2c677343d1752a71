import FlyingFox
import Foundation

/// Takes requests from FlyingFox to the responder, and messages to the open pages.
struct PreviewHandler: HTTPHandler {
    let responder: PreviewResponder

    private static let mostBytes = 1 << 20

    func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
        var headers: [String: String] = [:]
        for (header, value) in request.headers { headers[header.rawValue] = value }
        let asked = PreviewRequest(
            method: request.method.rawValue, target: request.target.rawValue, headers: headers,
            body: { try await Self.body(of: request) })
        if asked.path == PreviewResponder.ownPath + "socket" {
            return try await conversation(request, asked)
        }
        return try Self.response(await responder.answer(asked))
    }

    private func conversation(
        _ request: HTTPRequest, _ asked: PreviewRequest
    ) async throws -> HTTPResponse {
        // A browser always says where a page with a socket is from.
        if let objection = responder.guardian.objection(to: asked, isRoute: true) {
            return try Self.response(objection)
        }
        let handler = MessageFrameWSHandler(handler: Conversation(channel: responder.channel))
        return try await WebSocketHTTPHandler(handler: handler).handleRequest(request)
    }

    private struct Conversation: WSMessageHandler {
        let channel: PreviewChannel

        func makeMessages(for client: AsyncStream<WSMessage>) async throws -> AsyncStream<WSMessage>
        {
            let texts = await channel.subscribe()
            return AsyncStream { continuation in
                let task = Task {
                    for await text in texts { continuation.yield(.text(text)) }
                    continuation.finish()
                }
                continuation.onTermination = { _ in task.cancel() }
            }
        }
    }

    private static func body(of request: HTTPRequest) async throws -> Data {
        var data = Data()
        for try await part in request.bodySequence {
            data.append(part)
            guard data.count <= mostBytes else {
                throw PreviewError(
                    "the request is larger than \(mostBytes) bytes", remedy: "Send less.")
            }
        }
        return data
    }

    private static func response(_ answer: PreviewResponse) throws -> HTTPResponse {
        var headers = HTTPHeaders()
        for (name, value) in answer.headers { headers[HTTPHeader(name)] = value }
        let body: HTTPBodySequence
        switch answer.body {
        case .data(let data): body = HTTPBodySequence(data: data)
        case .file(let url, let range):
            body = try HTTPBodySequence(file: url, range: range, suggestedBufferSize: 64 << 10)
        }
        let status = HTTPStatusCode(answer.status, phrase: phrases[answer.status] ?? "Answer")
        return HTTPResponse(statusCode: status, headers: headers, body: body)
    }

    private static let phrases = [
        200: "OK", 204: "No Content", 206: "Partial Content", 302: "Found", 400: "Bad Request",
        403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 409: "Conflict",
        416: "Range Not Satisfiable", 421: "Misdirected Request", 500: "Internal Server Error",
    ]
}
