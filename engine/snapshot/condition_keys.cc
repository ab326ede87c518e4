#include "engine/snapshot/condition_keys.h"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include "engine/base/text.h"
#include "engine/catalog/catalog.h"

namespace arnscope {
namespace {

// What every identity provider tells of who it vouches for.
// Source: IAM User Guide, "IAM and AWS STS condition context keys", keys for AWS OIDC federation.
constexpr std::array<std::string_view, 6> kClaims = {"amr", "aud", "azp", "email", "oaud", "sub"};

// "gitlab.example.com" of the key `gitlab.example.com:sub`; empty where the prefix is no host.
std::string_view provider_of(std::string_view key) {
  const std::string_view prefix = key.substr(0, key.rfind(':'));
  return prefix.size() < key.size() && prefix.find('.') != std::string_view::npos ? prefix : "";
}

void add_tested(const Statement& statement, std::vector<std::string>& keys,
                std::set<std::string>& providers) {
  for (const ConditionClause& clause : statement.conditions) keys.push_back(clause.key.value);
  if (!statement.principal) return;
  for (const PrincipalEntry& entry : statement.principal->entries) {
    const std::string& text = entry.value.value;
    const size_t name = text.find(":oidc-provider/");
    if (entry.kind == PrincipalKind::kFederated && name != std::string::npos)
      providers.insert(text.substr(text.find('/', name) + 1));
  }
}

// The global keys first: of names that are equally near they are what is meant most often.
std::vector<std::string> known_keys(const Snapshot& snapshot) {
  std::vector<std::string> keys;
  std::set<std::string> providers;
  for (const bool global : {true, false})
    for (uint32_t i = 0; i < catalog::condition_key_count(); ++i) {
      const std::string_view name = catalog::condition_key(static_cast<catalog::ConditionKeyId>(i)).name;
      if (name.starts_with("aws:") == global) keys.emplace_back(name);
    }
  for (const PolicyEntry& policy : snapshot.policies)
    for (const Statement& statement : policy.policy->statements) add_tested(statement, keys, providers);
  for (const std::string& key : keys) providers.emplace(provider_of(key));
  providers.erase("");
  for (const std::string& provider : providers)
    for (const std::string_view claim : kClaims) keys.push_back(provider + ":" + std::string(claim));
  return keys;
}

// What stands before a variable of the catalog: "aws:ResourceTag/" of "aws:ResourceTag/${TagKey}".
std::string_view fixed_part(std::string_view key) { return key.substr(0, key.find("${")); }

std::string_view without_prefix(std::string_view key) { return key.substr(key.find(':') + 1); }

// The nearest of the keys' parts, as the whole key that it is part of.
template <class Part>
std::optional<std::string_view> nearest_by(std::string_view name, const std::vector<std::string_view>& keys,
                                           Part part) {
  std::vector<std::string_view> parts;
  for (const std::string_view key : keys) parts.push_back(part(key));
  const auto nearest = nearest_name(name, parts);
  if (!nearest) return std::nullopt;
  return keys[static_cast<size_t>(std::find(parts.begin(), parts.end(), *nearest) - parts.begin())];
}

}  // namespace

bool knows_condition_key(const Snapshot& snapshot, std::string_view key) {
  if (catalog::find_condition_key(key)) return true;
  const std::vector<std::string> keys = known_keys(snapshot);
  return std::any_of(keys.begin(), keys.end(),
                     [&](const std::string& known) { return equal_folded(known, key); });
}

std::optional<std::string> nearest_condition_key(const Snapshot& snapshot, std::string_view key) {
  const std::vector<std::string> known_texts = known_keys(snapshot);
  const std::vector<std::string_view> keys(known_texts.begin(), known_texts.end());
  const bool prefixed = key.find(':') != std::string_view::npos;
  const auto part = [&](std::string_view known) {
    return prefixed ? fixed_part(known) : without_prefix(fixed_part(known));
  };
  // A tag's key is anything: what stands before it is compared, and it stays.
  if (const size_t slash = key.find('/'); slash != std::string_view::npos) {
    std::vector<std::string_view> templates;
    for (const std::string_view known : keys)
      if (known.find("/${") != std::string_view::npos) templates.push_back(known);
    if (const auto nearest = nearest_by(key.substr(0, slash + 1), templates, part))
      return std::string(fixed_part(*nearest)) + std::string(key.substr(slash + 1));
  }
  const auto nearest = nearest_by(key, keys, part);
  return nearest ? std::optional<std::string>(*nearest) : std::nullopt;
}

}  // namespace arnscope
