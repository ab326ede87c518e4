// Files of a snapshot in turn removed, emptied, cut, replaced by garbage, made unreadable: nothing fails, a
// finding names the file, and what other files describe is all there.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "engine/base/text.h"
#include "engine/graph/graph.h"
#include "engine/snapshot/load.h"
#include "engine/snapshot/missing.h"
#include "tests/properties/dice.h"

namespace arnscope {
namespace {

namespace fs = std::filesystem;

// Of the damages to all files of the large fixture, and of the graphs after them, one in so many. A release
// build takes every file, each with two or three damages, for there are 11.
#if defined(NDEBUG) && !defined(__SANITIZE_ADDRESS__)
constexpr size_t kStep = 4, kSmallStep = 1, kGraphs = 4;
#else
constexpr size_t kStep = 90, kSmallStep = 6, kGraphs = 20;
#endif

std::string text_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

void write(const fs::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary).write(text.data(), static_cast<std::streamsize>(text.size()));
}

// Each leaves something else where a file was. Returns false where it cannot be done here.
struct Damage {
  std::string_view name;
  bool (*harm)(const fs::path& path, const std::string& text, Dice& dice);
};

bool random_bytes(const fs::path& path, const std::string&, Dice& dice) {
  std::string bytes(1 + dice.below(300), '\0');
  for (char& each : bytes) each = static_cast<char>(dice.below(256));
  return write(path, bytes), true;
}

// Ends inside a value: a file that was cut between two says nothing wrong.
bool cut(const fs::path& path, const std::string& text, Dice& dice) {
  size_t size = 1 + dice.below(static_cast<uint32_t>(text.find_last_of("}]\x7f")));
  while (size > 1 && (text[size - 1] == '\n' || text[size - 1] == '}')) --size;
  return write(path, text.substr(0, size)), true;
}

bool unreadable(const fs::path& path, const std::string&, Dice&) {
  return ::geteuid() != 0 && ::chmod(path.c_str(), 0) == 0;
}

bool removed(const fs::path& path, const std::string&, Dice&) { return fs::remove(path); }

const Damage kDamages[] = {
    {"removed", removed},
    {"emptied", [](const fs::path& path, const std::string&, Dice&) { return write(path, ""), true; }},
    {"blank", [](const fs::path& path, const std::string&, Dice&) { return write(path, " \n"), true; }},
    {"cut", cut},
    {"random bytes", random_bytes},
    {"a list", [](const fs::path& path, const std::string&, Dice&) { return write(path, "[]"), true; }},
    {"a number", [](const fs::path& path, const std::string&, Dice&) { return write(path, "42"), true; }},
    {"another object",
     [](const fs::path& path, const std::string&, Dice&) { return write(path, "{\"a\": 1}"), true; }},
    {"unreadable", unreadable},
    {"a link to nowhere",
     [](const fs::path& path, const std::string&, Dice&) {
       fs::remove(path);
       return fs::create_symlink("nowhere", path), true;
     }},
    {"a folder",
     [](const fs::path& path, const std::string&, Dice&) {
       fs::remove(path);
       return fs::create_directory(path);
     }},
};

// What is seen of a folder.
struct Seen {
  struct Thing {
    std::string key, id, name;

    bool operator<(const Thing& other) const { return key < other.key; }
  };
  std::set<Thing> things;          // what the snapshot describes
  std::set<std::string> findings;  // as they are printed
  std::string error;               // "" where there is a snapshot
};

template <class Table>
void add_things(const Table& table, std::set<Seen::Thing>& things) {
  for (const auto& each : table)
    if (!each.arn.empty())
      things.insert({std::string(each.arn), std::string(each.id), std::string(each.name)});
}

// The name of what holds a policy that nothing else may hold: it may be gone with that.
std::string_view owner_of(const Snapshot& snapshot, const PolicyEntry& policy) {
  switch (policy.type) {
    case PolicyType::kUserInline:
      return snapshot.users[policy.owner].name;
    case PolicyType::kGroupInline:
      return snapshot.groups[policy.owner].name;
    case PolicyType::kRoleInline:
    case PolicyType::kTrust:
      return snapshot.roles[policy.owner].name;
    case PolicyType::kResource:
      return snapshot.resources[policy.owner].name;
    default:
      return {};
  }
}

std::set<Seen::Thing> things_of(const Snapshot& snapshot) {
  std::set<Seen::Thing> things;
  add_things(snapshot.users, things);
  add_things(snapshot.groups, things);
  add_things(snapshot.roles, things);
  add_things(snapshot.instance_profiles, things);
  if (snapshot.organization) add_things(snapshot.organization->units, things);
  for (const Account& each : snapshot.accounts)
    things.insert({std::string(each.id), std::string(each.name), std::string(each.name)});
  for (const Resource& each : snapshot.resources)
    things.insert({std::string(each.key), std::string(each.id), std::string(each.name)});
  for (const PolicyEntry& each : snapshot.policies) {
    if (each.origin != PolicyOrigin::kSnapshot || each.arn.empty()) continue;
    things.insert({std::string(each.arn), std::string(owner_of(snapshot, each)), std::string(each.name)});
  }
  return things;
}

// Draws the graph, too, where `draws`.
Seen look(const fs::path& folder, bool draws) {
  Seen seen;
  const std::vector<std::string> paths = {folder.string()};
  const auto loaded = load_snapshot(paths);
  if (!loaded) {
    seen.error = format_error(loaded.error());
    return seen;
  }
  const Snapshot& snapshot = **loaded;
  seen.things = things_of(snapshot);
  for (const Finding& each : snapshot.findings) seen.findings.insert(format_finding(each));
  for (const std::string& line : missing_parts(snapshot)) EXPECT_FALSE(line.empty());
  if (!draws) return seen;
  Access access(snapshot);
  EXPECT_GE(build_graph(access).entities.size(), snapshot.resources.size());
  return seen;
}

std::string lower(std::string text) {
  for (char& each : text) each = each >= 'A' && each <= 'Z' ? static_cast<char>(each + 'a' - 'A') : each;
  return text;
}

// Whether a file names it, by its path or in its text: then it may be what describes it. `text` is in lower
// case.
bool names(const std::string& text, const Seen::Thing& thing) {
  for (const std::string& word :
       {thing.key, thing.id, thing.name, thing.key.substr(thing.key.rfind(':') + 1)})
    if (!word.empty() && text.find(lower(word)) != std::string::npos) return true;
  return false;
}

// A copy of a fixture, whose files are damaged one at a time.
class Copy {
 public:
  explicit Copy(std::string_view fixture)
      : folder_(fs::path(testing::TempDir()) / ("damage_" + std::to_string(::getpid()))) {
    fs::remove_all(folder_);
    fs::copy(fs::path(ARNSCOPE_SOURCE_DIR) / "fixtures" / fixture, folder_, fs::copy_options::recursive);
    for (const auto& each : fs::recursive_directory_iterator(folder_))
      if (each.is_regular_file() && each.path().extension() != ".md") files_.push_back(each.path());
    std::sort(files_.begin(), files_.end());
    whole_ = look(folder_, true);
  }
  ~Copy() { fs::remove_all(folder_); }
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;

  const std::vector<fs::path>& files() const { return files_; }
  const Seen& whole() const { return whole_; }
  const fs::path& folder() const { return folder_; }
  std::string name(const fs::path& path) const { return path.lexically_relative(folder_).string(); }

  // What is seen while one file is damaged. Nothing where that cannot be done here.
  std::optional<Seen> damaged(const fs::path& path, const Damage& damage, Dice& dice, bool draws) const {
    const std::string text = text_of(path);
    std::optional<Seen> seen;
    if (damage.harm(path, text, dice)) seen = look(folder_, draws);
    fs::remove_all(path);
    write(path, text);
    return seen;
  }

 private:
  fs::path folder_;
  std::vector<fs::path> files_;
  Seen whole_;
};

// A finding that was not there before and names the file.
bool is_told(const Seen& seen, const Seen& whole, const std::string& path) {
  if (!seen.error.empty()) return true;
  return std::any_of(seen.findings.begin(), seen.findings.end(), [&](const std::string& each) {
    return !whole.findings.contains(each) && each.find(path) != std::string::npos;
  });
}

void expect_the_rest(const Seen& seen, const Seen& whole, const std::string& text, const std::string& what) {
  for (const Seen::Thing& each : whole.things)
    if (!seen.things.contains(each) && !names(text, each)) ADD_FAILURE() << what << ": lost " << each.key;
}

using MayPass = bool (*)(const std::string& path, std::string_view damage, bool is_gone);

void damage_each(std::string_view fixture, size_t step, MayPass may_pass, bool has_manifest = true) {
  const Copy copy(fixture);
  ASSERT_EQ(copy.whole().error, "");
  ASSERT_GT(copy.whole().things.size(), 5u);
  Dice dice(20250505);
  size_t turn = 0, done = 0;
  for (size_t i = 0; i < copy.files().size(); ++i) {
    const fs::path& path = copy.files()[i];
    for (const Damage& damage : kDamages) {
      if (turn++ % step != 0) continue;
      const std::string name = copy.name(path), what = name + ", " + std::string(damage.name);
      const auto seen = copy.damaged(path, damage, dice, done % kGraphs == 0);
      if (!seen) continue;
      ++done;
      const bool is_gone = damage.harm == removed || damage.name == "a folder";
      const std::string text = text_of(path);
      // Nobody can tell that these are damaged, or the manifest tells what they told: that there is nothing.
      const bool is_sound = (damage.name == "a list" && text.starts_with('[')) ||
                            (is_gone && has_manifest && text == "{}\n") ||
                            may_pass(name, damage.name, is_gone);
      const std::string told =
          is_gone && !has_manifest ? fs::path(name).parent_path().filename().string() : name;
      EXPECT_TRUE(is_sound || is_told(*seen, copy.whole(), told)) << what << ": nothing is said of it";
      const std::string words = lower(text + name + percent_decode(name).value_or(""));
      if (seen->error.empty()) expect_the_rest(*seen, copy.whole(), words, what);
    }
  }
  EXPECT_GT(done, copy.files().size() / step);
}

bool never(const std::string&, std::string_view, bool) { return false; }

// The collector writes files where there is something to say, and no list of them; some are not read.
bool passes_in_iam_collect(const std::string& path, std::string_view damage, bool is_gone) {
  const std::string name = fs::path(path).filename().string();
  for (std::string_view unread : {"/indexes/", "/organization.json", "/s3-bpa.json", "/structure.json"})
    if (path.find(unread) != std::string::npos) return true;
  const bool is_description = name == "bpa.json" || name == "encryption.json" || name == "tags.json";
  if (!is_gone) return is_description && (damage == "another object" || damage == "a list");
  if (path.find("/p-fullawsaccess/policy.json") != std::string::npos) return true;  // AWS says what it is
  const bool is_alone = name == "metadata.json" && (path.find("/function/") != std::string::npos ||
                                                    path.find("/ous/") != std::string::npos ||
                                                    path.find("/instance-profile/") != std::string::npos);
  const bool is_always = name == "metadata.json" || name == "trust-policy.json" ||
                         name == "current-policy.json" || path.find("/organizations/") != std::string::npos;
  return is_alone || !is_always;
}

TEST(Damage, AnOrganization) {
  // Whoever may read everything, as root does, cannot be refused a file: the link to nowhere stands for it.
  damage_each("acme-org", kStep, never);
}

TEST(Damage, ASmallFolderOfTheAwsCli) { damage_each("acme-small/cli-output", kSmallStep, never); }

TEST(Damage, ADirectoryOfIamCollect) {
  damage_each("acme-small/iam-collect", kSmallStep, passes_in_iam_collect, false);
}

// Folders in each other, made and removed without their path, which is longer than the system takes.
class DeepFolder {
 public:
  explicit DeepFolder(const fs::path& at) : folder_(::open(at.c_str(), O_RDONLY | O_DIRECTORY)) {
    while (levels_ < 10000 && ::mkdirat(folder_, "d", 0755) == 0 && go("d")) ++levels_;
  }
  ~DeepFolder() {
    for (; levels_ > 0 && go(".."); --levels_) ::unlinkat(folder_, "d", AT_REMOVEDIR);
    ::close(folder_);
  }
  DeepFolder(const DeepFolder&) = delete;
  DeepFolder& operator=(const DeepFolder&) = delete;
  size_t levels() const { return levels_; }

 private:
  bool go(const char* to) {
    const int next = ::openat(folder_, to, O_RDONLY | O_DIRECTORY);
    ::close(folder_);
    folder_ = next;
    return next >= 0;
  }

  int folder_;
  size_t levels_ = 0;
};

TEST(Damage, WhatNoCollectorWrites) {
  const Copy copy("acme-small/cli-output");
  const fs::path folder = copy.folder() / "444455556666/us-east-1";
  const DeepFolder deep(folder);
  ASSERT_EQ(deep.levels(), 10000u);
  fs::create_directory_symlink("..", folder / "up");
  fs::create_symlink("itself", folder / "itself");
  write(folder / "sns-list-topics.json", "");
  fs::resize_file(folder / "sns-list-topics.json", uint64_t{1} << 31);
  const std::string name = "kms-\xff\xfe.json";
  write(folder / name, "{");
  const Seen seen = look(copy.folder(), true);
  EXPECT_EQ(seen.error, "");
  expect_the_rest(seen, copy.whole(), "", "hostile");
  std::vector<std::string> words = {"levels deep", "read in its own place", "us-east-1/itself",
                                    "1073741824 bytes"};
  if (fs::exists(folder / name)) words.push_back("kms-\\xff");
  for (const std::string& each : words)
    EXPECT_EQ(
        std::count_if(seen.findings.begin(), seen.findings.end(),
                      [&](const std::string& finding) { return finding.find(each) != std::string::npos; }),
        1)
        << each;
}

TEST(Damage, WhatAwsConfigRecords) {
  damage_each("acme-small/config", 1, never);
  damage_each("acme-small/config-gzip", 1, never);
}

}  // namespace
}  // namespace arnscope
