// An `aws` for tests: it answers from a snapshot of layout 2.2 as the AWS CLI would, and refuses what the
// table of operations does not know, so that a misspelt option shows.
//
//   FAKE_AWS_SNAPSHOT     the folder of the accounts
//   FAKE_AWS_ACCOUNT      whose credentials are in use: a folder's name; credentials that assume-role gave
//                         out stand before it
//   FAKE_AWS_REGIONS      the enabled regions, with blanks between; unset: us-east-1 and eu-central-1; empty:
//                         nobody may ask
//   FAKE_AWS_CALLS        a file that gets a line a call: the folder's name and the arguments, tabs between
//   FAKE_AWS_EXTERNAL_ID  what assume-role must be given
//   FAKE_AWS_THROTTLE     set: every fifth call is told that there were too many
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "engine/base/text.h"
#include "engine/document/json_reader.h"
#include "engine/model/operations.h"
#include "engine/model/value_path.h"

namespace {

using namespace arnscope;
namespace fs = std::filesystem;

constexpr int kServiceError = 254, kUsageError = 252;
constexpr std::string_view kSetup[] = {"iam-create-role", "iam-create-policy", "iam-attach-role-policy"};

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::shared_ptr<const Document> parsed(const std::string& text) {
  auto document = read_json(Source::from_text("aws", text));
  return document ? *document : nullptr;
}

struct Call {
  std::string service, operation;  // "s3api", "get-bucket-policy"
  std::map<std::string, std::string> options;
  std::string line;

  std::string name() const { return service + "-" + operation; }
  std::string option(const std::string& option) const {
    const auto at = options.find(option);
    return at == options.end() ? "" : at->second;
  }
};

Call parse(int count, char** arguments) {
  Call call;
  for (int i = 1; i < count; ++i) call.line += fmt::format("{}{}", i == 1 ? "" : "\t", arguments[i]);
  std::replace(call.line.begin(), call.line.end(), '\n', ' ');
  if (count > 2) call.service = arguments[1], call.operation = arguments[2];
  call.options["--region"] = "us-east-1";
  std::string option;
  for (int i = 3; i < count; ++i) {
    const std::string_view argument = arguments[i];
    if (argument.starts_with("--")) {
      const size_t equals = argument.find('=');
      option = argument.substr(0, equals);
      if (option != "--region") call.options[option];
      if (equals != std::string_view::npos) call.options[option] = argument.substr(equals + 1);
    } else if (option == "--region") {
      call.options[option] = argument;
    } else {
      std::string& value = call.options[option];
      value += fmt::format("{}{}", value.empty() ? "" : " ", argument);
    }
  }
  return call;
}

int usage(std::string_view what) {
  fmt::print(stderr, "\naws: error: {}\n", what);
  return kUsageError;
}

int refuse(const Call& call, std::string_view error) {
  std::string name;
  for (std::string_view word : split(call.operation, '-'))
    name += fmt::format("{}{}", static_cast<char>(word[0] - 'a' + 'A'), word.substr(1));
  fmt::print(stderr, "\nAn error occurred ({}) when calling the {} operation: refused\n", error, name);
  return kServiceError;
}

// Prints an answer, or what `--query PATH --output text` takes from it.
int answer(const Call& call, const std::string& text) {
  if (call.option("--output") != "text") {
    fmt::print("{}", text);
    return 0;
  }
  const auto document = parsed(text);
  std::string line;
  for_each_text(
      {.value = document->root(), .partition = {}, .account = {}, .region = {}}, call.option("--query"),
      [&](std::string_view value) { line += fmt::format("{}{}", line.empty() ? "" : "\t", value); });
  fmt::print("{}\n", line.empty() ? "None" : line);
  return 0;
}

// Writes the call down; returns how many there were before.
ptrdiff_t write_down(std::string_view account, const Call& call) {
  const std::string path = environment("FAKE_AWS_CALLS");
  const int file = open(path.c_str(), O_CREAT | O_APPEND | O_WRONLY | O_CLOEXEC, 0600);
  if (file < 0 || flock(file, LOCK_EX) != 0) std::abort();
  const std::string before = content(path);
  const std::string line = fmt::format("{}\t{}\n", account, call.line);
  if (write(file, line.data(), line.size()) != static_cast<ssize_t>(line.size())) std::abort();
  close(file);
  return std::count(before.begin(), before.end(), '\n');
}

fs::path snapshot() { return environment("FAKE_AWS_SNAPSHOT"); }

// The name of the folder of an account; "" where there is none.
std::string folder_of(std::string_view id) {
  for (const auto& entry : fs::directory_iterator(snapshot())) {
    const auto caller = parsed(content(entry.path() / "us-east-1" / "sts-get-caller-identity.json"));
    if (caller && caller->root().find("Account")->text() == id) return entry.path().filename();
  }
  return "";
}

constexpr std::string_view kKeyPrefix = "ASIA";

std::string account_in_use() {
  const std::string key = environment("AWS_ACCESS_KEY_ID");
  if (key.starts_with(kKeyPrefix) && environment("AWS_SESSION_TOKEN") == "token of " + key)
    return folder_of(key.substr(kKeyPrefix.size()));
  return environment("FAKE_AWS_ACCOUNT");
}

int assume_role(const Call& call) {
  const std::string role = call.option("--role-arn");
  const auto parts = split(role, ':');
  if (parts.size() < 6 || folder_of(parts[4]).empty() || call.option("--role-session-name").empty() ||
      call.option("--external-id") != environment("FAKE_AWS_EXTERNAL_ID"))
    return refuse(call, "AccessDenied");
  const std::string key = fmt::format("{}{}", kKeyPrefix, parts[4]);
  return answer(call, fmt::format(R"({{"Credentials": {{"AccessKeyId": "{0}", "SecretAccessKey": "a+b/c=",
    "SessionToken": "token of {0}", "Expiration": "2026-11-22T10:00:00+00:00"}}}})",
                                  key));
}

// What the manifest of the account says that the call failed with; "" where it does not.
std::string refusal(const fs::path& account, const Call& call, const std::vector<std::string>& parameters) {
  std::ifstream manifest(account / "manifest.jsonl");
  for (std::string line; std::getline(manifest, line);) {
    const auto document = parsed(line);
    const Value root = document->root();
    const auto is = [&](std::string_view name, std::string_view text) {
      return root.find(name)->text() == text;
    };
    if (!is("operation", call.name()) || !is("region", call.option("--region")) || is("error", "")) continue;
    std::vector<std::string> values;
    for (Value value : root.find("parameters")->elements()) values.emplace_back(value.text());
    if (values == parameters) return std::string(root.find("error")->text());
  }
  return "";
}

// One element a page, for operations whose pages the CLI leaves to its callers.
std::string page(const Operation& row, const Call& call, const std::string& text) {
  const auto document = parsed(text);
  const std::vector<std::string_view> next = split(row.next, '=');
  const std::string wanted = call.option(std::string(next[0]));
  const size_t number = wanted.empty() ? 0 : std::stoul(wanted);
  size_t at = 0;
  std::string out;
  for (Value element : document->root().find(row.member)->elements()) {
    if (at == number) out = fmt::format("{{\n    \"{}\": [{}]", row.member, element.json());
    if (at++ == number + 1) out += fmt::format(",\n    \"{}\": \"{}\"", next[1], number + 1);
  }
  return at < 2 ? text : out + "\n}\n";
}

int describe_regions(const Call& call) {
  const char* regions = std::getenv("FAKE_AWS_REGIONS");
  const std::string names = regions == nullptr ? "us-east-1 eu-central-1" : regions;
  if (names.empty()) return refuse(call, "UnauthorizedOperation");
  std::string list;
  for (std::string_view name : split(names, ' '))
    list += fmt::format("{}{{\"RegionName\": \"{}\"}}", list.empty() ? "" : ", ", name);
  return answer(call, fmt::format("{{\"Regions\": [{}]}}\n", list));
}

// The options that the row knows; "" or what is wrong.
std::string wrong_option(const Operation& row, const Call& call) {
  std::vector<std::string_view> known = {"--region", "--query", "--output"};
  for (const OperationParameter& parameter : parameters_of(row)) {
    known.push_back(parameter.option);
    if (call.option(std::string(parameter.option)).empty())
      return fmt::format("the following arguments are required: {}", parameter.option);
  }
  for (std::string_view word : split(row.arguments, ' ')) {
    known.push_back(word);
    if (word.starts_with("--") && !call.options.contains(std::string(word)))
      return fmt::format("the table has {}", word);
  }
  if (!row.next.empty()) known.push_back(split(row.next, '=')[0]);
  for (const auto& [option, value] : call.options)
    if (std::find(known.begin(), known.end(), option) == known.end())
      return fmt::format("Unknown options: {}", option);
  return "";
}

// As a part of a file's name: IETF RFC 3986, unreserved characters.
std::string encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (fold(c) >= 'a' && fold(c) <= 'z') || (c >= '0' && c <= '9') ||
                       std::string_view("-_.~").find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

int from_snapshot(const Operation& row, const Call& call, const fs::path& account) {
  if (const std::string wrong = wrong_option(row, call); !wrong.empty()) return usage(wrong);
  fs::path file = account / call.option("--region") / row.name;
  std::vector<std::string> values;
  for (const OperationParameter& parameter : parameters_of(row)) {
    const std::string value = call.option(std::string(parameter.option));
    if (!value.starts_with(parameter.before)) return usage("no " + std::string(parameter.before));
    values.push_back(value.substr(parameter.before.size()));
    file /= encoded(values.back());
  }
  file += ".json";
  if (fs::exists(file))
    return answer(call, row.next.empty() ? content(file) : page(row, call, content(file)));
  const std::string error = refusal(account, call, values);
  if (!error.empty()) return refuse(call, error);
  for (const OperationParameter& parameter : parameters_of(row))
    if (parameter.sources.front().operation) return refuse(call, "NotInTheSnapshot");
  // The CLI prints nothing where the service answers nothing.
  if (row.name == "sqs-list-queues") return 0;
  return answer(call, fmt::format("{{\n    \"{}\": []\n}}\n", row.member));
}

int run(const Call& call) {
  const std::string account = account_in_use();
  const ptrdiff_t before = write_down(account, call);
  if (!environment("FAKE_AWS_THROTTLE").empty() && before % 5 == 4)
    return refuse(call, "ThrottlingException");
  if (account.empty()) return refuse(call, "InvalidClientTokenId");
  if (call.name() == "sts-assume-role") return assume_role(call);
  if (call.name() == "ec2-describe-regions") return describe_regions(call);
  if (std::find(std::begin(kSetup), std::end(kSetup), call.name()) != std::end(kSetup))
    return answer(call, "{}\n");
  const auto id = find_operation(call.name());
  if (!id || operations()[*id].name != call.name())
    return usage("Found invalid choice '" + call.name() + "'");
  return from_snapshot(operations()[*id], call, snapshot() / account);
}

}  // namespace

int main(int count, char** arguments) { return run(parse(count, arguments)); }
