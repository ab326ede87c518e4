// What several commands read from their options: the snapshot, the principal, the question.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "engine/catalog/catalog.h"
#include "engine/graph/query.h"
#include "engine/snapshot/snapshot.h"

namespace arnscope::cli {

// Whether findings are told on standard error: errors, and a count of the rest. `analyze` has them as its
// data.
enum class FindingTalk : uint8_t { kErrors, kNone };

// Loads the snapshot. Where it cannot: nothing, having said why.
std::unique_ptr<const Snapshot> load(const Options& options, Terminal& terminal,
                                     FindingTalk talk = FindingTalk::kErrors);

// Says the errors that the snapshot came with, and how many findings there are.
void tell_findings(const Snapshot& snapshot, Terminal& terminal);

// The files that a path means: itself, or all files of a folder and of those in it, as list_folder() has
// them, whose names end in one of `extensions` (".json"). Nothing, having said why, where one of the folders
// cannot be read.
std::optional<std::vector<std::string>> files_of(const std::string& path,
                                                 std::span<const std::string_view> extensions,
                                                 Terminal& terminal);

// The question and the meaning of keys that nobody gave. Nothing, having said why, for a malformed one.
struct AskedQuestion {
  Question question;
  Unlisted unlisted = Unlisted::kUnknown;
};
std::optional<AskedQuestion> read_question(const Options& options, Terminal& terminal);

// What `can` and `what-can` begin with: the snapshot, the question, and the one it is about. Nothing, having
// said why, where one of them cannot be had.
struct OneCaller {
  std::unique_ptr<const Snapshot> snapshot;
  std::unique_ptr<Access> access;
  Question question;
  Caller caller;
};
std::optional<OneCaller> read_caller(const Options& options, Terminal& terminal);

// The access levels of --levels; 0 where none are named. Nothing, having said why, for an unknown name.
std::optional<catalog::AccessLevels> read_levels(const Options& options, Terminal& terminal);

}  // namespace arnscope::cli
