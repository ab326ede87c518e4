#include "engine/evaluate/public_access.h"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/base/text.h"
#include "engine/document/fields.h"
#include "engine/evaluate/values.h"
#include "engine/policy/arn.h"

namespace arnscope {
namespace {

bool is_fixed_text(std::string_view value, PolicyOf) { return !has_wildcard(value); }

// Ranges wider than these let in the public. Private ranges are none of them.
bool is_narrow_range(std::string_view value, PolicyOf) {
  auto range = parse_ip(value);
  return !range || range->prefix >= (range->v6 ? 32 : 8);
}

// A bucket policy may name all access points of one account.
bool is_fixed_access_point(std::string_view value, PolicyOf of) {
  if (of == PolicyOf::kAccessPoint) return !has_wildcard(value);
  auto arn = parse_arn(value);
  return arn && is_account_id(arn->account);
}

// A condition key whose fixed values keep the public out.
struct LimitingKey {
  std::string_view name;
  bool (*is_fixed)(std::string_view value, PolicyOf of);
};

// Source: Amazon S3 User Guide, "The meaning of `public`", "Bucket policies" and "Access points". Of keys for
// principals it names aws:PrincipalOrgID as an example.
constexpr std::array kLimitingKeys = {
    LimitingKey{"aws:PrincipalAccount", is_fixed_text},
    LimitingKey{"aws:PrincipalArn", is_fixed_text},
    LimitingKey{"aws:PrincipalOrgID", is_fixed_text},
    LimitingKey{"aws:PrincipalOrgPaths", is_fixed_text},
    LimitingKey{"aws:PrincipalServiceName", is_fixed_text},
    LimitingKey{"aws:SourceAccount", is_fixed_text},
    LimitingKey{"aws:SourceArn", is_fixed_text},
    LimitingKey{"aws:SourceIp", is_narrow_range},
    LimitingKey{"aws:SourceOwner", is_fixed_text},
    LimitingKey{"aws:SourceVpc", is_fixed_text},
    LimitingKey{"aws:SourceVpce", is_fixed_text},
    LimitingKey{"aws:userid", is_fixed_text},
    LimitingKey{"s3:DataAccessPointAccount", is_fixed_text},
    LimitingKey{"s3:DataAccessPointArn", is_fixed_access_point},
    LimitingKey{"s3:x-amz-server-side-encryption-aws-kms-key-id", is_fixed_text},
};

// Operators that hold for the listed values alone.
bool is_positive(const OperatorName& name) {
  constexpr std::array kPositive = {Operator::kStringEquals, Operator::kStringEqualsIgnoreCase,
                                    Operator::kStringLike,   Operator::kArnEquals,
                                    Operator::kArnLike,      Operator::kIpAddress};
  return !name.if_exists && name.set_operator != SetOperator::kForAllValues &&
         std::find(kPositive.begin(), kPositive.end(), name.op) != kPositive.end();
}

bool is_limit(const ConditionClause& clause, Version version, PolicyOf of) {
  if (clause.op.op == Operator::kUnknown) return true;  // it never holds
  if (!is_positive(clause.op)) return false;
  auto key = std::find_if(kLimitingKeys.begin(), kLimitingKeys.end(),
                          [&](const LimitingKey& row) { return equal_folded(row.name, clause.key.value); });
  if (key == kLimitingKeys.end()) return false;
  return std::all_of(clause.values.begin(), clause.values.end(), [&](const Text& text) {
    const bool variable = version == Version::k2012 && text.value.find("${") != std::string::npos;
    return !variable && key->is_fixed(text.value, of);
  });
}

// An identity provider is not among the principals that S3 takes for fixed.
bool is_fixed_principal(const PrincipalEntry& entry) {
  return entry.kind != PrincipalKind::kEveryone && entry.kind != PrincipalKind::kFederated &&
         !has_wildcard(entry.value.value);
}

bool is_public(const Statement& statement, Version version, PolicyOf of) {
  const auto& principal = statement.principal;
  if (statement.effect == Effect::kDeny || !principal) return false;
  if (principal->polarity == Polarity::kListed &&
      std::all_of(principal->entries.begin(), principal->entries.end(), is_fixed_principal))
    return false;
  return std::none_of(statement.conditions.begin(), statement.conditions.end(),
                      [&](const ConditionClause& clause) { return is_limit(clause, version, of); });
}

}  // namespace

bool is_public(const Policy& policy, PolicyOf of) {
  return std::any_of(policy.statements.begin(), policy.statements.end(),
                     [&](const Statement& statement) { return is_public(statement, policy.version, of); });
}

Result<PublicAccessBlock> read_public_access_block(Value value) {
  constexpr std::string_view kAround = "PublicAccessBlockConfiguration";
  constexpr std::array<std::string_view, 4> kSettings = {"BlockPublicAcls", "IgnorePublicAcls",
                                                         "BlockPublicPolicy", "RestrictPublicBuckets"};
  if (auto inner = value.find(kAround)) {
    if (auto error = unknown_field(value, "publicAccessBlock", std::span(&kAround, 1))) return *error;
    value = *inner;
  }
  if (auto error = unknown_field(value, "publicAccessBlock", kSettings)) return *error;
  PublicAccessBlock block;
  const std::array<bool*, 4> targets = {&block.block_public_acls, &block.ignore_public_acls,
                                        &block.block_public_policy, &block.restrict_public_buckets};
  for (size_t i = 0; i < kSettings.size(); ++i) {
    auto setting = value.find(kSettings[i]);
    if (!setting) continue;
    if (auto error = wrong_kind(*setting, kSettings[i], Kind::kBool)) return *error;
    *targets[i] = setting->text() == "true";
  }
  return block;
}

}  // namespace arnscope
