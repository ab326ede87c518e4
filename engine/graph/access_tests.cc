#include "engine/graph/access_tests.h"

#include <fmt/format.h>

#include "engine/base/text.h"
#include "engine/document/fields.h"
#include "engine/snapshot/find_principal.h"
#include "engine/snapshot/load.h"

namespace arnscope {
namespace {

// The fields of a question to a snapshot.
struct Question {
  Value snapshot;
  Value request;
  Value expect;
  Unlisted unlisted = Unlisted::kAbsent;
  ContextText text = ContextText::kRefused;
};

class Reader : public FieldReader {
 public:
  explicit Reader(Value value) : value_(value) {}
  Result<std::vector<std::string>> paths(Value list);
  std::optional<Question> question();

 private:
  bool context(Value value, Unlisted& unlisted);

  Value value_;
};

// A text of its own: how keys that nobody gave are meant. An object: the keys of a question without
// `request`.
bool Reader::context(Value value, Unlisted& unlisted) {
  if (value.text() == "open") unlisted = Unlisted::kUnknown;
  if (value.is_object() && value_.find("request"))
    return fail(value, "condition keys stand in the context of the request");
  return value.text() == "open" || value.text() == "complete" || value.is_object() ||
         fail(value, fmt::format("`{}` is no context: complete, open, or an object of condition keys",
                                 printable(value.text())));
}

std::optional<Question> Reader::question() {
  const auto request = value_.find("request");
  const bool known =
      request ? known_fields(value_, "a test on a snapshot",
                             {"name", "source", "note", "snapshot", "request", "context", "expect"}) &&
                    known_fields(*request, "request",
                                 {"principal", "action", "resource", "resourceAccount", "context"})
              : known_fields(value_, "a test on a snapshot",
                             {"name", "source", "note", "snapshot", "principal", "action", "resource",
                              "resourceAccount", "context", "expect"});
  if (!known) return std::nullopt;
  const auto expect = value_.find("expect");
  if (!expect) return fail(value_, "a test needs expect"), std::nullopt;
  Question question{*value_.find("snapshot"), request.value_or(value_), *expect, Unlisted::kAbsent,
                    request ? ContextText::kRefused : ContextText::kPassedOver};
  if (auto given = value_.find("context"); given && !context(*given, question.unlisted)) return std::nullopt;
  return question;
}

Result<std::vector<std::string>> Reader::paths(Value list) {
  std::vector<std::string> paths;
  if (!list.is_array()) {
    if (!string(list, "snapshot", paths.emplace_back())) return *error();
    return paths;
  }
  for (Value each : list.elements())
    if (!string(each, "a path of snapshot", paths.emplace_back())) return *error();
  if (paths.empty()) return fail(list, "snapshot names no file"), *error();
  return paths;
}

}  // namespace

Result<AccessTests::Opened*> AccessTests::open(Value value, const std::string& folder) {
  auto paths = Reader(value).paths(value);
  if (!paths) return paths.error();
  std::string key;
  for (std::string& path : *paths) {
    if (!path.starts_with("/") && !folder.empty()) path = folder + "/" + path;
    key += path + '\0';
  }
  if (auto found = opened_.find(key); found != opened_.end()) return &found->second;
  std::vector<std::shared_ptr<const Source>> sources;
  for (const std::string& path : *paths) {
    auto source = Source::read(path);
    if (!source) return Error{source.error().message, value.place()};
    sources.push_back(*source);
  }
  auto snapshot = load_snapshot(sources);
  if (!snapshot) return Error{snapshot.error().message, value.place()};
  Opened& opened = opened_[key];
  opened.snapshot = *std::move(snapshot);
  return &opened;
}

Result<std::vector<std::string>> AccessTests::run_question(Value value, const std::string& folder) {
  Reader reader(value);
  const auto question = reader.question();
  if (!question) return *reader.error();
  const auto expected = read_expectation(question->expect);
  if (!expected) return expected.error();
  auto opened = open(question->snapshot, folder);
  if (!opened) return opened.error();
  const Snapshot& snapshot = *(*opened)->snapshot;
  auto asked = read_request(
      question->request, question->unlisted,
      [&](std::string_view text) { return find_principal(snapshot, text); }, question->text);
  if (!asked) return asked.error();
  std::unique_ptr<Access>& access = (*opened)->access[question->unlisted];
  if (!access) access = std::make_unique<Access>(snapshot, question->unlisted);
  Caller caller = access->caller(asked->principal);
  caller.context.add(asked->context);
  return differences(
      *expected,
      can(*access, caller,
          {asked->action, asked->resource.text, asked->resource_account, {}, asked->resource.meaning}));
}

Result<std::vector<std::string>> AccessTests::run_scenario(Value value) {
  auto scenario = scenarios_.read(value);
  if (!scenario) return scenario.error();
  if (!scenario->expect) return Error{"a test needs expect", value.place()};
  return differences(*scenario->expect, explain_resources(scenario->request(), *scenario->policies));
}

AccessTestResult AccessTests::run(Value value, const std::string& folder) {
  AccessTestResult result;
  result.place = value.place();
  if (auto name = value.find("name")) result.name = name->text();
  if (auto source = value.find("source")) result.source = source->text();
  auto failures = value.find("snapshot") ? run_question(value, folder) : run_scenario(value);
  if (failures) {
    result.failures = *std::move(failures);
  } else {
    result.place = failures.error().place;
    result.failures = {failures.error().message};
  }
  return result;
}

}  // namespace arnscope
