import Foundation

/// What a person at the keyboard does, and waits for.
extension Browser {
    /// Waits until an expression is true, or the promise that it makes says so.
    ///
    /// - Throws: `BrowserError` when that never happens, or with the exception of the script
    public func wait(for expression: String) throws {
        let deadline = Date(timeIntervalSinceNow: Self.patience)
        while try evaluate("Promise.resolve(\(expression)).then(Boolean)") as? Bool != true {
            guard deadline.timeIntervalSinceNow > 0 else {
                throw BrowserError(description: "it never became true: \(expression)")
            }
            _ = try evaluate("new Promise(done => setTimeout(done, 20))")
        }
    }

    /// Types a text where the cursor is, as an input method does.
    public func type(_ text: String) throws {
        _ = try call("Input.insertText", ["text": text])
    }

    /// Presses and releases a key, such as `Tab` or `Enter`.
    ///
    /// - Parameters:
    ///   - key: the key's name
    ///   - control: whether Ctrl is held down meanwhile
    public func press(_ key: String, control: Bool = false) throws {
        let codes = [
            "Tab": 9, "Enter": 13, "Escape": 27, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39,
            "ArrowDown": 40, "a": 65, "z": 90,
        ]
        var event: [String: Any] = [
            "type": "keyDown", "key": key, "code": key, "windowsVirtualKeyCode": codes[key] ?? 0,
            "modifiers": control ? 2 : 0,
        ]
        if key == "Enter", !control { event["text"] = "\r" }
        if key == "a", control { event["commands"] = ["selectAll"] }
        _ = try call("Input.dispatchKeyEvent", event)
        event["type"] = "keyUp"
        event["text"] = nil
        event["commands"] = nil
        _ = try call("Input.dispatchKeyEvent", event)
    }
}
