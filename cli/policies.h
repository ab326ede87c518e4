// Policies as several commands take them on the command line: a file, standard input, or an AWS managed
// policy by name.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "engine/checks/limits.h"
#include "engine/policy/parser.h"
#include "engine/template/policies.h"

namespace arnscope::cli {

// A policy and what to call it: "aws:SecurityAudit", "team.json", "team.json#/1" of one among several.
struct NamedPolicy {
  std::string name;
  std::string file;  // the word without what it picks of the file
  FoundPolicy found;
};

// Whether malformed JSON is read where the mend is certain, having said what was mended.
enum class Repair : uint8_t { kNo, kYes };

// Whether a word means an AWS managed policy and no file.
bool names_aws_policy(std::string_view word);

// The text that a word means: `aws:NAME` (or the ARN of an AWS managed policy), a file, `-`.
// Errors: no such policy in the catalog, with the nearest; what Source::read says.
Result<std::shared_ptr<const Source>> open_word(const std::string& word);

// The policies that the words mean, in their order: `aws:NAME` (or the ARN of an AWS managed policy), a file
// with one or several policies, `FILE#POINTER` for one of several as NamedPolicy names it, `-`. Nothing,
// having said why, where a word is none of these: each word that is not is told.
std::optional<std::vector<NamedPolicy>> read_policies(std::span<const std::string> words, Terminal& terminal,
                                                      Repair repair = Repair::kNo);

// Whether the limits know the type. Says it where they do not, with the nearest.
bool is_policy_type(const std::string& type, const Limits& limits, Terminal& terminal);

// The policy itself, of which every part was understood. Nothing, having said all that is wrong, where a part
// was not: who writes policies anew must not lose any, and a Deny that is not read denies nothing. Its kind
// is that of its shape where none is given.
std::optional<Policy> parse_whole(const NamedPolicy& named, Terminal& terminal);
std::optional<Policy> parse_whole(const NamedPolicy& named, PolicyKind kind, Terminal& terminal);

}  // namespace arnscope::cli
