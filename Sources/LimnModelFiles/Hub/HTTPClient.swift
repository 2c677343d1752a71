import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Sends requests and passes on what arrives, piece by piece. Redirections are not followed but given as
/// the answers that they are, because who may see a token has to be decided at each.
final class HTTPClient: NSObject, URLSessionDataDelegate, @unchecked Sendable {
    /// A request in work.
    private struct Exchange {
        let accept: @Sendable (HTTPURLResponse) throws -> Void
        let receive: @Sendable (Data) throws -> Void
        let finish: (Result<HTTPURLResponse, any Error>) -> Void
        var failure: (any Error)?
    }

    private let lock = NSLock()
    private var exchanges: [Int: Exchange] = [:]
    private var session: URLSession?

    /// How long nothing may arrive, in seconds.
    private static let patience: TimeInterval = 60

    override init() {
        super.init()
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = Self.patience
        configuration.timeoutIntervalForResource = 14 * 24 * 3_600
        configuration.httpMaximumConnectionsPerHost = 16
        configuration.urlCache = nil
        let queue = OperationQueue()
        queue.maxConcurrentOperationCount = 1
        session = URLSession(configuration: configuration, delegate: self, delegateQueue: queue)
    }

    /// Ends the threads that wait for answers; nothing can be sent any more.
    func close() {
        session?.invalidateAndCancel()
        session = nil
    }

    /// Sends a request.
    ///
    /// - Parameters:
    ///   - accept: Told the answer before its body; throws to refuse the body.
    ///   - receive: Told each piece of the body.
    /// - Returns: The answer, when its body has arrived whole.
    /// - Throws: What the closures throw, or the reason why the body did not arrive.
    func send(
        _ request: URLRequest, accept: @escaping @Sendable (HTTPURLResponse) throws -> Void,
        receive: @escaping @Sendable (Data) throws -> Void
    ) async throws -> HTTPURLResponse {
        guard let session else { throw CancellationError() }
        let task = session.dataTask(with: request)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                lock.withLock {
                    exchanges[task.taskIdentifier] = Exchange(
                        accept: accept, receive: receive,
                        finish: { continuation.resume(with: $0) })
                }
                task.resume()
            }
        } onCancel: {
            task.cancel()
        }
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
        completionHandler: @escaping (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
    ) {
        let isAccepted = attempt(dataTask) { exchange in
            guard let response = response as? HTTPURLResponse else {
                throw URLError(.badServerResponse)
            }
            try exchange.accept(response)
        }
        completionHandler(isAccepted ? .allow : .cancel)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        if !attempt(dataTask, { try $0.receive(data) }) { dataTask.cancel() }
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
    ) {
        let exchange = lock.withLock { exchanges.removeValue(forKey: task.taskIdentifier) }
        guard let exchange else { return }
        if let failure = exchange.failure ?? error {
            exchange.finish(.failure(failure))
        } else if let response = task.response as? HTTPURLResponse {
            exchange.finish(.success(response))
        } else {
            exchange.finish(.failure(URLError(.badServerResponse)))
        }
    }

    /// Runs a step of an exchange; an error is kept for its end.
    private func attempt(_ task: URLSessionTask, _ step: (Exchange) throws -> Void) -> Bool {
        guard let exchange = lock.withLock({ exchanges[task.taskIdentifier] }),
            exchange.failure == nil
        else { return false }
        do {
            try step(exchange)
            return true
        } catch {
            lock.withLock { exchanges[task.taskIdentifier]?.failure = error }
            return false
        }
    }
}
