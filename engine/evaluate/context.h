// The context of a request: condition keys and their values. Keys compare without regard to case.
// Source: IAM User Guide, "AWS global condition context keys".
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace arnscope {

// Keys whose values follow from the request itself.
enum class KnownKey : uint8_t {
  kNone,
  kPrincipalArn,
  kPrincipalAccount,
  kPrincipalType,
  kPrincipalIsAwsService,
  kPrincipalServiceName,
  kUsername,
  kUserId,
  kResourceAccount,
  kRequestedRegion,
  kCallerAccount,
};

// A condition key made ready for look-ups.
struct KeyName {
  std::string folded;
  uint64_t hash = 0;
  KnownKey known = KnownKey::kNone;
};
KeyName make_key(std::string_view name);

enum class KeyState : uint8_t { kAbsent, kUnknown, kPresent };

// What a key holds: one value of the request's own, or a list that somebody gave.
struct KeyValues {
  KeyState state = KeyState::kAbsent;
  bool listed = false;
  std::string_view one;
  std::span<const std::string> many;

  size_t size() const { return listed ? many.size() : state == KeyState::kPresent ? 1 : 0; }
  std::string_view operator[](size_t i) const { return listed ? std::string_view(many[i]) : one; }
};

// What a key means that nobody gave.
enum class Unlisted : uint8_t { kAbsent, kUnknown };

// The keys that were given. Look-ups are linear in their number: there are few.
class Context {
 public:
  explicit Context(Unlisted unlisted = Unlisted::kAbsent) : unlisted_(unlisted) {}

  // Gives a key its values, in place of those it had; an empty list is the same as absent.
  void set(std::string_view key, std::vector<std::string> values);
  void set(std::string_view key, std::string value) { set(key, std::vector{std::move(value)}); }
  void set_absent(std::string_view key) { set(key, std::vector<std::string>{}); }
  void set_unknown(std::string_view key);
  // Every key that begins with `prefix` and was not given is absent: all tags of a principal are known.
  void close_prefix(std::string_view prefix);

  // Takes over every key that the other was given, in place of what is here.
  void add(const Context& other);

  Unlisted unlisted() const { return unlisted_; }
  // Whether the key was given.
  bool has(const KeyName& key) const { return find(key) != nullptr; }
  KeyValues get(const KeyName& key) const;

 private:
  struct Entry {
    KeyName key;
    KeyState state;
    std::vector<std::string> values;
  };
  const Entry* find(const KeyName& key) const;
  Entry& entry(std::string_view key);

  Unlisted unlisted_;
  std::vector<Entry> entries_;
  std::vector<std::string> closed_;
};

}  // namespace arnscope
