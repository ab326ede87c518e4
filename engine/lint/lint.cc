#include "engine/lint/lint.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "engine/checks/limits.h"
#include "engine/checks/policy_type.h"
#include "engine/document/json_reader.h"
#include "engine/document/json_repair.h"
#include "engine/document/read_document.h"
#include "engine/lint/linted_policy.h"
#include "engine/lint/paths.h"
#include "engine/policy/parser.h"

namespace arnscope {
namespace {

// What the types of policies/limits.json are; the others are of resources.
struct SizeType {
  std::string_view name;
  LintedType type;
  std::string_view service;
};
constexpr std::array kSizeTypes = {
    SizeType{"boundary", kPermissionsBoundary, ""},
    SizeType{"dynamodb-stream", kResourcePolicy, "dynamodb"},
    SizeType{"dynamodb-table", kResourcePolicy, "dynamodb"},
    SizeType{"ecr-repository", kResourcePolicy, "ecr"},
    SizeType{"efs-file-system", kResourcePolicy, "elasticfilesystem"},
    SizeType{"event-bus", kResourcePolicy, "events"},
    SizeType{"group-inline", kIdentityPolicy, ""},
    SizeType{"kms-key", kResourcePolicy, "kms"},
    SizeType{"lambda-function", kResourcePolicy, "lambda"},
    SizeType{"logs-resource-policy", kResourcePolicy, "logs"},
    SizeType{"managed", kIdentityPolicy, ""},
    SizeType{"permission-set-inline", kIdentityPolicy, ""},
    SizeType{"rcp", kResourceControlPolicy, ""},
    SizeType{"role-inline", kIdentityPolicy, ""},
    SizeType{"s3-access-point", kResourcePolicy, "s3"},
    SizeType{"s3-bucket", kResourcePolicy, "s3"},
    SizeType{"scp", kServiceControlPolicy, ""},
    SizeType{"secretsmanager-secret", kResourcePolicy, "secretsmanager"},
    SizeType{"session", kSessionPolicy, ""},
    SizeType{"sns-topic", kResourcePolicy, "sns"},
    SizeType{"sqs-queue", kResourcePolicy, "sqs"},
    SizeType{"trust", kTrustPolicy, ""},
    SizeType{"user-inline", kIdentityPolicy, ""},
    SizeType{"vpc-endpoint", kEndpointPolicy, ""},
};

const SizeType* find_size_type(std::string_view name) {
  for (const SizeType& row : kSizeTypes)
    if (row.name == name) return &row;
  return nullptr;
}

LintedAs type_of(const FoundPolicy& found, const LintOptions& options) {
  if (auto known = linted_as(found.type)) return *known;
  if (options.type) return *options.type;
  return linted_as(policy_type(found.value)).value_or(LintedAs{kResourcePolicy, ""});
}

PolicyKind kind_of(LintedType type) {
  if (type == kTrustPolicy) return PolicyKind::kTrust;
  return (type & (kIdentityTypes | kServiceControlPolicy)) != 0 ? PolicyKind::kIdentity
                                                                : PolicyKind::kResource;
}

std::vector<Value> statements_of(Value policy) {
  std::vector<Value> statements;
  if (const auto member = policy.find("Statement")) {
    if (member->is_object()) statements.push_back(*member);
    for (Value each : member->elements()) statements.push_back(each);
  }
  return statements;
}

// Each function of the table once.
const std::vector<CheckFunction>& check_functions() {
  static const std::vector<CheckFunction> functions = [] {
    std::vector<CheckFunction> found;
    for (const Check& row : checks())
      if (row.run != nullptr && std::find(found.begin(), found.end(), row.run) == found.end())
        found.push_back(row.run);
    return found;
  }();
  return functions;
}

// The mended text, whose places are those of the source: a removed piece is stepped over, an added comma
// stands where it was missing.
std::shared_ptr<const Source> mended_source(const std::shared_ptr<const Source>& source,
                                            RepairedJson repaired) {
  std::vector<Source::Mark> marks = {{0, 0}};
  uint32_t here = 0, parent = 0;
  for (const JsonMend& mend : repaired.mends) {
    here += mend.span.begin - parent;
    if (mend.span.begin == mend.span.end) marks.push_back({here++, mend.span.begin});
    parent = mend.span.end;
    marks.push_back({here, parent});
  }
  marks.erase(std::unique(marks.begin(), marks.end(), [](auto a, auto b) { return a.here == b.here; }),
              marks.end());
  const auto size = static_cast<uint32_t>(source->text().size());
  return Source::embedded(source, {0, size}, std::move(marks), std::move(repaired.text));
}

void add_syntax_error(Place place, std::string message, std::vector<Edit> fix, LintResult& result) {
  const Check* check = find_check("JSON_SYNTAX_ERROR");
  result.findings.push_back(
      {{check->severity, check->code, std::move(message), std::move(place), ""}, "", check, std::move(fix)});
}

// The document, read past the faults whose mend is certain; null where there are others.
std::shared_ptr<const Document> read_past_faults(const std::shared_ptr<const Source>& source,
                                                 LintResult& result) {
  auto document = read_document(source);
  if (document) return *document;
  const size_t first = source->text().find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  const bool is_json = first != std::string_view::npos &&
                       std::string_view("{[/").find(source->text()[first]) != std::string_view::npos;
  if (!is_json) {
    add_syntax_error(document.error().place, document.error().message, {}, result);
    return nullptr;
  }
  JsonFaults faults = find_json_faults(source);
  for (const JsonMend& mend : faults.mends)
    add_syntax_error({source, mend.span}, mend.what,
                     {{mend.span, mend.span.begin == mend.span.end ? "," : ""}}, result);
  if (faults.uncertain) add_syntax_error(faults.uncertain->place, faults.uncertain->message, {}, result);
  auto repaired = repair_json(source);
  if (!repaired) {
    if (!faults.uncertain) add_syntax_error(repaired.error().place, repaired.error().message, {}, result);
    return nullptr;
  }
  auto mended = read_document(mended_source(source, std::move(*repaired)));
  return mended ? *mended : nullptr;
}

// What was meant to be a policy, though it has no Statement that could tell.
bool is_meant_as_policy(Value root, const LintOptions& options) {
  if (options.type || !root.is_object()) return options.type.has_value();
  const auto version = root.find("Version");
  return version && (version->text() == "2012-10-17" || version->text() == "2008-10-17");
}

// Of what stands around policies.
void add_duplicate_keys(const Document& document, LintResult& result) {
  std::vector<Finding> found;
  find_duplicate_keys(document, found);
  const Paths paths(document);
  for (Finding& each : found) {
    const Check* check = find_check(each.code);
    each.severity = check->severity;
    std::string path = paths.pointer(each.place.span, document.root());
    result.findings.push_back({std::move(each), std::move(path), check, {}});
  }
}

}  // namespace

void sort_lint_findings(std::vector<LintFinding>& findings) {
  std::vector<std::pair<
      std::tuple<std::string_view, uint32_t, uint32_t, Severity, std::string_view, std::string_view>, size_t>>
      order;
  for (size_t i = 0; i < findings.size(); ++i) {
    const Finding& each = findings[i].finding;
    const Span span = each.place.source ? each.place.source->to_outermost(each.place.span) : Span{};
    const std::string_view name =
        each.place.source ? std::string_view(each.place.source->outermost().name()) : "";
    order.push_back({{name, span.begin, span.end, each.severity, each.code, each.message}, i});
  }
  std::sort(order.begin(), order.end());
  order.erase(std::unique(order.begin(), order.end(),
                          [](const auto& a, const auto& b) { return a.first == b.first; }),
              order.end());
  std::vector<LintFinding> sorted;
  sorted.reserve(order.size());
  for (const auto& each : order) sorted.push_back(std::move(findings[each.second]));
  findings = std::move(sorted);
}

std::optional<LintedAs> linted_as(std::string_view name) {
  if (const SizeType* row = find_size_type(name)) return LintedAs{row->type, row->name};
  for (unsigned bit = 1; bit < kAllTypes + 1U; bit <<= 1U) {
    const auto type = static_cast<LintedType>(bit);
    if (linted_type_name(type) == name) return LintedAs{type, type == kIdentityPolicy ? "managed" : ""};
  }
  return std::nullopt;
}

void lint_policy(const FoundPolicy& found, const LintOptions& options, std::vector<LintFinding>& findings) {
  const LintedAs as = type_of(found, options);
  const SizeType* row = find_size_type(as.size_type);
  std::vector<Finding> read;
  Policy policy = parse_policy(found.value, kind_of(as.type), found.name, read);
  const LintedPolicy linted{found.value,  statements_of(found.value),         std::move(policy), as.type,
                            as.size_type, row == nullptr ? "" : row->service, found.open};
  std::vector<LintFinding> here;
  Report report(linted, found.name, here);
  if (found.value.index() == 0) find_duplicate_keys(*found.document, read);
  for (Finding& each : read) report.add(std::move(each));
  for (const CheckFunction run : check_functions()) run(linted, report);
  if (here.empty()) return;
  const Paths paths(*found.document);
  // The text of a string or of YAML is not written as its values are.
  const bool is_mendable = found.document->syntax() == Syntax::kJson &&
                           found.document->source()->parent() == nullptr && !found.open;
  for (LintFinding& each : here) {
    if (each.finding.place.source == found.document->source())
      each.path = found.path + paths.pointer(each.finding.place.span, found.value);
    if (!is_mendable) each.fix.clear();
    findings.push_back(std::move(each));
  }
}

LintResult lint_source(const std::shared_ptr<const Source>& source, const LintOptions& options) {
  LintResult result;
  const auto document = read_past_faults(source, result);
  if (!document) return result;
  FoundPolicies found = find_policies(document);
  if (!found.known_layout && is_meant_as_policy(document->root(), options)) {
    found.known_layout = true;
    found.policies.push_back({document, document->root(), "", "", "", "", false});
  }
  result.known_layout = found.known_layout;
  result.policies = found.policies.size();
  for (Finding& each : found.findings) {
    const Check* check = find_check(each.code);
    result.findings.push_back({std::move(each), "", check, {}});
  }
  const bool is_alone = found.policies.size() == 1 && found.policies.front().value.index() == 0;
  if (found.known_layout && !is_alone) add_duplicate_keys(*document, result);
  for (const FoundPolicy& each : found.policies) {
    const size_t first = result.findings.size();
    lint_policy(each, options, result.findings);
    // What a template's functions come to is not written as its values are.
    if (each.document == document) continue;
    for (size_t i = first; i < result.findings.size(); ++i) result.findings[i].fix.clear();
  }
  sort_lint_findings(result.findings);
  return result;
}

}  // namespace arnscope
