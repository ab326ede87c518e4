#include "engine/evaluate/context.h"

#include <array>

#include "engine/base/text.h"

namespace arnscope {
namespace {

struct KnownKeyRow {
  std::string_view folded;
  KnownKey known;
};

constexpr std::array kKnownKeys = {
    KnownKeyRow{"aws:principalarn", KnownKey::kPrincipalArn},
    KnownKeyRow{"aws:principalaccount", KnownKey::kPrincipalAccount},
    KnownKeyRow{"aws:principaltype", KnownKey::kPrincipalType},
    KnownKeyRow{"aws:principalisawsservice", KnownKey::kPrincipalIsAwsService},
    KnownKeyRow{"aws:principalservicename", KnownKey::kPrincipalServiceName},
    KnownKeyRow{"aws:username", KnownKey::kUsername},
    KnownKeyRow{"aws:userid", KnownKey::kUserId},
    KnownKeyRow{"aws:resourceaccount", KnownKey::kResourceAccount},
    KnownKeyRow{"aws:requestedregion", KnownKey::kRequestedRegion},
    KnownKeyRow{"kms:calleraccount", KnownKey::kCallerAccount},
};

// FNV-1a.
uint64_t hash_of(std::string_view text) {
  uint64_t hash = 0xCBF29CE484222325;
  for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  return hash;
}

}  // namespace

KeyName make_key(std::string_view name) {
  KeyName key{fold(name), 0, KnownKey::kNone};
  key.hash = hash_of(key.folded);
  for (const KnownKeyRow& row : kKnownKeys)
    if (row.folded == key.folded) key.known = row.known;
  return key;
}

Context::Entry& Context::entry(std::string_view key) {
  KeyName name = make_key(key);
  for (Entry& each : entries_)
    if (each.key.hash == name.hash && each.key.folded == name.folded) return each;
  return entries_.emplace_back(Entry{std::move(name), KeyState::kAbsent, {}});
}

void Context::set(std::string_view key, std::vector<std::string> values) {
  Entry& found = entry(key);
  found.state = values.empty() ? KeyState::kAbsent : KeyState::kPresent;
  found.values = std::move(values);
}

void Context::set_unknown(std::string_view key) { entry(key).state = KeyState::kUnknown; }

void Context::add(const Context& other) {
  for (const Entry& each : other.entries_) entry(each.key.folded) = each;
}

void Context::close_prefix(std::string_view prefix) { closed_.push_back(fold(prefix)); }

const Context::Entry* Context::find(const KeyName& key) const {
  for (const Entry& each : entries_)
    if (each.key.hash == key.hash && each.key.folded == key.folded) return &each;
  return nullptr;
}

KeyValues Context::get(const KeyName& key) const {
  KeyValues result;
  if (const Entry* found = find(key)) {
    result.state = found->state;
    result.listed = true;
    if (found->state == KeyState::kPresent) result.many = found->values;
    return result;
  }
  result.state = unlisted_ == Unlisted::kAbsent ? KeyState::kAbsent : KeyState::kUnknown;
  for (const std::string& prefix : closed_)
    if (key.folded.starts_with(prefix)) result.state = KeyState::kAbsent;
  return result;
}

}  // namespace arnscope
