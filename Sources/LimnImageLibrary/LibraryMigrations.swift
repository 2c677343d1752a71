import GRDB

/// The tables of the library's index. The index can always be made anew from the folders.
enum LibraryMigrations {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("pictures") { database in
            try database.create(table: "picture") { table in
                table.primaryKey("id", .text)
                table.column("fingerprint", .text).notNull()
                table.column("record", .text).notNull()
            }
            try database.execute(
                sql: """
                    CREATE VIRTUAL TABLE picture_words USING fts5(
                        id UNINDEXED, captions, name, folders,
                        tokenize = 'porter unicode61 remove_diacritics 2')
                    """)
        }
        migrator.registerMigration("vectors") { database in
            try database.create(table: "vector") { table in
                table.column("model", .text).notNull()
                table.column("role", .text).notNull()
                table.column("text", .text).notNull()
                table.column("vector", .blob).notNull()
                table.primaryKey(["model", "role", "text"])
            }
        }
        migrator.registerMigration("looks") { database in
            try database.create(table: "look") { table in
                table.column("model", .text).notNull()
                table.column("hash", .text).notNull()
                table.column("classes", .text).notNull()
                table.column("transparency", .double).notNull()
                table.column("drawn", .double).notNull()
                table.primaryKey(["model", "hash"])
            }
        }
        migrator.registerMigration("traits") { database in
            try database.drop(table: "look")
            try database.create(table: "look") { table in
                table.column("model", .text).notNull()
                table.column("hash", .text).notNull()
                table.column("classes", .text).notNull()
                table.primaryKey(["model", "hash"])
            }
            try database.create(table: "trait") { table in
                table.primaryKey("hash", .text)
                table.column("version", .integer).notNull()
                table.column("transparency", .double).notNull()
                table.column("drawn", .double).notNull()
                table.column("colours", .text).notNull()
                table.column("sharpness", .double).notNull()
                table.column("likeness", .text).notNull()
            }
        }
        migrator.registerMigration("names") { database in
            try database.create(table: "name") { table in
                table.column("key", .text).notNull()
                table.column("name", .text).notNull()
                table.column("likelihood", .double).notNull()
                table.primaryKey(["key", "name"])
            }
        }
        migrator.registerMigration("sights") { database in
            try database.create(table: "sight") { table in
                table.column("model", .text).notNull()
                table.column("hash", .text).notNull()
                table.column("vector", .blob).notNull()
                table.primaryKey(["model", "hash"])
            }
        }
        // The words of a picture are found by its number. What was read from the folders is read again; what
        // was seen and embedded stays.
        migrator.registerMigration("numbers") { database in
            try database.drop(table: "picture_words")
            try database.drop(table: "picture")
            try database.create(table: "picture") { table in
                table.primaryKey("number", .integer)
                table.column("id", .text).notNull().unique()
                table.column("fingerprint", .text).notNull()
                table.column("record", .text).notNull()
            }
            try database.execute(
                sql: """
                    CREATE VIRTUAL TABLE picture_words USING fts5(
                        id UNINDEXED, captions, name, folders,
                        tokenize = 'porter unicode61 remove_diacritics 2')
                    """)
        }
        migrator.registerMigration("glosses") { database in
            try database.create(table: "gloss") { table in
                table.primaryKey("number", .integer)
                table.column("source", .text).notNull()
                table.column("definition", .text).notNull()
            }
            try database.execute(
                sql: """
                    CREATE VIRTUAL TABLE gloss_words USING fts5(
                        id UNINDEXED, gloss, tokenize = 'porter unicode61 remove_diacritics 2')
                    """)
        }
        return migrator
    }
}
