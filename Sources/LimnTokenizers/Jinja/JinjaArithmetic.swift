import Foundation

/// Sums, products and concatenations, as Python computes them.
enum JinjaArithmetic {
    /// - Throws: `TokenizerError` that names the line.
    static func result(
        _ sign: String, _ one: JinjaValue, _ other: JinjaValue, line: Int
    ) throws -> JinjaValue {
        switch (sign, one, other) {
        case ("~", _, _):
            let text = JinjaPrinting.text(of: one) + JinjaPrinting.text(of: other)
            try JinjaRun.check(length: text.count, line: line)
            return .text(text)
        case ("+", .text(let one), .text(let other)):
            try JinjaRun.check(length: one.count + other.count, line: line)
            return .text(one + other)
        case ("+", .list(let one), .list(let other)):
            try JinjaRun.check(length: one.count + other.count, line: line)
            return .list(one + other)
        case ("*", .text(let text), .int(let times)), ("*", .int(let times), .text(let text)):
            let (length, overflows) = text.count.multipliedReportingOverflow(by: max(0, times))
            try JinjaRun.check(length: overflows ? .max : length, line: line)
            return .text(Array(repeating: text, count: max(0, times)).joined(by: JinjaText()))
        default: break
        }
        if let one = one.integer, let other = other.integer, sign != "/" {
            return try whole(sign, one, other, line: line)
        }
        guard let left = one.number, let right = other.number else {
            throw JinjaLexer.error(
                "'\(sign)' does not go between \(one.kind) and \(other.kind)", line)
        }
        switch sign {
        case "+": return .double(left + right)
        case "-": return .double(left - right)
        case "*": return .double(left * right)
        case "**": return .double(pow(left, right))
        case "/", "//", "%":
            guard right != 0 else { throw JinjaLexer.error("a number is divided by 0", line) }
            if sign == "/" { return .double(left / right) }
            let quotient = (left / right).rounded(.down)
            return .double(sign == "//" ? quotient : left - quotient * right)
        default: throw JinjaLexer.error("'\(sign)' is no operation", line)
        }
    }

    private static func whole(
        _ sign: String, _ one: Int, _ other: Int, line: Int
    ) throws -> JinjaValue {
        func checked(_ result: (partialValue: Int, overflow: Bool)) throws -> JinjaValue {
            guard !result.overflow else {
                throw JinjaLexer.error("a number becomes too large", line)
            }
            return .int(result.partialValue)
        }
        switch sign {
        case "+": return try checked(one.addingReportingOverflow(other))
        case "-": return try checked(one.subtractingReportingOverflow(other))
        case "*": return try checked(one.multipliedReportingOverflow(by: other))
        case "**":
            guard other >= 0 else { return .double(pow(Double(one), Double(other))) }
            let power = pow(Double(one), Double(other))
            guard abs(power) < 0x1p53 else {
                throw JinjaLexer.error("a number becomes too large", line)
            }
            return .int(Int(power))
        case "//", "%":
            guard other != 0 else { throw JinjaLexer.error("a number is divided by 0", line) }
            guard other != -1 else { return .int(sign == "//" ? 0 &- one : 0) }
            // Python rounds down, and the rest has the divisor's sign.
            var (quotient, rest) = one.quotientAndRemainder(dividingBy: other)
            if rest != 0, (rest < 0) != (other < 0) {
                quotient -= 1
                rest += other
            }
            return .int(sign == "//" ? quotient : rest)
        default: throw JinjaLexer.error("'\(sign)' is no operation", line)
        }
    }
}
