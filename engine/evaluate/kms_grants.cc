#include "engine/evaluate/kms_grants.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/base/text.h"
#include "engine/document/fields.h"
#include "engine/evaluate/principal.h"

namespace arnscope {
namespace {

// An operation that a grant can allow, and whether the constraints on the encryption context apply to it.
// Source: AWS KMS Developer Guide, "Grants in AWS KMS", "Grant concepts"; "AWS KMS permissions".
struct GrantOperation {
  std::string_view name;
  bool has_encryption_context;
};

constexpr std::array kOperations = {
    GrantOperation{"CreateGrant", false},
    GrantOperation{"Decrypt", true},
    GrantOperation{"DeriveSharedSecret", false},
    GrantOperation{"DescribeKey", false},
    GrantOperation{"Encrypt", true},
    GrantOperation{"GenerateDataKey", true},
    GrantOperation{"GenerateDataKeyPair", true},
    GrantOperation{"GenerateDataKeyPairWithoutPlaintext", true},
    GrantOperation{"GenerateDataKeyWithoutPlaintext", true},
    GrantOperation{"GenerateMac", false},
    GrantOperation{"GetPublicKey", false},
    GrantOperation{"ReEncryptFrom", true},
    GrantOperation{"ReEncryptTo", true},
    GrantOperation{"RetireGrant", false},
    GrantOperation{"Sign", false},
    GrantOperation{"Verify", false},
    GrantOperation{"VerifyMac", false},
};

using Clauses = std::vector<ConditionClause>;
using Operations = std::vector<const GrantOperation*>;

// One grant as it is read.
class GrantReader : FieldReader {
 public:
  explicit GrantReader(Value grant) : grant_(grant) {}
  Result<std::shared_ptr<const CompiledPolicy>> read();

 private:
  bool fields();
  bool operations(Value list);
  bool constraints(Value object);
  bool pairs(Value object, std::string_view field);
  std::string text(std::string_view field) const;

  Text spanned(std::string value) const { return {std::move(value), grant_.span()}; }
  ConditionClause clause(std::string_view op, std::string key, std::vector<std::string> values) const;
  PrincipalElement principals(std::initializer_list<std::string_view> fields) const;
  void allow(Policy& policy, PrincipalElement who, const Operations& what, const Clauses& when) const;
  Policy policy() const;

  Value grant_;
  Operations operations_;
  Clauses on_encryption_context_;
  Clauses on_source_;
};

std::string GrantReader::text(std::string_view field) const {
  auto value = grant_.find(field);
  return value ? std::string(value->text()) : std::string();
}

bool GrantReader::operations(Value list) {
  if (auto error = wrong_kind(list, "Operations", Kind::kArray)) return fail(*std::move(error));
  for (Value each : list.elements()) {
    if (auto error = wrong_kind(each, "an operation", Kind::kString)) return fail(*std::move(error));
    auto found = std::find_if(kOperations.begin(), kOperations.end(),
                              [&](const GrantOperation& row) { return row.name == each.text(); });
    if (found != kOperations.end()) {
      operations_.push_back(&*found);
      continue;
    }
    std::array<std::string_view, kOperations.size()> names;
    std::transform(kOperations.begin(), kOperations.end(), names.begin(),
                   [](const GrantOperation& row) { return row.name; });
    auto nearest = nearest_name(each.text(), names);
    return fail(each, fmt::format("`{}` is no operation of a grant{}", each.text(),
                                  nearest ? fmt::format(": did you mean `{}`?", *nearest) : ""));
  }
  return true;
}

ConditionClause GrantReader::clause(std::string_view op, std::string key,
                                    std::vector<std::string> values) const {
  ConditionClause clause{spanned(std::string(op)), parse_operator(op), spanned(std::move(key)), {}};
  for (std::string& value : values) clause.values.push_back(spanned(std::move(value)));
  return clause;
}

// The values compare with regard to case, the keys without. Source: AWS KMS API Reference, GrantConstraints.
bool GrantReader::pairs(Value object, std::string_view field) {
  if (auto error = wrong_kind(object, field, Kind::kObject)) return fail(*std::move(error));
  std::vector<std::string> keys;
  for (auto [key, value] : object.members()) {
    if (auto error = wrong_kind(value, key.text(), Kind::kString)) return fail(*std::move(error));
    on_encryption_context_.push_back(clause(
        "StringEquals", fmt::format("kms:EncryptionContext:{}", key.text()), {std::string(value.text())}));
    keys.emplace_back(key.text());
  }
  // An empty map constrains nothing. Source: IAM Access Analyzer API Reference, KmsGrantConstraints.
  if (field == "EncryptionContextEquals" && !keys.empty())
    on_encryption_context_.push_back(
        clause("ForAllValues:StringEqualsIgnoreCase", "kms:EncryptionContextKeys", std::move(keys)));
  return true;
}

// The source counts in calls by AWS services alone, which always name one. Source: AWS KMS Developer Guide,
// "Creating grants", "SourceArn constraint".
bool GrantReader::constraints(Value object) {
  constexpr std::array<std::string_view, 3> kFields = {"EncryptionContextEquals", "EncryptionContextSubset",
                                                       "SourceArn"};
  if (auto error = unknown_field(object, "Constraints", kFields)) return fail(*std::move(error));
  for (std::string_view field : {kFields[0], kFields[1]})
    if (auto given = object.find(field); given && !pairs(*given, field)) return false;
  auto source = object.find("SourceArn");
  if (!source) return true;
  if (auto error = wrong_kind(*source, "SourceArn", Kind::kString)) return fail(*std::move(error));
  const bool by_service = grant_.find("GranteeServicePrincipal") || is_service_name(text("GranteePrincipal"));
  std::string_view op = by_service ? "StringEquals" : "StringEqualsIfExists";
  on_source_.push_back(clause(op, "aws:SourceArn", {std::string(source->text())}));
  return true;
}

bool GrantReader::fields() {
  constexpr std::array<std::string_view, 8> kStrings = {"KeyId",
                                                        "GrantId",
                                                        "Name",
                                                        "IssuingAccount",
                                                        "GranteePrincipal",
                                                        "GranteeServicePrincipal",
                                                        "RetiringPrincipal",
                                                        "RetiringServicePrincipal"};
  constexpr std::array<std::string_view, 11> kFields = {"KeyId",
                                                        "GrantId",
                                                        "Name",
                                                        "GranteePrincipal",
                                                        "RetiringPrincipal",
                                                        "IssuingAccount",
                                                        "Operations",
                                                        "Constraints",
                                                        "CreationDate",
                                                        "GranteeServicePrincipal",
                                                        "RetiringServicePrincipal"};
  if (auto error = unknown_field(grant_, "a grant", kFields)) return fail(*std::move(error));
  for (std::string_view field : kStrings) {
    auto given = grant_.find(field);
    if (!given) continue;
    if (auto error = wrong_kind(*given, field, Kind::kString)) return fail(*std::move(error));
  }
  for (std::string_view field : {"GrantId", "KeyId", "Operations"})
    if (!grant_.find(field)) return fail(grant_, fmt::format("a grant needs {}", field));
  if (!grant_.find("GranteePrincipal") && !grant_.find("GranteeServicePrincipal"))
    return fail(grant_, "a grant needs GranteePrincipal or GranteeServicePrincipal");
  Value key = *grant_.find("KeyId");
  auto arn = parse_arn(key.text());
  if (!arn || arn->service != "kms" || arn->resource_type() != "key" || has_wildcard(key.text()))
    return fail(key, fmt::format("`{}` is no key: write arn:aws:kms:REGION:ACCOUNT:key/ID", key.text()));
  if (!operations(*grant_.find("Operations"))) return false;
  auto given = grant_.find("Constraints");
  return !given || given->kind() == Kind::kNull || constraints(*given);
}

// A grantee that is a service stands as one in either field. Source: AWS KMS API Reference, ListGrants.
PrincipalElement GrantReader::principals(std::initializer_list<std::string_view> fields) const {
  PrincipalElement element;
  element.span = grant_.span();
  for (std::string_view field : fields) {
    std::string name = text(field);
    if (name.empty()) continue;
    const PrincipalKind kind = is_service_name(name) ? PrincipalKind::kService : PrincipalKind::kAws;
    element.entries.push_back({kind, spanned(std::move(name))});
  }
  return element;
}

void GrantReader::allow(Policy& policy, PrincipalElement who, const Operations& what,
                        const Clauses& when) const {
  if (what.empty() || who.entries.empty()) return;
  Statement statement;
  statement.index = static_cast<uint32_t>(policy.statements.size());
  statement.span = statement.action.span = grant_.span();
  statement.principal = std::move(who);
  for (const GrantOperation* each : what)
    statement.action.values.push_back(spanned(fmt::format("kms:{}", each->name)));
  statement.resource = ElementList{Polarity::kListed, {spanned(text("KeyId"))}, grant_.span()};
  statement.conditions = when;
  policy.statements.push_back(std::move(statement));
}

// The constraints on the encryption context do not apply to operations without one, and who creates a grant
// by a grant can pass on its operations alone. That the constraints of such a grant are as strict is not
// asked: a request does not tell them. Source: AWS KMS Developer Guide, "Creating grants", "Using grant
// constraints" and "Granting CreateGrant permission"; "Retiring and revoking grants".
Policy GrantReader::policy() const {
  Policy policy;  // of no version: there are no variables in it
  policy.source = grant_.document().source();
  policy.span = grant_.span();
  Operations constrained, others, create;
  std::vector<std::string> names;
  for (const GrantOperation* each : operations_) {
    const bool applies = each->has_encryption_context && !on_encryption_context_.empty();
    (each->name == "CreateGrant" ? create : applies ? constrained : others).push_back(each);
    names.emplace_back(each->name);
  }
  const PrincipalElement grantee = principals({"GranteePrincipal", "GranteeServicePrincipal"});
  Clauses both = on_encryption_context_;
  both.insert(both.end(), on_source_.begin(), on_source_.end());
  allow(policy, grantee, constrained, both);
  allow(policy, grantee, others, on_source_);
  Clauses on_operations = on_source_;
  on_operations.push_back(clause("ForAllValues:StringEquals", "kms:GrantOperations", std::move(names)));
  allow(policy, grantee, create, on_operations);
  const auto* retire = std::find_if(kOperations.begin(), kOperations.end(),
                                    [](const GrantOperation& row) { return row.name == "RetireGrant"; });
  allow(policy, principals({"RetiringPrincipal", "RetiringServicePrincipal", "IssuingAccount"}), {retire},
        {});
  return policy;
}

Result<std::shared_ptr<const CompiledPolicy>> GrantReader::read() {
  if (!fields()) return *error();
  auto compiled = std::make_shared<CompiledPolicy>(*compile(std::make_shared<const Policy>(policy()),
                                                            PolicyKind::kResource,
                                                            fmt::format("grant {}", text("GrantId"))));
  const std::string issuer = text("IssuingAccount");
  auto arn = parse_arn(issuer);
  compiled->grant_issuer = arn ? std::string(arn->account) : issuer;
  return std::shared_ptr<const CompiledPolicy>(std::move(compiled));
}

}  // namespace

Result<std::vector<std::shared_ptr<const CompiledPolicy>>> read_kms_grants(Value value) {
  constexpr std::array<std::string_view, 3> kFields = {"Grants", "NextMarker", "Truncated"};
  Value list = value;
  if (value.is_object()) {
    if (auto error = unknown_field(value, "grants", kFields)) return *error;
    auto grants = value.find("Grants");
    if (!grants) return Error{"grants needs Grants", value.place()};
    if (auto more = value.find("Truncated"); more && more->text() == "true")
      return Error{"the list of grants is truncated: give it whole", more->place()};
    list = *grants;
  }
  if (auto error = wrong_kind(list, "grants", Kind::kArray)) return *error;
  std::vector<std::shared_ptr<const CompiledPolicy>> policies;
  for (Value each : list.elements()) {
    auto policy = GrantReader(each).read();
    if (!policy) return policy.error();
    policies.push_back(std::move(*policy));
  }
  return policies;
}

}  // namespace arnscope
