#include "engine/template/printer.h"

#include <fmt/format.h>

#include <set>
#include <string_view>
#include <utility>

#include "engine/base/text.h"
#include "engine/document/json_writer.h"
#include "engine/policy/printer.h"

namespace arnscope {
namespace {

// Source: IAM User Guide, "IAM and AWS STS quotas", character limits.
constexpr size_t kMaxName = 128;

bool is_letter_or_digit(char c) { return (fold(c) >= 'a' && fold(c) <= 'z') || (c >= '0' && c <= '9'); }

// A name with each character that `good` refuses replaced, and shortened.
template <class Good>
std::string cleaned(std::string_view name, Good good, char other) {
  std::string out;
  for (const char c : name.substr(0, kMaxName)) out += good(c) ? c : other;
  return out;
}

// Gives out texts that differ from all before, also where case does not count: a number follows a repeated
// one.
class Unique {
 public:
  std::string take(std::string name, std::string_view separator) {
    std::string candidate = name;
    for (size_t number = 2; !taken_.insert(fold(candidate)).second; ++number) {
      const std::string suffix = fmt::format("{}{}", separator, number);
      candidate = name.substr(0, kMaxName - suffix.size()) + suffix;
    }
    return candidate;
  }

 private:
  std::set<std::string> taken_;
};

std::string policy_name(std::string_view name) {
  std::string out = cleaned(
      name,
      [](char c) {
        return is_letter_or_digit(c) || std::string_view("_+=,.@-").find(c) != std::string_view::npos;
      },
      '-');
  return out.empty() ? "policy" : out;
}

// Letters and digits, the first of each word in upper case. Source: CloudFormation User Guide, "Resources".
std::string logical_id(std::string_view name) {
  std::string out;
  bool word_begins = true;
  for (const char c : name.substr(0, kMaxName)) {
    if (!is_letter_or_digit(c)) {
      word_begins = true;
      continue;
    }
    out += word_begins && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    word_begins = false;
  }
  return out.empty() ? "Policy" : out;
}

// The JSON text as a heredoc has it: `${` and `%{` begin a template there and are doubled. Their sign after
// another would read as something else, and that one, which can only stand in a string, is an escape of JSON.
std::string heredoc(std::string_view json) {
  std::string out;
  out.reserve(json.size() + json.size() / 16);
  const auto begins = [json](size_t at) {
    return at + 1 < json.size() && (json[at] == '$' || json[at] == '%') && json[at + 1] == '{';
  };
  for (size_t at = 0; at < json.size(); ++at) {
    const char c = json[at];
    if (begins(at)) {
      out += c;
      out += c;
    } else if ((c == '$' || c == '%') && begins(at + 1)) {
      out += c == '$' ? "\\u0024" : "\\u0025";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

std::string terraform_label(std::string_view name) {
  std::string out = cleaned(
      name, [](char c) { return is_letter_or_digit(c) || c == '_' || c == '-'; }, '_');
  const bool begins_well = !out.empty() && ((fold(out[0]) >= 'a' && fold(out[0]) <= 'z') || out[0] == '_');
  return begins_well ? out : "policy_" + out;
}

std::string print_cloudformation(std::span<const PrintedPolicy> policies) {
  std::string text;
  JsonWriter json(text, Layout::kIndented);
  Unique ids, names;
  json.begin_object().member("AWSTemplateFormatVersion", "2010-09-09");
  json.key("Resources").begin_object();
  for (const PrintedPolicy& printed : policies) {
    const std::string name = names.take(policy_name(printed.name), "-");
    json.key(ids.take(logical_id(name), "")).begin_object().member("Type", "AWS::IAM::ManagedPolicy");
    json.key("Properties").begin_object().member("ManagedPolicyName", name).key("PolicyDocument");
    print_policy(json, *printed.policy);
    json.end_object().end_object();
  }
  json.end_object().end_object();
  return text + "\n";
}

std::string print_terraform(std::span<const PrintedPolicy> policies) {
  std::string text;
  Unique labels, names;
  for (const PrintedPolicy& printed : policies) {
    const std::string name = names.take(policy_name(printed.name), "-");
    if (!text.empty()) text += "\n";
    text += fmt::format(
        "resource \"aws_iam_policy\" \"{}\" {{\n  name   = \"{}\"\n  policy = <<EOT\n{}\nEOT\n}}\n",
        labels.take(terraform_label(name), "_"), name, heredoc(print_policy(*printed.policy)));
  }
  return text;
}

}  // namespace arnscope
