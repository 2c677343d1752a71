import Testing

@testable import LimnPreview

@Suite("Requests of other sites")
struct SameOriginGuardTests {
    private let guardian = SameOriginGuard(host: "box.example")

    private func status(
        _ headers: [String: String], method: String = "GET", isRoute: Bool = true
    ) -> Int? {
        let request = PreviewRequest(method: method, target: "/_limn/x", headers: headers)
        return guardian.objection(to: request, isRoute: isRoute)?.status
    }

    @Test(
        "names of this machine are answered",
        arguments: [
            "localhost", "localhost:8080", "127.0.0.1:8080", "[::1]:8080", "box.example:1",
            "192.168.0.3", "x.localhost:80",
        ])
    func own(host: String) {
        #expect(status(["Host": host]) == nil)
    }

    @Test(
        "any other name is refused, since it may be a trick with host names",
        arguments: ["evil.example", "evil.example:8080", "1.2.3.4.evil", "[evil]", "", "1.2.3.256"])
    func foreign(host: String) {
        #expect(status(["Host": host], isRoute: false) == 421)
    }

    @Test("what changes something needs the token, and no page of another site may ask")
    func token() {
        let own = ["Host": "localhost:1", "Origin": "http://localhost:1"]
        #expect(status(own, method: "POST") == 403)
        #expect(status(own.merging(["X-Limn-Token": "x"]) { $1 }, method: "POST") == 403)
        #expect(status(own.merging(["x-limn-token": guardian.token]) { $1 }, method: "POST") == nil)
        #expect(status(["Host": "localhost:1", "Origin": "http://evil.example"]) == 403)
        #expect(status(["Host": "localhost:1", "Origin": "null"]) == 403)
        #expect(status(["Host": "localhost:1", "Origin": "http://a"], isRoute: false) == nil)
        #expect(SameOriginGuard(host: "").token != guardian.token && guardian.token.count == 32)
    }
}
