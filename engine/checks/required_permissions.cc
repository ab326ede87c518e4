#include "engine/checks/required_permissions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "engine/base/text.h"
#include "engine/catalog/catalog.h"
#include "engine/document/json_reader.h"
#include "engine/template/policies.h"

namespace arnscope {
namespace {

constexpr std::string_view kBlanks = " \t\r";

// Operators under which one value is all that may be held.
bool means_one_value(const ConditionClause& clause) {
  if (clause.op.set_operator != SetOperator::kNone || clause.op.if_exists || clause.values.size() != 1)
    return false;
  const std::string& value = clause.values.front().value;
  if (value.find("${") != std::string::npos) return false;
  switch (clause.op.op) {
    case Operator::kStringEquals:
    case Operator::kNumericEquals:
    case Operator::kDateEquals:
    case Operator::kBool:
    case Operator::kBinaryEquals:
      return true;
    case Operator::kStringLike:
    case Operator::kArnEquals:
    case Operator::kArnLike:
      return !has_wildcard(value);
    case Operator::kNull:
      return equal_folded(value, "true");
    default:
      return false;
  }
}

RequiredContext context_of(const Statement& statement) {
  RequiredContext context;
  for (const ConditionClause& clause : statement.conditions) {
    std::vector<std::string> values;
    if (means_one_value(clause) && clause.op.op != Operator::kNull)
      values.push_back(clause.values.front().value);
    const auto given = std::find_if(context.keys.begin(), context.keys.end(), [&](const auto& each) {
      return equal_folded(each.first, clause.key.value);
    });
    if (!means_one_value(clause) || (given != context.keys.end() && given->second != values)) {
      context.left_out.push_back(fmt::format("{} {}", clause.operator_text.value, clause.key.value));
    } else if (given == context.keys.end()) {
      context.keys.emplace_back(clause.key.value, std::move(values));
    }
  }
  return context;
}

// A resource of a policy with its variables as wildcards.
std::string any_value(std::string_view written) {
  std::string text;
  while (!written.empty()) {
    const size_t begin = std::min(written.find("${"), written.size());
    text += written.substr(0, begin);
    written.remove_prefix(begin);
    if (written.empty()) break;
    const size_t end = std::min(written.find('}'), written.size() - 1);
    const std::string_view variable = written.substr(0, end + 1);
    const bool escape = variable == "${*}" || variable == "${?}" || variable == "${$}";
    text += escape ? variable : std::string_view("*");
    written.remove_prefix(end + 1);
  }
  return text;
}

class Reader {
 public:
  explicit Reader(std::shared_ptr<const Source> source) : source_(std::move(source)) {
    required_.resources.emplace_back();
    has_type_.push_back(true);
    required_.contexts.emplace_back();
  }
  void read_lines();
  void read_document(const std::shared_ptr<const Document>& document);
  RequiredPermissions take() { return std::move(required_); }

 private:
  // Where requirements come from: what they have in common.
  struct Origin {
    Place place;
    uint32_t context = 0;
    const CompiledPolicy* policy = nullptr;
    const CompiledStatement* statement = nullptr;
    size_t position = 0;
  };

  // Positions of resources. Strays are those on which none of the actions beside them can be made, as far as
  // the catalog knows: whoever names an action and a stray means them both, and the answer says what it is.
  struct Resources {
    std::vector<uint32_t> all, strays;
  };
  enum class Named : uint8_t { kByName, kByPattern };

  void report(Severity severity, std::string_view code, Place place, std::string message) {
    required_.findings.push_back({severity, code, std::move(message), std::move(place), ""});
  }
  void entry(std::string_view text, Place place);
  void element(Value value);
  void policy(const FoundPolicy& found);
  void statement(const std::shared_ptr<const CompiledPolicy>& policy, const CompiledStatement& statement);
  bool takes(ActionId action, uint32_t resource) const;
  bool cannot_be_required(const CompiledPolicy& policy, const Statement& statement);
  std::optional<uint32_t> resource(std::string_view written, const Place& place);
  void find_strays(const std::vector<ActionId>& actions, Resources& resources) const;
  Origin as_statement(std::string_view action, const std::vector<std::string_view>& resources,
                      const Place& place);
  void add(std::string_view pattern, const Resources& resources, const Origin& origin);
  void add_action(ActionId action, const Resources& resources, const Origin& origin, Named named);
  void add_one(ActionId action, std::string_view unknown, uint32_t resource, const Origin& origin);

  std::shared_ptr<const Source> source_;
  RequiredPermissions required_;
  std::unordered_map<std::string, uint32_t> resource_positions_;
  std::vector<bool> has_type_;  // of each resource, whether the catalog knows a type that it can be of
  std::unordered_set<std::string> seen_;
};

// Whether the action can be made on the resource, or on something that its pattern matches. What the catalog
// knows no type of may be younger than the catalog.
bool Reader::takes(ActionId action, uint32_t resource) const {
  return !has_type_[resource] || catalog::action_takes(action, required_.resources[resource].text);
}

std::optional<uint32_t> Reader::resource(std::string_view written, const Place& place) {
  auto [at, is_new] = resource_positions_.try_emplace(std::string(written), 0);
  if (!is_new) return at->second;
  auto asked = parse_resource(written);
  if (!asked) {
    resource_positions_.erase(at);
    report(Severity::kError, "INVALID_ARN_RESOURCE", place, asked.error().message);
    return std::nullopt;
  }
  if (asked->text != "*") {
    at->second = static_cast<uint32_t>(required_.resources.size());
    has_type_.push_back(!catalog::resource_types_of(asked->text).empty());
    required_.resources.push_back(*std::move(asked));
  }
  return at->second;
}

void Reader::add_one(ActionId action, std::string_view unknown, uint32_t resource, const Origin& origin) {
  std::string key = fmt::format("{} {} {} {}", action, resource, origin.context, fold(unknown));
  if (!seen_.insert(std::move(key)).second) return;
  required_.requirements.push_back({action, std::string(unknown), resource, origin.context, origin.place,
                                    origin.policy, origin.statement, origin.position});
}

void Reader::add_action(ActionId action, const Resources& resources, const Origin& origin, Named named) {
  if (catalog::action_resources(action).empty()) return add_one(action, "", 0, origin);
  bool any = false;
  for (const uint32_t each : resources.all) {
    const bool stray =
        std::find(resources.strays.begin(), resources.strays.end(), each) != resources.strays.end();
    if (!takes(action, each) && (named == Named::kByPattern || !stray)) continue;
    add_one(action, "", each, origin);
    any = true;
  }
  if (!any && named == Named::kByName)
    report(Severity::kWarning, "INAPPLICABLE_RESOURCE", origin.place,
           fmt::format("`{}` can be made on none of the statement's resources: nothing is required",
                       catalog::action_name(action)));
}

void Reader::add(std::string_view pattern, const Resources& resources, const Origin& origin) {
  std::vector<ActionId> actions;
  catalog::expand(pattern, actions);
  const Named named = has_wildcard(pattern) ? Named::kByPattern : Named::kByName;
  for (const ActionId action : actions) add_action(action, resources, origin, named);
  if (!actions.empty()) return;
  for (const uint32_t each : resources.all) add_one(kNoAction, pattern, each, origin);
}

void Reader::find_strays(const std::vector<ActionId>& actions, Resources& resources) const {
  for (const uint32_t each : resources.all)
    if (std::none_of(actions.begin(), actions.end(), [&](ActionId action) { return takes(action, each); }))
      resources.strays.push_back(each);
}

// An entry as the statement that would grant it.
Reader::Origin Reader::as_statement(std::string_view action, const std::vector<std::string_view>& resources,
                                    const Place& place) {
  Statement statement;
  statement.action.values = {{std::string(action), place.span}};
  statement.resource.emplace();
  for (const std::string_view each : resources)
    statement.resource->values.push_back({std::string(each), place.span});
  Policy policy;
  policy.source = place.source;
  policy.version = Version::k2012;
  policy.statements.push_back(std::move(statement));
  required_.policies.push_back(
      compile(std::make_shared<const Policy>(std::move(policy)), PolicyKind::kIdentity, source_->name()));
  const CompiledPolicy& compiled = *required_.policies.back();
  return {place, 0, &compiled, compiled.statements.data(), 0};
}

void Reader::entry(std::string_view text, Place place) {
  std::string_view action;
  std::vector<std::string_view> written;
  Resources resources;
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
    if (text.empty() || text.front() == '#') break;
    const std::string_view word = text.substr(0, text.find_first_of(kBlanks));
    text.remove_prefix(word.size());
    if (action.empty()) {
      action = word;
    } else if (auto position = resource(word, place)) {
      resources.all.push_back(*position);
      written.push_back(word);
    } else {
      return;
    }
  }
  if (action.empty()) return;
  const size_t colon = action.find(':');
  if (action != "*" && (colon == std::string_view::npos || colon == 0 || colon + 1 == action.size()))
    return report(Severity::kError, "INVALID_ACTION", std::move(place),
                  fmt::format("`{}` is no action: write service:Name, and ARNs after it", printable(action)));
  if (resources.all.empty()) resources.all.push_back(0);
  if (const ActionId known = catalog::find_action(action); known != kNoAction)
    find_strays({known}, resources);
  add(action, resources,
      resources.strays.empty() ? Origin{place, 0, nullptr, nullptr, 0}
                               : as_statement(action, written, place));
}

void Reader::read_lines() {
  const std::string_view text = source_->text();
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    entry(text.substr(begin, end - begin),
          {source_, {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)}});
    begin = end + 1;
  }
}

// What a requirement cannot be read from.
bool Reader::cannot_be_required(const CompiledPolicy& policy, const Statement& statement) {
  const auto place = [&](Span span) { return Place{policy.policy->source, span}; };
  if (statement.effect == Effect::kDeny) {
    report(Severity::kWarning, "DENY_REQUIRES_NOTHING", place(statement.span),
           "a Deny requires nothing to be granted: the statement is passed over");
    return true;
  }
  if (statement.action.polarity == Polarity::kAllBut)
    report(Severity::kError, "OPEN_REQUIREMENT", place(statement.action.span),
           "NotAction means whatever AWS will ever add: list the required actions in Action");
  const bool open = statement.resource && statement.resource->polarity == Polarity::kAllBut;
  if (open)
    report(Severity::kError, "OPEN_REQUIREMENT", place(statement.resource->span),
           "NotResource means whatever else there is: list the resources in Resource");
  return open || statement.action.polarity == Polarity::kAllBut;
}

void Reader::statement(const std::shared_ptr<const CompiledPolicy>& policy,
                       const CompiledStatement& statement) {
  const Statement& written = *statement.written;
  if (cannot_be_required(*policy, written)) return;
  const RequiredContext context = context_of(written);
  auto& contexts = required_.contexts;
  const auto known = std::find(contexts.begin(), contexts.end(), context);
  const auto at = static_cast<uint32_t>(known - contexts.begin());
  if (known == contexts.end()) contexts.push_back(context);
  Resources resources;
  const bool has_variables = policy->policy->version == Version::k2012;
  if (written.resource) {
    for (const Text& each : written.resource->values)
      if (auto position = resource(has_variables ? any_value(each.value) : each.value,
                                   {policy->policy->source, each.span}))
        resources.all.push_back(*position);
  }
  std::vector<ActionId> actions;
  for (const Text& each : written.action.values) catalog::expand(each.value, actions);
  find_strays(actions, resources);
  for (size_t i = 0; i < written.action.values.size(); ++i) {
    const Text& action = written.action.values[i];
    add(action.value, resources, {{policy->policy->source, action.span}, at, policy.get(), &statement, i});
  }
}

void Reader::policy(const FoundPolicy& found) {
  const std::string name = found.name.empty() ? source_->name() : found.name;
  const size_t before = required_.findings.size();
  auto parsed = std::make_shared<const Policy>(
      parse_policy(found.value, PolicyKind::kIdentity, name, required_.findings));
  const auto good =
      std::none_of(required_.findings.begin() + static_cast<ptrdiff_t>(before), required_.findings.end(),
                   [](const Finding& finding) { return finding.severity == Severity::kError; });
  if (found.open)
    report(Severity::kError, "OPEN_REQUIREMENT", found.value.place(),
           "the policy has parts that only a deployment knows: what is required hangs on them");
  if (!good || found.open) return;
  required_.policies.push_back(compile(std::move(parsed), PolicyKind::kIdentity, name));
  const auto policy = required_.policies.back();
  for (const CompiledStatement& each : policy->statements) statement(policy, each);
}

// An entry, or an object that stands for some.
void Reader::element(Value value) {
  if (value.is_string()) return entry(value.text(), value.place());
  const auto permissions = value.find("permissions");
  if (!permissions || !permissions->is_array())
    return report(Severity::kError, "DATA_TYPE_MISMATCH", value.place(),
                  "nothing that is required: a policy, \"service:Action ARN...\" or {\"permissions\": [...]} "
                  "must stand here");
  for (const Value each : permissions->elements()) {
    if (each.is_string()) {
      entry(each.text(), each.place());
    } else {
      report(Severity::kError, "DATA_TYPE_MISMATCH", each.place(),
             fmt::format("a permission is {}: \"service:Action ARN...\" must stand here",
                         kind_name(each.kind())));
    }
  }
}

void Reader::read_document(const std::shared_ptr<const Document>& document) {
  const Value root = document->root();
  const FoundPolicies found = find_policies(document);
  required_.findings.insert(required_.findings.end(), found.findings.begin(), found.findings.end());
  for (const FoundPolicy& each : found.policies) policy(each);
  if (!found.policies.empty()) {
    for (const Value each : root.elements())
      if (!each.is_object())
        report(Severity::kError, "DATA_TYPE_MISMATCH", each.place(),
               "policies and entries in one list: give them one by one");
  } else if (root.is_array()) {
    for (const Value each : root.elements()) element(each);
  } else {
    element(root);
  }
}

bool is_json(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos &&
         std::string_view("{[\"").find(text[first]) != std::string_view::npos;
}

}  // namespace

std::string action_name(const Requirement& requirement) {
  return requirement.action == kNoAction ? requirement.unknown_action
                                         : catalog::action_name(requirement.action);
}

Result<RequiredPermissions> read_required_permissions(const std::shared_ptr<const Source>& source) {
  Reader reader(source);
  if (is_json(source->text())) {
    auto document = read_json(source);
    if (!document) return document.error();
    reader.read_document(*document);
  } else {
    reader.read_lines();
  }
  RequiredPermissions required = reader.take();
  sort_findings(required.findings);
  if (required.requirements.empty() && required.findings.empty())
    return Error{"nothing is required here: a policy, or a list of `service:Action ARN...`, must stand here",
                 {source, {}}};
  return required;
}

}  // namespace arnscope
