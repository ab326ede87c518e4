// `split POLICY...`: the fewest policies under the limit that say the same, and the proof.
#include "engine/checks/split.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <charconv>
#include <filesystem>
#include <map>

#include "cli/input.h"
#include "cli/policies.h"
#include "engine/base/text.h"
#include "engine/checks/policy_type.h"
#include "engine/checks/size.h"
#include "engine/policy/printer.h"
#include "engine/template/printer.h"

namespace arnscope::cli {
namespace {

// What was asked, read.
struct Job {
  std::vector<NamedPolicy> named;
  std::vector<Policy> policies;
  std::string type;
  Limit limit;
  SplitOptions options;
};

std::optional<uint32_t> read_number(const std::string& text, std::string_view option, Terminal& terminal) {
  uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size() && number > 0) return number;
  terminal.fail(fmt::format("`{} {}`: a whole number from 1 on must stand here", option, printable(text)));
  return std::nullopt;
}

// The type of one policy: as its surroundings say, else by its shape.
std::string own_type(const NamedPolicy& named) {
  std::string type(named.found.type.empty() ? policy_type(named.found.value) : named.found.type);
  return type.empty() ? "resource" : type;
}

// Whether policies of the type stand with an identity and name no principals.
bool is_identity_type(std::string_view type) {
  return type == "managed" || type == "boundary" || type == "session" || type.ends_with("-inline");
}

// Whether the policies can be of the type that was said.
bool can_be(const std::vector<NamedPolicy>& named, std::string_view type, Terminal& terminal) {
  for (const NamedPolicy& each : named) {
    const std::string_view known = each.found.type;
    const std::string own = own_type(each);
    const bool fits = known.empty() ? is_identity_type(own) || !is_identity_type(type)
                                    : known == type || (known == "managed" && type == "boundary");
    if (fits) continue;
    terminal.fail(fmt::format("`{}` is of type {}, not {}", printable(each.name), own, type));
    return false;
  }
  return true;
}

// Whether they may stand together: the policies of one file that say what they belong to, a role or a queue,
// belong to different ones.
bool belong_together(const std::vector<NamedPolicy>& named, Terminal& terminal) {
  for (size_t i = 1; i < named.size(); ++i) {
    const FoundPolicy& found = named[i].found;
    if (found.type.empty() || named[i].file != named[i - 1].file) continue;
    terminal.fail(
        fmt::format("`{}` and `{}` stand in one file and belong to resources of their own: name one "
                    "alone, as they are named here",
                    printable(named[i - 1].name), printable(named[i].name)));
    return false;
  }
  return true;
}

// The type of all policies, as said or by their shape.
std::optional<std::string> read_type(const Options& options, const std::vector<NamedPolicy>& named,
                                     Terminal& terminal) {
  const Limits& limits = published_limits();
  if (!options.type.empty()) {
    const bool good = is_policy_type(options.type, limits, terminal) && can_be(named, options.type, terminal);
    return good ? std::optional(options.type) : std::nullopt;
  }
  std::string type;
  for (const NamedPolicy& each : named) {
    std::string own = own_type(each);
    if (!type.empty() && type != own) {
      terminal.fail(fmt::format("`{}` is of type {} and others are of type {}: they cannot become one policy",
                                printable(each.name), own, type));
      return std::nullopt;
    }
    type = own;
  }
  if (size_limit(limits, type) != nullptr) return type;
  terminal.fail("the type of the policy does not show: say it with --type");
  return std::nullopt;
}

bool read_wildcards(const Options& options, SplitOptions& split, Terminal& terminal) {
  if (!options.wildcards) {
    if (options.least_members.empty() && options.levels.empty()) return true;
    return terminal.fail("--members and --levels say how --wildcards are to be used, which is not given"),
           false;
  }
  WildcardOptions wildcards;
  if (!options.least_members.empty()) {
    auto number = read_number(options.least_members, "--members", terminal);
    if (!number) return false;
    wildcards.least_members = *number;
  }
  if (!options.levels.empty()) {
    auto levels = read_levels(options, terminal);
    if (!levels) return false;
    wildcards.levels = *levels;
  }
  split.wildcards = wildcards;
  return true;
}

bool read_others(const Options& options, SplitOptions& split, Terminal& terminal) {
  auto attached = read_policies(options.attached, terminal);
  auto previous = read_policies(options.previous, terminal);
  if (!attached || !previous) return false;
  for (const NamedPolicy& each : *attached) {
    auto policy = parse_whole(each, terminal);
    if (!policy) return false;
    split.attached.push_back(
        compile(std::make_shared<const Policy>(std::move(*policy)), PolicyKind::kIdentity, each.name));
  }
  for (const NamedPolicy& each : *previous) {
    auto policy = parse_whole(each, terminal);
    if (!policy) return false;
    split.previous.push_back(std::move(*policy));
  }
  return true;
}

std::optional<Job> read_job(const Options& options, Terminal& terminal) {
  auto named = read_policies(options.words, terminal, options.repair ? Repair::kYes : Repair::kNo);
  if (!named) return std::nullopt;
  Job job;
  job.named = std::move(*named);
  if (!belong_together(job.named, terminal)) return std::nullopt;
  auto type = read_type(options, job.named, terminal);
  if (!type) return std::nullopt;
  job.type = std::move(*type);
  job.limit = *size_limit(published_limits(), job.type);
  if (!options.limit.empty()) {
    auto number = read_number(options.limit, "--limit", terminal);
    if (!number) return std::nullopt;
    job.limit.limit = *number;
  }
  job.options.most_characters = static_cast<uint32_t>(measure(job.limit, 0).safe());
  job.options.merge = options.merge;
  bool whole = true;
  for (const NamedPolicy& each : job.named) {
    auto policy = parse_whole(each, terminal);
    whole = whole && policy.has_value();
    if (policy) job.policies.push_back(std::move(*policy));
  }
  if (!whole || !read_wildcards(options, job.options, terminal) ||
      !read_others(options, job.options, terminal))
    return std::nullopt;
  return job;
}

// Why documents of a type do not add up to what one says; "" where they do.
std::string_view why_one_document(std::string_view type) {
  constexpr std::pair<std::string_view, std::string_view> kReasons[] = {
      {"managed", ""},
      {"boundary", "a principal has one permissions boundary"},
      {"trust", "a role has one trust policy"},
      {"session", "a session takes one inline session policy"},
      {"scp",
       "each service control policy of a level limits by itself what a split one would only limit in part"},
      {"rcp", "each resource control policy of a level counts by itself"},
      {"user-inline", "the inline policies of a user are counted together, however many they are"},
      {"group-inline", "the inline policies of a group are counted together, however many they are"},
      {"role-inline", "the inline policies of a role are counted together, however many they are"},
  };
  for (const auto& [name, reason] : kReasons)
    if (name == type) return reason;
  return "a resource has one policy";
}

// What the policies take in compact form, all together.
uint64_t count_input(const Job& job) {
  uint64_t characters = 0;
  for (const Policy& policy : job.policies)
    characters += count_characters(print_policy(policy, Layout::kCompact));
  return characters;
}

Error several_documents(const Job& job, const Split& split) {
  return {
      fmt::format("a policy of type {} must not be split, and this one takes {} documents of {} characters "
                  "({} in one): {}",
                  job.type, split.documents.size(), job.options.most_characters, count_input(job),
                  why_one_document(job.type)),
      {}};
}

std::string document_name(const Job& job, size_t position) {
  std::string stem = "policy";
  const std::string& word = job.named.front().name;
  if (word != "-") stem = std::filesystem::path(word.substr(0, word.find('#'))).stem().string();
  if (word.starts_with("aws:")) stem = word.substr(4);
  return fmt::format("{}-{}", stem, position + 1);
}

std::string place_name(const Job& job, uint32_t policy, uint32_t statement) {
  if (job.named.size() == 1) return fmt::format("statement {}", statement);
  return fmt::format("{} statement {}", job.named[policy].name, statement);
}

// What went for one reason from one place, in one line.
struct RemovalLine {
  std::string head, tail;
  std::vector<std::string> values;

  std::string text() const;
};

std::string RemovalLine::text() const {
  constexpr size_t kMost = 300;  // values; JSON has them all
  if (values.empty()) return fmt::format("  {}: {}", head, tail);
  const std::span shown(values.data(), std::min(values.size(), kMost));
  std::string line = fmt::format("  {}: {} {}: {}", head, values.size(), tail, fmt::join(shown, ", "));
  if (shown.size() < values.size()) line += fmt::format(", and {} more", values.size() - shown.size());
  return line;
}

std::string_view removal_verb(Removal::Reason reason) {
  constexpr std::array<std::string_view, 4> kVerbs = {"stands twice", "within", "granted by",
                                                      "became part of"};
  return kVerbs[static_cast<size_t>(reason)];
}

// What says it: a statement among several policies with the policy's name.
std::string removal_by(const Job& job, const Removal& removal) {
  if (!removal.by_policy || job.named.size() == 1) return removal.by;
  return fmt::format("{} {}", job.named[*removal.by_policy].name, removal.by);
}

std::vector<RemovalLine> removal_lines(const Job& job, const std::vector<Removal>& removals) {
  std::vector<RemovalLine> lines;
  std::map<std::string, size_t> known;
  for (const Removal& removal : removals) {
    std::string head = place_name(job, removal.policy, removal.statement);
    std::string tail(removal_verb(removal.reason));
    if (removal.reason != Removal::Reason::kRepeated) tail += fmt::format(" {}", removal_by(job, removal));
    if (!removal.element.empty()) head += fmt::format(", {}", removal.element);
    auto [at, is_new] = known.emplace(fmt::format("{}\n{}", head, tail), lines.size());
    if (is_new) lines.push_back({std::move(head), std::move(tail), {}});
    if (!removal.element.empty()) lines[at->second].values.push_back(removal.value);
  }
  return lines;
}

std::string count_text(size_t count, std::string_view one) {
  return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

void write_summary(const Job& job, const Split& split, Terminal& terminal) {
  const std::string minimal =
      split.proven_minimal() ? "proven minimal" : fmt::format("at least {} are needed", split.fewest);
  const size_t policies = job.policies.size();
  std::string text =
      fmt::format("{}, {}: {} characters in {} {}, a document may have {}\n",
                  count_text(split.documents.size(), "document"), minimal, count_input(job), policies,
                  policies == 1 ? "policy" : "policies", job.options.most_characters);
  terminal.data().write(text);
  Table table{{{"DOCUMENT", "document"},
               {"STATEMENTS", "statements", Align::kRight},
               {"CHARACTERS", "characters", Align::kRight},
               {"HEADROOM", "headroom", Align::kRight}},
              {}};
  for (size_t i = 0; i < split.documents.size(); ++i)
    table.rows.push_back({document_name(job, i),
                          Cell::number(static_cast<int64_t>(split.documents[i].statements.size())),
                          Cell::number(split.characters[i]),
                          Cell::number(int64_t{job.options.most_characters} - split.characters[i])});
  if (!table.rows.empty()) write_table_text(table, terminal.layout(), terminal.data());
}

void write_text(const Job& job, const Split& split, Terminal& terminal) {
  write_summary(job, split, terminal);
  Output& out = terminal.data();
  if (!split.removals.empty()) out.write("\nleft out\n");
  for (const RemovalLine& line : removal_lines(job, split.removals)) out.write(printable(line.text()) + "\n");
  if (!split.wildcards.empty())
    out.write(fmt::format("\nwildcards, which mean these actions by the catalog of {}\n",
                          catalog::origins().front().date.substr(0, 10)));
  for (const WildcardUse& use : split.wildcards)
    out.write(fmt::format("  {}: {}\n", printable(use.pattern), fmt::join(use.actions, ", ")));
  out.write(
      fmt::format("\nproof: each of the {} pairs of action and resource that the input has lies in a "
                  "statement of the result{}, and each of the result's {} in one of the input{}\n",
                  split.input_atoms, job.options.attached.empty() ? "" : " or of what is attached",
                  split.result_atoms, job.options.wildcards ? ", by the actions that there are today" : ""));
  if (split.moved)
    out.write(fmt::format("moved: {} to another document\n", count_text(*split.moved, "value")));
}

void write_removals(JsonWriter& json, const Job& job, const Split& split) {
  json.key("removed").begin_array();
  for (const Removal& removal : split.removals) {
    json.begin_object().member("reason", removal_reason_name(removal.reason));
    json.member("policy", job.named[removal.policy].name).key("statement").number(removal.statement);
    json.key("element");
    removal.element.empty() ? json.null() : json.string(removal.element);
    json.key("value");
    removal.element.empty() ? json.null() : json.string(removal.value);
    json.member("by", removal_by(job, removal)).end_object();
  }
  json.end_array();
}

void write_wildcards(JsonWriter& json, const Job& job, const Split& split) {
  if (!job.options.wildcards) return;
  json.key("wildcards").begin_object().member("catalog", catalog::origins().front().date.substr(0, 10));
  json.key("patterns").begin_array();
  for (const WildcardUse& use : split.wildcards) {
    json.begin_object().member("pattern", use.pattern).member("policy", job.named[use.policy].name);
    json.key("statement").number(use.statement).member_list("actions", use.actions).end_object();
  }
  json.end_array().end_object();
}

void write_json(const Job& job, const Split& split, Terminal& terminal) {
  std::string text;
  JsonWriter json(text, Layout::kIndented);
  json.begin_object().key("documents").begin_array();
  for (const Policy& document : split.documents) print_policy(json, document);
  json.end_array().key("characters").begin_array();
  for (uint32_t characters : split.characters) json.number(characters);
  json.end_array().member("type", job.type).key("limit").number(job.limit.limit);
  json.key("lowerBound").number(split.fewest).key("provenMinimal").boolean(split.proven_minimal());
  write_removals(json, job, split);
  write_wildcards(json, job, split);
  if (split.moved) json.key("moved").number(*split.moved);
  json.key("proof").begin_object().key("inputAtoms").number(static_cast<int64_t>(split.input_atoms));
  json.key("resultAtoms").number(static_cast<int64_t>(split.result_atoms)).end_object().end_object();
  terminal.data().write(text + "\n");
}

void write_array(const Split& split, Terminal& terminal) {
  std::string text;
  JsonWriter json(text, Layout::kIndented);
  json.begin_array();
  for (const Policy& document : split.documents) print_policy(json, document);
  json.end_array();
  terminal.data().write(text + "\n");
}

using PrintPolicies = std::string (*)(std::span<const PrintedPolicy>);

void write_resources(const Job& job, const Split& split, PrintPolicies print, Terminal& terminal) {
  std::vector<PrintedPolicy> policies;
  for (size_t i = 0; i < split.documents.size(); ++i)
    policies.push_back({document_name(job, i), &split.documents[i]});
  terminal.data().write(print(policies));
}

int write_files(const Job& job, const Split& split, const std::string& folder, Terminal& terminal) {
  if (folder.empty() || folder == "-")
    return terminal.fail("`--format files` writes a file a document: name their folder with --output"),
           kFailed;
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  for (size_t i = 0; i < split.documents.size(); ++i) {
    Terminal file("never", true);
    const std::string path = fmt::format("{}/{}.json", folder, document_name(job, i));
    if (!file.redirect(path)) return kFailed;
    // Where white space counts there is none, not even at the end.
    const bool counts = job.limit.counted != Counted::kCharactersWithoutWhiteSpace;
    file.data().write(counts ? print_policy(split.documents[i], Layout::kCompact)
                             : print_policy(split.documents[i]) + "\n");
    if (!file.finish()) return kFailed;
    terminal.say(fmt::format("{}: {} characters", path, split.characters[i]));
  }
  const std::string next = fmt::format("{}/{}.json", folder, document_name(job, split.documents.size()));
  if (std::filesystem::exists(next, error))
    terminal.say(fmt::format("{} is of an earlier split, and so are those after it", next));
  return kYes;
}

// What might do better, for who did not ask for it.
void advise(const Job& job, const Split& split, Terminal& terminal) {
  if (job.type == "managed")
    if (const Limit* attached = find_limit(published_limits(), "role", Counted::kAttachedPolicies);
        attached != nullptr && split.documents.size() > attached->limit)
      terminal.say(fmt::format("{} managed policies can be attached to a role", attached->limit));
  constexpr size_t kQuicklyTried = 20;  // documents
  if (job.options.merge || split.documents.size() < 2 || split.documents.size() > kQuicklyTried) return;
  SplitOptions merged = job.options;
  merged.merge = true;
  auto better = arnscope::split(job.policies, merged);
  if (better && better->documents.size() < split.documents.size())
    terminal.say(fmt::format("with --merge: {}", count_text(better->documents.size(), "document")));
}

}  // namespace

int run_split(const Options& options, Terminal& terminal) {
  auto job = read_job(options, terminal);
  if (!job) return kFailed;
  const bool resources = options.format == "cloudformation" || options.format == "terraform";
  if (resources && job->type != "managed" && job->type != "boundary")
    return terminal.fail(fmt::format("`--format {}` writes managed policies, and this one is of type {}",
                                     options.format, job->type)),
           kFailed;
  auto result = arnscope::split(job->policies, job->options);
  if (!result) return terminal.fail(result.error()), kFailed;
  if (result->documents.size() > 1 && !why_one_document(job->type).empty())
    return terminal.fail(several_documents(*job, *result)), kFailed;
  if (!options.quiet) advise(*job, *result, terminal);
  if (options.format == "files") return write_files(*job, *result, options.output, terminal);
  if (options.format == "json") {
    write_json(*job, *result, terminal);
  } else if (options.format == "array") {
    write_array(*result, terminal);
  } else if (options.format == "cloudformation") {
    write_resources(*job, *result, print_cloudformation, terminal);
  } else if (options.format == "terraform") {
    write_resources(*job, *result, print_terraform, terminal);
  } else {
    write_text(*job, *result, terminal);
  }
  return kYes;
}

}  // namespace arnscope::cli
