#include "cli/size_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "engine/document/json_writer.h"
#include "engine/report/findings.h"

namespace arnscope::cli {
namespace {

// Whether `a` fills more of its limit than `b`.
bool is_fuller(const Measurement& a, const Measurement& b) {
  return a.number * b.limit->limit > b.number * a.limit->limit;
}

const Measurement* fullest(const std::vector<Measurement>& measurements) {
  auto at = std::max_element(measurements.begin(), measurements.end(),
                             [](const Measurement& a, const Measurement& b) { return is_fuller(b, a); });
  return at == measurements.end() ? nullptr : &*at;
}

template <class Row>
bool comes_before(const Row& a, const Row& b, const std::string& a_name, const std::string& b_name) {
  if (a.from != b.from || a.from == From::kFile) return a.from < b.from;
  const Measurement* x = fullest(a.measurements);
  const Measurement* y = fullest(b.measurements);
  if (x != nullptr && y != nullptr && (is_fuller(*x, *y) || is_fuller(*y, *x))) return is_fuller(*x, *y);
  return a_name < b_name;
}

std::string join_notes(std::initializer_list<std::string_view> notes) {
  std::string text;
  for (std::string_view note : notes)
    if (!note.empty()) text += fmt::format("{}{}", text.empty() ? "" : "; ", note);
  return text;
}

// What is to be said of a number beside its limit.
std::string limit_note(const Measurement& measurement) {
  if (!measurement.over()) return "";
  const Limit& limit = *measurement.limit;
  if (measurement.number <= limit.limit) return "AWS counts one more for each document";
  if (!limit.adjustable) return "";
  return limit.up_to == 0 ? "AWS raises the limit on request"
                          : fmt::format("AWS raises the limit on request, up to {}", limit.up_to);
}

std::string document_note(const MeasuredDocument& document) {
  std::string unknown;
  std::string rewritten;
  if (document.measurements.empty()) {
    unknown = document.type.empty()
                  ? fmt::format("its type cannot be told: say --type; {} bytes", document.size.bytes)
                  : fmt::format("AWS publishes no limit that is known here; {} bytes", document.size.bytes);
  } else if (!document.size.as_submitted && is_size(document.measurements.front().counted) &&
             document.measurements.front().counted != Counted::kCharactersWithoutWhiteSpace) {
    rewritten = "counted without white space, which counts where it is submitted";
  }
  return join_notes({document.note, unknown, rewritten,
                     document.at_least ? "at least: parts are known when it is deployed" : ""});
}

// One line of the table: a document or a principal under one of its limits.
struct Row {
  From from = From::kFile;
  std::string file, path, policy, holder, principal;
  std::string_view type, counted;
  uint64_t number = 0;
  const Measurement* measurement = nullptr;  // null where there is no limit
  bool at_least = false;
  std::string note;
  bool told = true;  // in a table for people, which leaves out what says nothing

  bool over() const { return measurement != nullptr && measurement->over(); }
  std::string what() const {
    if (!principal.empty() && from == From::kFile) return fmt::format("{}: {}", file, principal);
    if (!principal.empty()) return principal;
    if (from == From::kSnapshot) return policy;
    std::string place = path.empty() ? file : fmt::format("{}#{}", file, path);
    return holder.empty() ? place : fmt::format("{} ({})", place, holder);
  }
};

void add_rows(const MeasuredDocument& document, std::vector<Row>& rows) {
  Row row;
  row.from = document.from;
  row.file = document.file;
  row.path = document.path;
  row.policy = document.policy;
  row.holder = document.holder;
  row.type = document.type;
  row.at_least = document.at_least;
  if (document.measurements.empty()) {
    row.counted = counted_name(Counted::kCharactersWithoutWhiteSpace);
    row.number = document.size.characters_without_white_space;
    row.note = document_note(document);
    rows.push_back(row);
  }
  bool first = true;
  for (const Measurement& each : document.measurements) {
    row.counted = counted_name(each.counted);
    row.number = each.number;
    row.measurement = &each;
    row.note = join_notes({limit_note(each), first ? document_note(document) : ""});
    row.told = first || each.over();
    rows.push_back(row);
    first = false;
  }
}

// The sum of one inline policy says no more than the policy's own row.
void add_rows(const MeasuredPrincipal& principal, std::vector<Row>& rows) {
  for (const Measurement& each : principal.measurements) {
    const bool is_sum = is_size(each.counted);
    const bool told = each.number > 0 && (!is_sum || each.documents > 1);
    const std::string partly =
        is_sum && principal.at_least ? "at least: some is not known or could not be read" : "";
    Row& row = rows.emplace_back();
    row.from = principal.from;
    row.file = principal.file;
    row.principal = principal.principal;
    row.type = each.limit->type;
    row.counted = counted_name(each.counted);
    row.number = each.number;
    row.measurement = &each;
    row.at_least = is_sum && principal.at_least;
    row.note = join_notes({limit_note(each), partly});
    row.told = told || each.over();
  }
}

std::vector<Row> rows_of(const SizeReport& report, bool over) {
  std::vector<Row> rows;
  for (const MeasuredDocument& each : report.documents) add_rows(each, rows);
  for (const MeasuredPrincipal& each : report.principals) add_rows(each, rows);
  if (over) std::erase_if(rows, [](const Row& row) { return !row.over(); });
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    if (a.from != b.from || a.from == From::kFile) return a.from < b.from;
    return is_fuller(*a.measurement, *b.measurement);
  });
  return rows;
}

// Leaves out the columns that say nothing in any row.
void drop_empty_columns(Table& table) {
  for (size_t i = table.columns.size(); i-- > 0;) {
    const auto is_empty = [i](const std::vector<Cell>& cells) { return cells[i].text.empty(); };
    if (!std::all_of(table.rows.begin(), table.rows.end(), is_empty)) continue;
    const auto at = static_cast<std::ptrdiff_t>(i);
    table.columns.erase(table.columns.begin() + at);
    for (std::vector<Cell>& cells : table.rows) cells.erase(cells.begin() + at);
  }
}

void write_text(std::vector<Row> rows, Terminal& terminal) {
  std::erase_if(rows, [](const Row& row) { return !row.told; });
  if (rows.empty()) return;
  Table table{{{"SIZE", "size", Align::kRight},
               {"LIMIT", "limit", Align::kRight},
               {"HEADROOM", "headroom", Align::kRight},
               {"", "over"},
               {"COUNTED", "counted"},
               {"TYPE", "type"},
               {"POLICY", "policy"},
               {"NOTE", "note"}},
              {}};
  for (const Row& row : rows) {
    const Style style = row.over() ? Style::kDenied : Style::kPlain;
    const bool limited = row.measurement != nullptr;
    table.rows.push_back(
        {Cell(row.at_least ? fmt::format("at least {}", row.number) : fmt::format("{}", row.number), style),
         limited ? Cell::number(row.measurement->limit->limit) : Cell(),
         limited ? Cell::number(row.measurement->headroom(), style) : Cell(),
         Cell(row.over() ? "over" : "", style), row.counted, row.type.empty() ? Cell("?") : Cell(row.type),
         row.what(), Cell(row.note)});
  }
  drop_empty_columns(table);
  write_table_text(table, terminal.layout(), terminal.data());
}

void write_csv(const std::vector<Row>& rows, Terminal& terminal) {
  Table table{{{"", "file"},
               {"", "path"},
               {"", "policy"},
               {"", "principal"},
               {"", "type"},
               {"", "counted"},
               {"", "number"},
               {"", "limit"},
               {"", "headroom"},
               {"", "over"},
               {"", "atLeast"},
               {"", "note"}},
              {}};
  for (const Row& row : rows) {
    const bool limited = row.measurement != nullptr;
    table.rows.push_back({row.file, row.path, row.policy, row.principal.empty() ? row.holder : row.principal,
                          row.type, row.counted, Cell::number(static_cast<int64_t>(row.number)),
                          limited ? Cell::number(row.measurement->limit->limit) : Cell(),
                          limited ? Cell::number(row.measurement->headroom()) : Cell(),
                          row.over() ? "true" : "false", row.at_least ? "true" : "false", row.note});
  }
  write_table_csv(table, terminal.data());
}

void write_measurement(JsonWriter& json, const Measurement& each) {
  json.begin_object().member("type", each.limit->type).member("counted", counted_name(each.counted));
  json.key("number").number(static_cast<int64_t>(each.number)).key("limit").number(each.limit->limit);
  json.key("headroom").number(each.headroom()).key("over").boolean(each.over());
  json.member("note", limit_note(each)).end_object();
}

void write_measurements(JsonWriter& json, const std::vector<Measurement>& measurements) {
  json.begin_array();
  for (const Measurement& each : measurements) write_measurement(json, each);
  json.end_array();
}

void write_json(JsonWriter& json, const MeasuredDocument& document) {
  const Measurement* size = document.measurements.empty() ? nullptr : &document.measurements.front();
  const bool compact = size == nullptr || size->counted == Counted::kCharactersWithoutWhiteSpace;
  json.begin_object().member("file", document.file).member("path", document.path);
  json.member("policy", document.policy).member("principal", document.holder).key("type");
  document.type.empty() ? json.null() : json.string(document.type);
  json.key("characters")
      .number(compact ? document.size.characters_without_white_space : document.size.characters)
      .key("bytes")
      .number(document.size.bytes)
      .key("counted");
  size == nullptr ? json.null() : json.string(counted_name(size->counted));
  json.key("limit");
  size == nullptr ? json.null() : json.number(size->limit->limit);
  json.key("headroom");
  size == nullptr ? json.null() : json.number(size->headroom());
  json.key("over").boolean(is_over(document.measurements));
  json.key("atLeast").boolean(document.at_least).key("asSubmitted").boolean(document.size.as_submitted);
  json.member("note", document_note(document)).key("measurements");
  write_measurements(json, document.measurements);
  json.end_object();
}

void write_json(const SizeReport& report, const Options& options, Terminal& terminal) {
  std::string text;
  JsonWriter json(text, Layout::kIndented);
  json.begin_object().key("documents").begin_array();
  for (const MeasuredDocument& each : report.documents)
    if (!options.over || is_over(each.measurements)) write_json(json, each);
  json.end_array().key("principals").begin_array();
  for (const MeasuredPrincipal& each : report.principals) {
    if (options.over && !is_over(each.measurements)) continue;
    json.begin_object().member("file", each.file).member("principal", each.principal);
    json.key("over").boolean(is_over(each.measurements)).key("atLeast").boolean(each.at_least);
    json.key("measurements");
    write_measurements(json, each.measurements);
    json.end_object();
  }
  json.end_array().key("findings").begin_array();
  for (const Finding& finding : report.findings) write_finding(json, finding);
  json.end_array().end_object();
  terminal.data().write(text + "\n");
}

}  // namespace

bool is_over(const std::vector<Measurement>& measurements) {
  return std::any_of(measurements.begin(), measurements.end(),
                     [](const Measurement& each) { return each.over(); });
}

void sort_fullest_first(SizeReport& report) {
  std::stable_sort(report.documents.begin(), report.documents.end(),
                   [](const MeasuredDocument& a, const MeasuredDocument& b) {
                     return comes_before(a, b, a.policy, b.policy);
                   });
  std::stable_sort(report.principals.begin(), report.principals.end(),
                   [](const MeasuredPrincipal& a, const MeasuredPrincipal& b) {
                     return comes_before(a, b, a.principal, b.principal);
                   });
}

void write_size_report(const SizeReport& report, const Options& options, Terminal& terminal) {
  if (options.format == "json") return write_json(report, options, terminal);
  const std::vector<Row> rows = rows_of(report, options.over);
  options.format == "csv" ? write_csv(rows, terminal) : write_text(rows, terminal);
}

}  // namespace arnscope::cli
