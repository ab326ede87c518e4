#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <deque>
#include <filesystem>

#include "engine/base/text.h"
#include "engine/report/graph_record.h"

namespace arnscope {
namespace {

namespace fs = std::filesystem;

// "Arns": tells our databases from others (PRAGMA application_id).
constexpr int kApplicationId = 0x41726E73;

// The journal is off and nothing is synchronised: the file is not there before it is whole.
constexpr const char* kSettings =
    "PRAGMA page_size = 4096;"
    "PRAGMA encoding = 'UTF-8';"
    "PRAGMA auto_vacuum = NONE;"
    "PRAGMA locking_mode = EXCLUSIVE;"
    "PRAGMA journal_mode = OFF;"
    "PRAGMA synchronous = OFF;"
    "PRAGMA cache_size = -65536;"
    "PRAGMA user_version = 1;";

constexpr const char* kTables =
    "CREATE TABLE entities (id INTEGER PRIMARY KEY, key TEXT NOT NULL, type TEXT NOT NULL,"
    " classes TEXT NOT NULL, display_name TEXT NOT NULL, arn TEXT, account TEXT, region TEXT);"
    "CREATE TABLE relationships (id INTEGER PRIMARY KEY, key TEXT NOT NULL, type TEXT NOT NULL,"
    " class TEXT NOT NULL, from_key TEXT NOT NULL, to_key TEXT NOT NULL);"
    "CREATE TABLE properties (owner INTEGER NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,"
    " value NOT NULL, PRIMARY KEY (owner, name)) WITHOUT ROWID;"
    "CREATE TABLE findings (id INTEGER PRIMARY KEY, code TEXT NOT NULL, severity TEXT NOT NULL,"
    " message TEXT NOT NULL, file TEXT, line INTEGER, column INTEGER, subject TEXT);";

// Made when all rows are there: sorting them once is quicker than keeping them sorted.
constexpr const char* kIndexes =
    "CREATE UNIQUE INDEX entities_by_key ON entities (key);"
    "CREATE INDEX entities_by_arn ON entities (arn);"
    "CREATE INDEX entities_by_type ON entities (type);"
    "CREATE UNIQUE INDEX relationships_by_key ON relationships (key);"
    "CREATE INDEX relationships_by_from ON relationships (from_key, class);"
    "CREATE INDEX relationships_by_to ON relationships (to_key, class);"
    "CREATE INDEX relationships_by_type ON relationships (type);"
    "CREATE INDEX findings_by_subject ON findings (subject);";

constexpr const char* kAddEntity = "INSERT INTO entities VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
constexpr const char* kAddRelationship = "INSERT INTO relationships VALUES (?, ?, ?, ?, ?, ?)";
constexpr const char* kAddProperty = "INSERT INTO properties VALUES (?, ?, ?, ?)";
constexpr const char* kAddFinding = "INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

// Properties that are columns of entities, in their order.
constexpr std::array<std::string_view, 3> kEntityColumns = {"arn", "account", "region"};

// What the column `type` of properties holds, indexed by PropertyType.
constexpr std::array<std::string_view, 5> kTypeNames = {"text", "texts", "number", "boolean", "json"};

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;

struct FinishStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Prepared = std::unique_ptr<sqlite3_stmt, FinishStatement>;

// Look at sqlite3_errcode(): a database that could not be opened has its reason.
Database open_database(const std::string& path, int flags) {
  sqlite3* opened = nullptr;
  sqlite3_open_v2(path.c_str(), &opened, flags, nullptr);
  return Database(opened);
}

bool is_ours(const std::string& path) {
  const Database database = open_database(path, SQLITE_OPEN_READONLY);
  sqlite3_stmt* made = nullptr;
  if (sqlite3_errcode(database.get()) != SQLITE_OK ||
      sqlite3_prepare_v2(database.get(), "PRAGMA application_id", -1, &made, nullptr) != SQLITE_OK)
    return false;
  const Prepared statement(made);
  return sqlite3_step(made) == SQLITE_ROW && sqlite3_column_int(made, 0) == kApplicationId;
}

// Why a file may not be replaced; "" where it may: it is not there, is empty, or was written here.
std::string not_replaceable(const fs::path& path, const std::string& name) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) return {};
  if (!fs::is_regular_file(status)) return fmt::format("`{}` is no file: a database must be one", name);
  if (fs::file_size(path, error) == 0 || is_ours(path.string())) return {};
  return fmt::format("`{}` is not a database that was written here, and is left alone: name another file",
                     name);
}

// A row that is being added. Texts are bound as views: they live until add().
class Row {
 public:
  Row(sqlite3_stmt* statement) : statement_(statement) {}

  Row& number(int64_t value) { return sqlite3_bind_int64(statement_, ++column_, value), *this; }
  Row& null() { return sqlite3_bind_null(statement_, ++column_), *this; }

  Row& text(std::string_view value) {
    const char* const begin = value.empty() ? "" : value.data();  // a null pointer would be NULL
    sqlite3_bind_text64(statement_, ++column_, begin, value.size(), SQLITE_STATIC, SQLITE_UTF8);
    return *this;
  }

  bool add() {
    sqlite3_step(statement_);
    return sqlite3_reset(statement_) == SQLITE_OK;
  }

 private:
  sqlite3_stmt* statement_;
  int column_ = 0;
};

class GraphSqlite final : public GraphWriter {
 public:
  GraphSqlite(std::string name, fs::path path, fs::path part, Database database)
      : name_(std::move(name)),
        path_(std::move(path)),
        part_(std::move(part)),
        database_(std::move(database)) {}

  ~GraphSqlite() override {
    close();
    std::error_code error;
    if (!finished_) fs::remove(part_, error);
  }

  bool begin() override {
    return run(kSettings) && run(fmt::format("PRAGMA application_id = {}", kApplicationId).c_str()) &&
           run("BEGIN") && run(kTables) && prepare(kAddEntity, add_entity_) &&
           prepare(kAddRelationship, add_relationship_) && prepare(kAddProperty, add_property_) &&
           prepare(kAddFinding, add_finding_);
  }

  bool entity(const GraphEntity& entity) override {
    if (!fault_.empty()) return false;
    classes_.clear();
    append_value_text(classes_, entity.classes);
    Row row(add_entity_.get());
    row.number(++id_).text(utf8(entity.key)).text(utf8(entity.type)).text(classes_);
    row.text(utf8(entity.display_name));
    for (const std::string_view name : kEntityColumns) {
      const Property* property = find_property(entity.properties, name);
      const auto* text = property == nullptr ? nullptr : std::get_if<std::string_view>(&property->value);
      text == nullptr ? row.null() : row.text(utf8(*text));
    }
    if (!add(row)) return false;
    for (const Property& property : entity.properties) {
      const bool column =
          type_of(property.value) == PropertyType::kText &&
          std::find(kEntityColumns.begin(), kEntityColumns.end(), property.name) != kEntityColumns.end();
      if (!column && !add_property(property)) return false;
    }
    return true;
  }

  bool relationship(const GraphRelationship& relationship) override {
    if (!fault_.empty()) return false;
    Row row(add_relationship_.get());
    row.number(++id_).text(utf8(relationship.key)).text(utf8(relationship.type));
    row.text(utf8(relationship.class_name)).text(utf8(relationship.from_key));
    if (!add(row.text(utf8(relationship.to_key)))) return false;
    for (const Property& property : relationship.properties)
      if (!add_property(property)) return false;
    return true;
  }

  bool finding(const Finding& finding) override {
    if (!fault_.empty()) return false;
    Row row(add_finding_.get());
    row.number(++finding_id_).text(utf8(finding.code)).text(severity_key(finding.severity));
    row.text(utf8(finding.message));
    if (finding.place.source == nullptr) {
      row.null().null().null();
    } else {
      const Source& source = finding.place.source->outermost();
      row.text(utf8(source.name()));
      if (source.text().empty()) {
        row.null().null();
      } else {
        const LineColumn at = source.position(finding.place.source->to_outermost(finding.place.span).begin);
        row.number(at.line).number(at.column);
      }
    }
    finding.subject.empty() ? row.null() : row.text(utf8(finding.subject));
    return add(row);
  }

  bool finish() override {
    if (!fault_.empty() || !run(kIndexes) || !run("COMMIT")) return false;
    close();
    std::error_code error;
    fs::rename(part_, path_, error);
    if (error) return fail(error.message());
    finished_ = true;
    return true;
  }

  std::string fault() const override { return fault_; }

 private:
  bool fail(std::string_view why) {
    if (fault_.empty()) fault_ = fmt::format("cannot write `{}`: {}", name_, why);
    return false;
  }
  bool fail() { return fail(sqlite3_errmsg(database_.get())); }

  bool run(const char* statements) {
    return sqlite3_exec(database_.get(), statements, nullptr, nullptr, nullptr) == SQLITE_OK || fail();
  }

  bool prepare(const char* text, Prepared& statement) {
    sqlite3_stmt* made = nullptr;
    const int code = sqlite3_prepare_v3(database_.get(), text, -1, SQLITE_PREPARE_PERSISTENT, &made, nullptr);
    statement.reset(made);
    return code == SQLITE_OK || fail();
  }

  bool add(Row& row) {
    const bool added = row.add();
    cleaned_.clear();
    return added || fail();
  }

  bool add_property(const Property& property) {
    Row row(add_property_.get());
    row.number(id_).text(utf8(property.name));
    row.text(kTypeNames[static_cast<size_t>(type_of(property.value))]);
    if (const auto* number = std::get_if<int64_t>(&property.value)) {
      row.number(*number);
    } else if (const auto* boolean = std::get_if<bool>(&property.value)) {
      row.number(*boolean ? 1 : 0);
    } else if (const auto* text = std::get_if<std::string_view>(&property.value)) {
      row.text(utf8(*text));
    } else {
      value_.clear();
      append_value_text(value_, property.value);
      row.text(value_);
    }
    return add(row);
  }

  // The text; where it is not UTF-8, with its stray bytes as \xNN. Lives until add().
  std::string_view utf8(std::string_view text) {
    if (is_utf8(text)) return text;
    std::string& cleaned = cleaned_.emplace_back();
    while (!text.empty()) {
      const Character character = first_character(text);
      if (character.code_point == Character::kNotUtf8) {
        append_printable(cleaned, character, text.substr(0, character.size));
      } else {
        cleaned += text.substr(0, character.size);
      }
      text.remove_prefix(character.size);
    }
    return cleaned;
  }

  void close() {
    for (Prepared* statement : {&add_entity_, &add_relationship_, &add_property_, &add_finding_})
      statement->reset();
    database_.reset();
  }

  const std::string name_;  // of the file as messages have it
  const fs::path path_, part_;
  Database database_;
  Prepared add_entity_, add_relationship_, add_property_, add_finding_;
  int64_t id_ = 0;
  int64_t finding_id_ = 0;
  bool finished_ = false;
  std::string fault_, classes_, value_;
  std::deque<std::string> cleaned_;
};

}  // namespace

Result<std::unique_ptr<GraphWriter>> open_graph_sqlite(const std::string& given) {
  // An absolute path: SQLite gives some relative names a meaning of their own. A symbolic link stays one.
  std::error_code error;
  const fs::path path = fs::weakly_canonical(fs::absolute(given, error), error);
  const fs::path part = path.string() + ".part";
  const std::string name = printable(given);
  std::string why = not_replaceable(path, name);
  if (why.empty()) why = not_replaceable(part, name + ".part");
  if (!why.empty()) return Error{std::move(why), {}};
  fs::remove(part, error);
  Database database =
      open_database(part.string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX);
  if (sqlite3_errcode(database.get()) != SQLITE_OK)
    return Error{fmt::format("cannot write `{}`: {}", name, sqlite3_errmsg(database.get())), {}};
  return std::unique_ptr<GraphWriter>(std::make_unique<GraphSqlite>(name, path, part, std::move(database)));
}

}  // namespace arnscope
