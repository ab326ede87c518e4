// How large policies may be and how many may hang where: AWS's quotas as dated data, compiled in from
// policies/limits.json, whose rows name the pages of AWS's documentation that state them. An account with
// raised quotas lays rows of its own over them. Plain values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/document/document.h"

namespace arnscope {

// What a limit counts: of a document, then of what a policy is attached to.
enum class Counted : uint8_t {
  kCharactersWithoutWhiteSpace,
  kCharacters,  // white space too, as the document is submitted
  kBytes,       // the same in UTF-8
  kStatements,
  kPrincipals,
  kConditions,
  kActionsInStatement,
  kVersions,
  kAttachedPolicies,
  kGroups,
};

// As limits.json spells it: "characters without white space", "attached policies".
std::string_view counted_name(Counted counted);

// Whether it says how large a document is.
constexpr bool is_size(Counted counted) { return counted <= Counted::kBytes; }

struct Limit {
  std::string type;  // of a policy: "managed", "role-inline", "s3-bucket"; or "user", "group", "role"
  Counted counted = Counted::kCharactersWithoutWhiteSpace;
  uint32_t limit = 0;
  bool adjustable = false;  // whether AWS raises it on request
  uint32_t up_to = 0;       // how far; 0 where AWS does not say
  std::string note;         // may be empty
  std::string source;       // the page that states it
};

struct Limits {
  std::string date;  // when the rows were looked up
  std::vector<Limit> rows;
};

// AWS's own, as of their date. Read on first use.
const Limits& published_limits();

// Reads a document of the form of policies/limits.json: {"date": TEXT, "limits": [{"type", "counted",
// "limit", "adjustable", "upTo", "note", "source"}, ...]}, of which `type`, `counted` and `limit` must be
// there. Errors, each with its place: another field, a value of a wrong kind, an unknown `counted`, a limit
// that is no whole number from 1 to 1,000,000,000, two rows for the same.
Result<Limits> read_limits(Value root);

// `base` with the numbers, and where they are given the notes and sources, of the rows of `root`.
// Errors: those of read_limits, and a row for which `base` has none.
Result<Limits> override_limits(Limits base, Value root);

// The row, or null.
const Limit* find_limit(const Limits& limits, std::string_view type, Counted counted);

// The row that says how large a document of the type may be: the first of its sizes. Null for "user" and
// other types that are no document's.
const Limit* size_limit(const Limits& limits, std::string_view type);

// The types of documents, in the order of the rows.
std::vector<std::string_view> policy_types(const Limits& limits);

}  // namespace arnscope
