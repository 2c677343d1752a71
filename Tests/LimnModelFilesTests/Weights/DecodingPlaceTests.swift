import Foundation
import Testing

@testable import LimnModelFiles

@Suite("Places in JSON that is wrong")
struct DecodingPlaceTests {
    private struct Document: Decodable {
        struct Layer: Decodable {
            let width: Int
            let scale: Float
            let isTied: Bool
            let names: [String]
        }

        let layers: [Layer]
    }

    @Test(
        "are named with what is wrong, in words of no programming language",
        arguments: [
            (#"{"layers": [{"width": 1}]}"#, "“layers[0].scale” is missing"),
            (#"{"layers": [{"width": null}]}"#, "“layers[0].width” is null"),
            (#"{"layers": [{"width": "x"}]}"#, "“layers[0].width” is not a whole number"),
            (#"{"layers": [{"width": 1, "scale": []}]}"#, "“layers[0].scale” is not a number"),
            (
                #"{"layers": [{"width": 1, "scale": 1, "isTied": 1}]}"#,
                "“layers[0].isTied” is not true or false"
            ),
            (
                #"{"layers": [{"width": 1, "scale": 1, "isTied": true, "names": [2]}]}"#,
                "“layers[0].names[0]” is not a text"
            ),
            (#"{"layers": {}}"#, "“layers” is not a list"),
            ("[]", "the whole is not a group of keys"),
            (#"{"layers": ["#, "it is no JSON, or cut off"),
            ("", "it is no JSON, or cut off"),
        ])
    func named(json: String, place: String) {
        let error = #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(Document.self, from: Data(json.utf8))
        }
        #expect(error?.place == place)
    }
}
