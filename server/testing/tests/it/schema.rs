//! `schema.rs` is written by hand: it must say what the migrated database says.

use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use server_testing::TestDb;
use std::collections::BTreeMap;

const SCHEMA: &str = include_str!("../../../db/src/schema.rs");

/// Table -> (its primary key, column -> Diesel's type).
type Tables = BTreeMap<String, (String, BTreeMap<String, String>)>;

#[derive(diesel::QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    column_type: String,
    #[diesel(sql_type = Text)]
    nullable: String,
    #[diesel(sql_type = Text)]
    extra: String,
    /// 1-based place in the primary key, or nothing.
    #[diesel(sql_type = Text)]
    key_place: String,
}

const COLUMNS: &str = "SELECT CAST(c.table_name AS CHAR) AS `table`, CAST(c.column_name AS CHAR) AS name, \
     CAST(c.column_type AS CHAR) AS column_type, CAST(c.is_nullable AS CHAR) AS nullable, \
     CAST(c.extra AS CHAR) AS extra, \
     COALESCE((SELECT CAST(s.seq_in_index AS CHAR) FROM information_schema.statistics s \
       WHERE s.table_schema = c.table_schema AND s.table_name = c.table_name \
       AND s.column_name = c.column_name AND s.index_name = 'PRIMARY'), '') AS key_place \
     FROM information_schema.columns c WHERE c.table_schema = DATABASE()";

#[tokio::test(flavor = "multi_thread")]
async fn the_schema_says_what_the_database_says() {
    let db = TestDb::new().await;
    let columns: Vec<Column> = diesel::sql_query(COLUMNS)
        .get_results(&mut db.connect().await)
        .await
        .unwrap();
    let written = of_the_file();
    let stored = of_the_database(columns, &written);
    assert_eq!(
        written.keys().collect::<Vec<_>>(),
        stored.keys().collect::<Vec<_>>(),
        "the tables"
    );
    for (table, columns) in &stored {
        assert_eq!(&written[table], columns, "{table}");
    }
}

/// Without the generated columns that the file leaves out: nothing reads those by name.
fn of_the_database(columns: Vec<Column>, written: &Tables) -> Tables {
    let mut keys: BTreeMap<String, BTreeMap<usize, String>> = BTreeMap::new();
    let mut tables = Tables::new();
    for column in columns {
        let named = written
            .get(&column.table)
            .is_some_and(|(_, names)| names.contains_key(&column.name));
        if column.table == "__diesel_schema_migrations"
            || column.extra.contains("GENERATED") && !named
        {
            continue;
        }
        if let Ok(place) = column.key_place.parse() {
            let key = keys.entry(column.table.clone()).or_default();
            key.insert(place, column.name.clone());
        }
        let (_, known) = tables.entry(column.table.clone()).or_default();
        known.insert(column.name.clone(), diesel_type(&column));
    }
    for (table, (key, _)) in &mut tables {
        let parts: Vec<String> = keys
            .remove(table)
            .unwrap_or_default()
            .into_values()
            .collect();
        *key = parts.join(", ");
    }
    tables
}

fn diesel_type(column: &Column) -> String {
    let kind = column.column_type.as_str();
    let bare = kind.split([' ', '(']).next().unwrap_or_default();
    let plain = match bare {
        _ if kind == "tinyint(1)" => "Bool",
        "binary" | "varbinary" | "blob" | "mediumblob" | "longblob" => "Binary",
        "char" | "varchar" | "text" | "mediumtext" | "longtext" => "Text",
        "datetime" => "Datetime",
        "date" => "Date",
        "tinyint" => "TinyInt",
        "smallint" => "SmallInt",
        "int" => "Integer",
        "bigint" => "BigInt",
        other => panic!("{}.{}: {other} has no type yet", column.table, column.name),
    };
    let signed = match kind.contains("unsigned") {
        true => format!("Unsigned<{plain}>"),
        false => plain.to_string(),
    };
    match column.nullable.as_str() {
        "YES" => format!("Nullable<{signed}>"),
        _ => signed,
    }
}

/// Reads the `diesel::table!` blocks: `name (key) {`, then `column -> Type,`.
fn of_the_file() -> Tables {
    let mut tables = Tables::new();
    for block in SCHEMA.split("diesel::table! {").skip(1) {
        let block = block.split("\n}").next().unwrap_or_default();
        let mut lines = block.lines().map(str::trim);
        let head = lines.find(|line| line.ends_with(") {")).expect(block);
        let (table, key) = head.trim_end_matches(") {").split_once(" (").expect(head);
        let columns = lines.filter_map(|line| line.trim_end_matches(',').split_once(" -> "));
        let columns = columns.map(|(name, kind)| (name.to_string(), kind.to_string()));
        tables.insert(table.to_string(), (key.to_string(), columns.collect()));
    }
    tables
}
