#include "engine/lint/profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>

#include "engine/base/text.h"
#include "engine/policy/glob.h"

namespace arnscope {
namespace {

constexpr std::array kSeverities = {Severity::kError, Severity::kSecurityWarning, Severity::kWarning,
                                    Severity::kSuggestion};

std::optional<Error> unknown_code(std::string_view code, Value at) {
  if (find_check(code) != nullptr) return std::nullopt;
  std::vector<std::string_view> codes;
  for (const Check& row : checks()) codes.push_back(row.code);
  const auto nearest = nearest_name(code, codes);
  return Error{fmt::format("no check has the code `{}`{}", printable(code),
                           nearest ? fmt::format(": did you mean `{}`?", *nearest)
                                   : ": `arnscope lint --list` prints them"),
               at.place()};
}

bool is_day(std::string_view text) {
  if (text.size() != 10) return false;
  for (size_t i = 0; i < text.size(); ++i)
    if (i == 4 || i == 7 ? text[i] != '-' : std::isdigit(static_cast<unsigned char>(text[i])) == 0)
      return false;
  return true;
}

std::optional<Error> read_severities(Value object, LintProfile& profile) {
  for (auto [code, severity] : object.members()) {
    if (auto error = unknown_code(code.text(), code)) return error;
    const auto known = severity_of(severity.text());
    if (!known && severity.text() != "off")
      return Error{fmt::format("`{}` is no severity: error, securityWarning, warning, suggestion or off",
                               printable(severity.text())),
                   severity.place()};
    profile.severities.push_back({std::string(code.text()), known});
  }
  return std::nullopt;
}

std::optional<Error> read_ignore(Value object, LintProfile& profile) {
  Ignore ignore;
  ignore.place = object.place();
  for (auto [key, value] : object.members()) {
    const std::array<std::pair<std::string_view, std::string*>, 5> fields = {{{"code", &ignore.code},
                                                                              {"file", &ignore.file},
                                                                              {"path", &ignore.path},
                                                                              {"reason", &ignore.reason},
                                                                              {"until", &ignore.until}}};
    const auto field = std::find_if(fields.begin(), fields.end(),
                                    [&](const auto& each) { return each.first == key.text(); });
    if (field == fields.end())
      return Error{fmt::format("`{}` is no member of an ignore: code, file, path, reason, until",
                               printable(key.text())),
                   key.place()};
    *field->second = value.text();
  }
  if (ignore.reason.empty()) return Error{"an ignore needs a `reason`", object.place()};
  if (!ignore.code.empty())
    if (auto error = unknown_code(ignore.code, object.find("code").value_or(object))) return error;
  if (!ignore.until.empty() && !is_day(ignore.until))
    return Error{fmt::format("`{}` is no day: write it as 2027-01-31", printable(ignore.until)),
                 object.find("until")->place()};
  profile.ignores.push_back(std::move(ignore));
  return std::nullopt;
}

bool meets(const Ignore& ignore, const LintFinding& finding) {
  const Place& place = finding.finding.place;
  const std::string_view file = place.source ? std::string_view(place.source->outermost().name()) : "";
  return (ignore.code.empty() || ignore.code == finding.finding.code) &&
         (ignore.file.empty() || glob_match(ignore.file, file)) &&
         (ignore.path.empty() || glob_match(ignore.path, finding.path));
}

}  // namespace

std::optional<Severity> severity_of(std::string_view name) {
  for (const Severity each : kSeverities)
    if (severity_key(each) == name) return each;
  return std::nullopt;
}

Result<LintProfile> read_profile(const Document& document) {
  LintProfile profile;
  const Value root = document.root();
  if (!root.is_object()) return Error{"a profile is an object with `severity` and `ignore`", root.place()};
  for (auto [key, value] : root.members()) {
    if (key.text() == "severity" && value.is_object()) {
      if (auto error = read_severities(value, profile)) return *std::move(error);
    } else if (key.text() == "ignore" && value.is_array()) {
      for (Value each : value.elements())
        if (auto error = read_ignore(each, profile)) return *std::move(error);
    } else {
      return Error{
          fmt::format("`{}` is not understood: a profile has `severity`, an object, and `ignore`, a list",
                      printable(key.text())),
          key.place()};
    }
  }
  return profile;
}

void apply_profile(const LintProfile& profile, std::string_view today, std::vector<LintFinding>& findings) {
  std::erase_if(findings, [&](LintFinding& each) {
    for (const auto& [code, severity] : profile.severities) {
      if (code != each.finding.code) continue;
      if (!severity) return true;
      each.finding.severity = *severity;
    }
    return std::any_of(profile.ignores.begin(), profile.ignores.end(), [&](const Ignore& ignore) {
      return (ignore.until.empty() || ignore.until >= today) && meets(ignore, each);
    });
  });
  for (const Ignore& ignore : profile.ignores)
    if (!ignore.until.empty() && ignore.until < today)
      findings.push_back(
          {{Severity::kWarning, "IGNORE_EXPIRED",
            fmt::format("this ignore ended on {}: mend what it hid, or give a later day", ignore.until),
            ignore.place, ""},
           "",
           nullptr,
           {}});
}

Result<size_t> apply_baseline(const Document& baseline, std::vector<LintFinding>& findings) {
  const auto known = baseline.root().find("findings");
  if (!known || !known->is_array())
    return Error{"a baseline is what `arnscope lint --format json` wrote: an object with `findings`",
                 baseline.root().place()};
  std::map<std::vector<std::string>, size_t> counts;
  for (Value each : known->elements()) {
    std::vector<std::string> key;
    for (const char* name : {"code", "file", "path", "message"}) {
      const auto member = each.find(name);
      key.emplace_back(member && member->is_string() ? member->text() : "");
    }
    ++counts[key];
  }
  const size_t before = findings.size();
  std::erase_if(findings, [&](const LintFinding& each) {
    const Place& place = each.finding.place;
    const auto at =
        counts.find({std::string(each.finding.code), place.source ? place.source->outermost().name() : "",
                     each.path, each.finding.message});
    return at != counts.end() && at->second > 0 && at->second-- > 0;
  });
  return before - findings.size();
}

}  // namespace arnscope
