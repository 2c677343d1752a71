import Foundation
import LimnModelFiles
import Testing

@Suite struct CatalogTests {
    @Test func embeddedCatalogHasTheModelsOfTheProject() throws {
        let catalog = try ModelCatalog.embedded()
        let writer = try catalog.entry(named: "qwen2.5-coder-1.5b-instruct")
        #expect(writer.files.count == 1)
        #expect(writer.files[0].parts.count == 22)
        #expect(writer.files[0].path == "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf")
        #expect(writer.bytes == 1_117_320_768)
        #expect(try catalog.entry(named: "cc-cedict").files[0].path.hasPrefix("cc-cedict/"))
        #expect(try catalog.entry(named: "all-minilm-l6-v2").files.count == 4)
    }

    @Test func unknownNamesListTheKnownOnes() throws {
        let catalog = try ModelCatalog.embedded()
        do {
            _ = try catalog.entry(named: "gpt-5")
            Issue.record("no error")
        } catch let error as ModelStoreError {
            #expect(error.reason == .unknownModel)
            #expect(error.description.contains("gpt-5"))
            #expect(error.remedy.contains("multilingual-e5-small"))
        }
    }

    @Test(arguments: [
        ("file", "../outside.bin"), ("file", "/etc/passwd"), ("file", "a//b"), ("file", ""),
        ("file", ".hidden"), ("sha256", "ABC"), ("sha256", String(repeating: "g", count: 64)),
        ("name", "-rf"), ("package", "--index-url"), ("package", "a b"), ("version", "1;x"),
    ])
    func refusesEntriesThatCouldDoHarm(field: String, value: String) throws {
        var fields = [
            "file": "a.bin", "sha256": String(repeating: "0", count: 64), "name": "a",
            "package": "p", "version": "1",
        ]
        fields[field] = value
        let json = """
            {"models": [{"name": "\(fields["name", default: ""])", "role": "r", "licence": "l",
              "file": "\(fields["file", default: ""])", "bytes": 3,
              "sha256": "\(fields["sha256", default: ""])",
              "parts": [{"package": "\(fields["package", default: ""])",
                         "version": "\(fields["version", default: ""])", "member": "m"}]}]}
            """
        do {
            _ = try ModelCatalog(json: Data(json.utf8))
            Issue.record("accepted \(field) \(value)")
        } catch let error as ModelStoreError {
            #expect(error.reason == .badCatalog)
        }
    }

    @Test func refusesTextThatIsNotACatalog() {
        for text in ["", "[]", "{\"models\": 3}", "{\"models\": [{\"name\": \"a\"}]}"] {
            #expect(throws: ModelStoreError.self) { try ModelCatalog(json: Data(text.utf8)) }
        }
    }
}
