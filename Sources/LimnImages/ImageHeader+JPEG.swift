extension ImageHeader {
    /// Walks the marker segments up to the frame header (ITU-T T.81, B.2).
    static func readJPEG(_ window: inout FileWindow) throws -> ImageHeader {
        var offset = 2
        var orientation = Orientation.upright
        while true {
            var marker = try window.byte(at: offset)
            guard marker == 0xFF else {
                throw ImageError(
                    .malformed, file: window.name, "no JPEG marker at byte \(offset)")
            }
            while marker == 0xFF {
                offset += 1
                marker = try window.byte(at: offset)
            }
            offset += 1
            if marker == 0x01 || (0xD0...0xD8).contains(marker) { continue }
            guard marker != 0xD9, marker != 0xDA else {
                throw ImageError(
                    .malformed, file: window.name, "the JPEG has no frame before byte \(offset)")
            }
            let length = try window.bigEndian16(at: offset)
            guard length >= 2 else {
                throw ImageError(
                    .malformed, file: window.name,
                    "a JPEG segment at byte \(offset) claims \(length) bytes")
            }
            let isFrame =
                (0xC0...0xCF).contains(marker) && marker != 0xC4 && marker != 0xC8
                && marker != 0xCC
            if isFrame {
                guard length >= 8 else {
                    throw ImageError(
                        .malformed, file: window.name, "the JPEG frame at byte \(offset) is short")
                }
                var header = ImageHeader(
                    format: .jpeg,
                    storedWidth: try window.bigEndian16(at: offset + 5),
                    storedHeight: try window.bigEndian16(at: offset + 3),
                    orientation: orientation, hasAlpha: false)
                if needsAllScans(&window, marker: marker, frame: offset) {
                    header.coefficientBytes = coefficientBytes(&window, frame: offset, of: header)
                }
                return header
            }
            if marker == 0xE1, length > 8 {
                let payload = try window.bytes(at: offset + 2, count: length - 2)
                if payload.starts(with: Array("Exif\0\0".utf8)) {
                    orientation = Orientation(tiff: payload.dropFirst(6)) ?? orientation
                }
            }
            offset += length
        }
    }

    /// Whether a frame's components come in several scans: in every progressive file, and in those of
    /// which the first scan has fewer components than the frame. A file that ends before tells nothing.
    private static func needsAllScans(
        _ window: inout FileWindow, marker: UInt8, frame: Int
    ) -> Bool {
        guard marker == 0xC0 || marker == 0xC1 else { return true }
        do {
            let components = try window.byte(at: frame + 7)
            var offset = frame + (try window.bigEndian16(at: frame))
            while try window.byte(at: offset) == 0xFF {
                let next = try window.byte(at: offset + 1)
                if next == 0xDA { return try window.byte(at: offset + 4) < components }
                if next == 0xFF {
                    offset += 1
                } else {
                    offset += 2 + max(2, try window.bigEndian16(at: offset + 2))
                }
            }
        } catch {
            return true
        }
        return true
    }

    /// Two bytes for each of the 64 coefficients of each block of each component (T.81, A.1.1 and A.2.3).
    private static func coefficientBytes(
        _ window: inout FileWindow, frame: Int, of header: ImageHeader
    ) -> Int {
        let usual = header.storedWidth * header.storedHeight * 6
        guard let components = try? Int(window.byte(at: frame + 7)), components > 0,
            let list = try? Array(window.bytes(at: frame + 8, count: components * 3))
        else { return usual }
        let across = (0..<components).map { Int(list[$0 * 3 + 1] >> 4) }
        let down = (0..<components).map { Int(list[$0 * 3 + 1] & 15) }
        let width = 8 * max(1, across.max() ?? 1)
        let height = 8 * max(1, down.max() ?? 1)
        let units =
            ((header.storedWidth + width - 1) / width)
            * ((header.storedHeight + height - 1) / height)
        return zip(across, down).reduce(0) { $0 + units * $1.0 * $1.1 * 128 }
    }
}

extension Orientation {
    /// Finds tag 0x0112 in the first directory of a TIFF block; `nil` when absent or nonsense.
    init?(tiff block: ArraySlice<UInt8>) {
        let bytes = Array(block)
        guard bytes.count >= 14 else { return nil }
        let isLittle: Bool
        switch (bytes[0], bytes[1]) {
        case (0x49, 0x49): isLittle = true
        case (0x4D, 0x4D): isLittle = false
        default: return nil
        }
        func number(at offset: Int, count: Int) -> Int? {
            guard offset >= 0, offset <= bytes.count - count else { return nil }
            let part = bytes[offset..<(offset + count)]
            return isLittle
                ? part.reversed().reduce(0) { $0 << 8 | Int($1) }
                : part.reduce(0) { $0 << 8 | Int($1) }
        }
        guard let directory = number(at: 4, count: 4), let count = number(at: directory, count: 2)
        else { return nil }
        for index in 0..<count {
            let entry = directory + 2 + index * 12
            guard let tag = number(at: entry, count: 2) else { return nil }
            guard tag == 0x0112 else { continue }
            guard number(at: entry + 2, count: 2) == 3, let value = number(at: entry + 8, count: 2)
            else { return nil }
            self.init(rawValue: UInt8(clamping: value))
            return
        }
        return nil
    }
}
