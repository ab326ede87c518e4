// `test PATH...`: whether the access that people rely on is still as they wrote it down.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>

#include "cli/command.h"
#include "cli/input.h"
#include "engine/base/text.h"
#include "engine/document/json_reader.h"
#include "engine/document/json_writer.h"
#include "engine/graph/access_tests.h"
#include "engine/report/junit.h"

namespace arnscope::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 3> kTestFiles = {".json", ".jsonl", ".ndjson"};

struct Tested {
  std::string file;
  AccessTestResult result;
};

// A file or a folder that could not be tested at all.
Tested broken(const std::string& path, std::string why, Place place = {}) {
  AccessTestResult result;
  result.place = std::move(place);
  result.failures = {std::move(why)};
  return {path, std::move(result)};
}

void run_file(const std::string& path, const std::shared_ptr<const Source>& source, AccessTests& tests,
              std::vector<Tested>& tested) {
  auto documents = read_json_sequence(source);
  if (!documents) {
    tested.push_back(broken(path, documents.error().message, documents.error().place));
    return;
  }
  const size_t before = tested.size();
  const std::string folder = path == "-" ? "" : fs::path(path).parent_path().string();
  for (const auto& document : *documents) {
    const Value root = document->root();
    if (!root.is_array()) tested.push_back({path, tests.run(root, folder)});
    for (Value test : root.elements()) tested.push_back({path, tests.run(test, folder)});
  }
  if (tested.size() == before) tested.push_back(broken(path, "the file holds no tests"));
}

// Runs everything. Nothing, having said why, where a path cannot be read.
std::optional<std::vector<Tested>> run_paths(const std::vector<std::string>& paths, Terminal& terminal) {
  std::vector<Tested> tested;
  AccessTests tests;
  for (const std::string& path : paths) {
    auto files = files_of(path, kTestFiles, terminal);
    if (!files) return std::nullopt;
    if (files->empty())
      tested.push_back(broken(path, "the folder holds no tests: *.json, *.jsonl or *.ndjson"));
    for (size_t i = 0; i < files->size(); ++i) {
      terminal.progress("testing", i, files->size());
      auto source = Source::read((*files)[i]);
      if (!source) return terminal.fail(source.error()), std::nullopt;
      run_file((*files)[i], *source, tests, tested);
    }
  }
  return tested;
}

std::string place_text(const Tested& each) {
  return each.result.place.source ? format_place(each.result.place) : printable(each.file);
}

void write_text(const std::vector<Tested>& tested, size_t failed, Terminal& terminal) {
  Output& out = terminal.data();
  for (const Tested& each : tested) {
    if (each.result.holds()) continue;
    out.write(styled("FAIL", Style::kDenied, terminal.color()));
    out.write(fmt::format(" {}: {}\n", place_text(each),
                          each.result.name.empty() ? "(no name)" : printable(each.result.name)));
    for (const std::string& failure : each.result.failures)
      out.write(fmt::format("  {}\n", printable(failure)));
    if (!each.result.source.empty()) out.write(fmt::format("  source: {}\n", printable(each.result.source)));
  }
  std::string summary = fmt::format("{} passed", tested.size() - failed);
  if (failed > 0) summary += fmt::format(", {} failed", failed);
  out.write(styled(summary, failed > 0 ? Style::kDenied : Style::kAllowed, terminal.color()) + "\n");
}

uint32_t line_of(const AccessTestResult& result) {
  if (!result.place.source) return 0;
  const Source& outermost = result.place.source->outermost();
  return outermost.position(result.place.source->to_outermost(result.place.span).begin).line;
}

void write_json(const std::vector<Tested>& tested, size_t failed, Terminal& terminal) {
  std::string text;
  JsonWriter json(text, Layout::kIndented);
  json.begin_object().key("tests").begin_array();
  for (const Tested& each : tested) {
    json.begin_object().member("name", each.result.name).member("file", each.file);
    json.key("line").number(line_of(each.result));
    json.key("passed").boolean(each.result.holds()).member_list("failures", each.result.failures);
    json.end_object();
  }
  json.end_array().key("passed").number(static_cast<int64_t>(tested.size() - failed));
  json.key("failed").number(static_cast<int64_t>(failed)).end_object();
  terminal.data().write(text + "\n");
}

void write_junit(const std::vector<Tested>& tested, Terminal& terminal) {
  std::vector<JunitCase> cases;
  for (const Tested& each : tested) {
    const uint32_t line = line_of(each.result);
    cases.push_back({each.file, each.result.name.empty() ? fmt::format("line {}", line) : each.result.name,
                     line, each.result.failures});
  }
  arnscope::write_junit(cases, terminal.data());
}

}  // namespace

int run_test(const Options& options, Terminal& terminal) {
  const auto tested = run_paths(options.words, terminal);
  if (!tested) return kFailed;
  const auto failed = static_cast<size_t>(
      std::count_if(tested->begin(), tested->end(), [](const Tested& each) { return !each.result.holds(); }));
  if (options.format == "json") {
    write_json(*tested, failed, terminal);
  } else if (options.format == "junit") {
    write_junit(*tested, terminal);
  } else {
    write_text(*tested, failed, terminal);
  }
  return failed == 0 ? kYes : kNo;
}

}  // namespace arnscope::cli
