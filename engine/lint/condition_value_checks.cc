// Values of conditions that the key never has, or that say less than they seem to.
#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>

#include "engine/base/text.h"
#include "engine/evaluate/values.h"
#include "engine/lint/conditions.h"
#include "engine/model/regions.h"
#include "engine/policy/arn.h"
#include "engine/policy/glob.h"

namespace arnscope {
namespace {

bool is_plain(const LintedPolicy& policy, const Text& value) {
  return policy.is_known(value) && variables_of(value.value).empty();
}

bool is_region(const ConditionClause& clause, std::string_view value) {
  // Partitions of which AWS does not publish every region.
  for (std::string_view prefix : {"us-iso", "eu-iso", "eusc-"})
    if (value.starts_with(prefix)) return true;
  const bool ignores_case = clause.op.op == Operator::kStringEqualsIgnoreCase ||
                            clause.op.op == Operator::kStringNotEqualsIgnoreCase;
  return std::any_of(regions().begin(), regions().end(), [&](const Region& region) {
    if (takes_wildcards(clause.op.op)) return glob_match(value, region.name);
    return ignores_case ? equal_folded(value, region.name) : value == region.name;
  });
}

void check_region(const ConditionClause& clause, const Text& value, Report& report) {
  if (is_region(clause, value.value)) return;
  std::vector<std::string_view> names;
  for (const Region& region : regions()) names.push_back(region.name);
  const auto nearest = nearest_name(value.value, names);
  report.add("INVALID_REGION", value.span,
             nearest ? fmt::format("`{}` is no region of AWS: did you mean `{}`?", value.value, *nearest)
                     : fmt::format("`{}` is no region of AWS: write one such as `us-east-1`", value.value));
}

// "vpc-" and 8 or 17 letters and digits, as AWS has it.
bool is_numbered(std::string_view text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return (text.size() == 8 || text.size() == 17) && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (fold(c) >= 'a' && fold(c) <= 'z');
         });
}

void check_number(const ConditionClause& clause, const Text& value, std::string_view code,
                  std::string_view prefix, Report& report) {
  if (takes_wildcards(clause.op.op) && has_wildcard(value.value)) return;
  if (!is_numbered(value.value, prefix))
    report.add(code, value.span,
               fmt::format("`{}` is no value of `{}`: write `{}` and 8 or 17 letters and digits", value.value,
                           clause.key.value, prefix));
}

bool takes_kms_key(const ConditionClause& clause) {
  if (is_key(clause, "s3:x-amz-server-side-encryption-aws-kms-key-id")) return true;
  const auto key = known_key(clause);
  return key && key->type == catalog::KeyType::kArn && fold(key->name).ends_with("kmskeyarn");
}

void check_kms_key(const ConditionClause& clause, const Text& value, Report& report) {
  const std::string_view text = value.value;
  const bool is_pattern = takes_wildcards(clause.op.op) && has_wildcard(text);
  const auto arn = parse_arn(text);
  if (text.empty() || (!arn && is_pattern)) return;
  if (arn && glob_intersects(arn->service, "kms") && glob_intersects(arn->resource, "key/*")) return;
  report.add("INVALID_KMS_KEY_VALUE", value.span,
             fmt::format("`{}` is no value of `{}`: write the ARN of a key, "
                         "`arn:aws:kms:REGION:ACCOUNT:key/ID`",
                         text, clause.key.value));
}

void check_texts(const LintedPolicy& policy, const ConditionClause& clause, Report& report) {
  const OperatorFamily family = family_of(clause.op.op);
  if (family != OperatorFamily::kString && family != OperatorFamily::kArn) return;
  for (const Text& value : clause.values) {
    if (!is_plain(policy, value)) continue;
    if (is_key(clause, "aws:RequestedRegion")) check_region(clause, value, report);
    if (is_key(clause, "aws:SourceVpc") || is_key(clause, "aws:Ec2InstanceSourceVpc"))
      check_number(clause, value, "INVALID_VPC_FORMAT", "vpc-", report);
    if (is_key(clause, "aws:SourceVpce")) check_number(clause, value, "INVALID_VPCE_FORMAT", "vpce-", report);
    if (takes_kms_key(clause)) check_kms_key(clause, value, report);
  }
}

// RFC 1918 and RFC 4193.
bool is_private(const IpRange& range) {
  for (std::string_view block : {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"})
    if (in_range(*parse_ip(block), range)) return true;
  return false;
}

void check_private(const LintedPolicy& policy, const ConditionClause& clause, Report& report) {
  if (!is_key(clause, "aws:SourceIp")) return;
  std::vector<const Text*> privates;
  for (const Text& value : clause.values) {
    const auto range = parse_ip(value.value);
    if (policy.is_known(value) && range && is_private(*range)) privates.push_back(&value);
  }
  const bool negated = clause.op.op == Operator::kNotIpAddress;
  if (!privates.empty() && privates.size() == clause.values.size()) {
    report.add(negated ? "PRIVATE_NOT_IP_ADDRESS" : "PRIVATE_IP_ADDRESS", clause.key.span,
               fmt::format("`{}` is a public address, and all values are private: the condition {} holds",
                           clause.key.value, negated ? "always" : "never"));
    return;
  }
  for (const Text* value : privates)
    report.add(negated ? "PRIVATE_NOT_IP_ADDRESS_SUBSET" : "PRIVATE_IP_ADDRESS_SUBSET", value->span,
               fmt::format("`{}` is a public address, and `{}` is private: use `aws:VpcSourceIp` for it",
                           clause.key.value, value->value));
}

// The range without the bits that its prefix leaves out; nothing where it has none.
std::optional<std::string> without_host_bits(IpRange range) {
  const auto written = range.address;
  for (size_t i = 0; i < range.address.size(); ++i) {
    const int kept = std::clamp(range.prefix - static_cast<int>(i) * 8, 0, 8);
    range.address[i] = static_cast<uint8_t>(range.address[i] & (0xFF << (8 - kept)));
  }
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (range.address == written ||
      inet_ntop(range.v6 ? AF_INET6 : AF_INET, range.address.data(), text.data(), text.size()) == nullptr)
    return std::nullopt;
  return fmt::format("{}/{}", text.data(), range.prefix);
}

void check_addresses(const LintedPolicy& policy, const ConditionClause& clause, Report& report) {
  if (family_of(clause.op.op) != OperatorFamily::kIp) return;
  check_private(policy, clause, report);
  for (const Text& value : clause.values) {
    const auto range = parse_ip(value.value);
    if (!range || !policy.is_known(value)) continue;
    if (const auto better = without_host_bits(*range))
      report.add("IMPROVE_IP_RANGE", value.span,
                 fmt::format("`{}` is read as `{}`: write that", value.value, *better));
  }
}

// Of two numbers of one list, the one that every number that meets the condition also meets it with; of
// equals the first.
size_t wider(Operator op, double a, size_t a_at, double b, size_t b_at) {
  if (a == b) return std::min(a_at, b_at);
  const bool is_upper_bound = op == Operator::kNumericLessThan || op == Operator::kNumericLessThanEquals;
  return (a > b) == is_upper_bound ? a_at : b_at;
}

void check_numbers(const LintedPolicy& policy, const ConditionClause& clause, Report& report) {
  if (family_of(clause.op.op) != OperatorFamily::kNumeric) return;
  const bool is_equality =
      clause.op.op == Operator::kNumericEquals || clause.op.op == Operator::kNumericNotEquals;
  const std::vector<Text>& values = clause.values;
  std::unordered_map<double, size_t> widest;  // by the number; of bounds there is one
  const auto each_number = [&](auto visit) {
    for (size_t i = 0; i < values.size(); ++i)
      if (const auto number = parse_number(values[i].value); number && policy.is_known(values[i]))
        visit(i, *number, is_equality ? *number : 0);
  };
  each_number([&](size_t i, double number, double group) {
    const auto [at, is_new] = widest.try_emplace(group, i);
    if (!is_new)
      at->second = wider(clause.op.op, *parse_number(values[at->second].value), at->second, number, i);
  });
  each_number([&](size_t i, double, double group) {
    if (const Text& outer = values[widest.at(group)]; &outer != &values[i])
      report.add("REDUNDANT_CONDITION_VALUE_NUM", values[i].span,
                 fmt::format("`{}` is redundant: `{}` covers it", values[i].value, outer.value));
  });
}

void check_condition_values(const LintedPolicy& policy, Report& report) {
  for_each_clause(policy, [&](const Statement&, const ConditionClause& clause) {
    check_texts(policy, clause, report);
    check_addresses(policy, clause, report);
    check_numbers(policy, clause, report);
  });
}

constexpr std::array kRows = {
    Check{"IMPROVE_IP_RANGE", Severity::kSuggestion, kAllTypes, "address with bits behind its prefix",
          "The bits behind the prefix do not count. Write the range with zeros there.",
          check_condition_values},
    Check{"INVALID_KMS_KEY_VALUE", Severity::kError, kAllTypes, "value that is no ARN of a KMS key",
          "The request carries the full ARN of the key: an id or an alias never matches.",
          check_condition_values},
    Check{"INVALID_REGION", Severity::kError, kAllTypes, "region that does not exist",
          "No request has such a region, so the condition does not do what it says.", check_condition_values},
    Check{"INVALID_VPCE_FORMAT", Severity::kError, kAllTypes, "value that is no id of a VPC endpoint",
          "Ids of VPC endpoints are `vpce-` and 8 or 17 letters and digits; another value never matches.",
          check_condition_values},
    Check{"INVALID_VPC_FORMAT", Severity::kError, kAllTypes, "value that is no id of a VPC",
          "Ids of VPCs are `vpc-` and 8 or 17 letters and digits; another value never matches.",
          check_condition_values},
    Check{"PRIVATE_IP_ADDRESS", Severity::kError, kAllTypes, "private addresses alone",
          "aws:SourceIp holds public addresses, so the condition never holds. Behind a VPC endpoint use "
          "aws:VpcSourceIp with aws:SourceVpc.",
          check_condition_values},
    Check{"PRIVATE_IP_ADDRESS_SUBSET", Severity::kSuggestion, kAllTypes, "private address among public ones",
          "aws:SourceIp holds public addresses: a private one never matches.", check_condition_values},
    Check{"PRIVATE_NOT_IP_ADDRESS", Severity::kError, kAllTypes, "exclusion of private addresses alone",
          "aws:SourceIp holds public addresses, so the condition always holds and restricts nothing.",
          check_condition_values},
    Check{"PRIVATE_NOT_IP_ADDRESS_SUBSET", Severity::kSuggestion, kAllTypes,
          "exclusion of a private address among public ones",
          "aws:SourceIp holds public addresses: to leave out a private one changes nothing.",
          check_condition_values},
    Check{"REDUNDANT_CONDITION_VALUE_NUM", Severity::kSuggestion, kAllTypes, "number that another one covers",
          "One of the values is enough to meet the condition, so the widest decides: take the others out.",
          check_condition_values},
};

}  // namespace

std::span<const Check> condition_value_checks() { return kRows; }

}  // namespace arnscope
