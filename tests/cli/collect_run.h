// The script that `collect` prints, run against the `aws` of fake_aws.cc, and the folder that it writes.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/text.h"
#include "engine/document/json_reader.h"
#include "engine/model/operations.h"

namespace arnscope {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

inline std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline Lines lines_of(const fs::path& path) {
  Lines lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

inline void write_file(const fs::path& path, std::string_view text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

// A text in single quotes for the shell.
inline std::string shell_word(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

// With each digit as `0`.
inline std::string shape_of(std::string text) {
  for (char& each : text)
    if (each >= '0' && each <= '9') each = '0';
  return text;
}

// The folder of a snapshot's account as path and content. The manifest is not part of it.
inline std::map<std::string, std::string> files_of(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().filename() != "manifest.jsonl")
      files[fs::relative(entry.path(), folder)] = content(entry.path());
  return files;
}

struct ManifestLine {
  std::string call;  // "us-east-1 s3api-get-bucket-policy acme-data"
  std::string error;
};

class Collect : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "collect.XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    scratch_ = name;
    snapshot_ = scratch_ / "snap shot=1";  // a name that a careless shell or awk would trip over
    calls_ = scratch_ / "calls";
    ASSERT_EQ(std::system(fmt::format("{} collect > {}", ARNSCOPE, script()).c_str()), 0);
  }
  void TearDown() override { fs::remove_all(scratch_); }

  std::string script() const { return scratch_ / "collect.sh"; }

  void serve(const fs::path& snapshot, std::string_view account) {
    environment_["FAKE_AWS_SNAPSHOT"] = snapshot;
    environment_["FAKE_AWS_ACCOUNT"] = account;
  }

  std::string command(std::string_view shell, std::string_view script, std::string_view options) {
    environment_["FAKE_AWS_CALLS"] = calls_;
    std::string text = fmt::format("PATH={}:$PATH", shell_word(FAKE_AWS_FOLDER));
    for (const auto& [name, value] : environment_) text += fmt::format(" {}={}", name, shell_word(value));
    return fmt::format("{} exec {} {} {} 2>{}", text, shell, shell_word(script), options,
                       shell_word((scratch_ / "talk").string()));
  }

  // Starts the script in a process group of its own, as a terminal does.
  pid_t start(std::string_view options) {
    const std::string text =
        command(shell_, script(), fmt::format("-o {} -w 0 -q {}", shell_word(snapshot_.string()), options));
    const pid_t child = fork();
    if (child == 0) {
      setpgid(0, 0);
      execl("/bin/sh", "sh", "-c", text.c_str(), nullptr);
      _exit(127);
    }
    setpgid(child, child);
    return child;
  }

  static int exit_code(pid_t child) {
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

  int run(std::string_view options) { return exit_code(start(options)); }

  // The calls since the last time that they were asked for: "payments-prod", a tab, the arguments with tabs.
  Lines new_calls() {
    Lines lines = lines_of(calls_);
    fs::remove(calls_);
    return lines;
  }

  std::string talk() const { return content(scratch_ / "talk"); }

  std::vector<ManifestLine> manifest(std::string_view account, std::string_view id) const {
    std::vector<ManifestLine> lines;
    for (const std::string& line : lines_of(snapshot_ / account / "manifest.jsonl")) {
      const auto document = read_json(Source::from_text("manifest", line));
      EXPECT_TRUE(document) << line;
      if (!document) continue;
      const Value root = (*document)->root();
      const auto text = [&](std::string_view name) { return std::string(root.find(name)->text()); };
      EXPECT_EQ(text("account"), id);
      EXPECT_TRUE(find_operation(text("operation"))) << line;
      EXPECT_EQ(shape_of(text("start")), "0000-00-00T00:00:00Z") << line;
      EXPECT_EQ(root.find("seconds")->kind(), Kind::kNumber);
      EXPECT_EQ(root.find("exit")->kind(), Kind::kNumber);
      EXPECT_EQ(text("exit") == "0", text("error").empty()) << line;
      std::string call = text("region") + " " + text("operation");
      for (Value parameter : root.find("parameters")->elements())
        call += fmt::format(" {}", parameter.text());
      lines.push_back({call, text("error")});
    }
    return lines;
  }

  // The manifest, a line a call: "us-east-1 sts-assume-role AccessDenied".
  Lines calls_of(std::string_view account, std::string_view id) const {
    Lines lines;
    for (const ManifestLine& line : manifest(account, id)) lines.push_back(line.call + " " + line.error);
    return lines;
  }

  std::set<std::string> regions_of(std::string_view account) const {
    std::set<std::string> regions;
    for (const auto& entry : fs::directory_iterator(snapshot_ / account))
      if (entry.is_directory()) regions.insert(entry.path().filename());
    return regions;
  }

  // What stands under a heading of `analyze`.
  Lines analysis(std::string_view heading) const {
    const fs::path out = scratch_ / "analysis";
    EXPECT_NE(std::system(fmt::format("{} analyze {} > {}", ARNSCOPE, shell_word(snapshot_.string()),
                                      shell_word(out.string()))
                              .c_str()),
              -1);
    Lines lines = lines_of(out);
    const auto begin = std::find(lines.begin(), lines.end(), heading);
    EXPECT_NE(begin, lines.end());
    lines.erase(lines.begin(), begin == lines.end() ? begin : begin + 1);
    lines.erase(std::find(lines.begin(), lines.end(), ""), lines.end());
    return lines;
  }

  // All files of the fixture's account are there with the same content; what is there besides is `{}`, for a
  // call whose error means that there is nothing.
  void expect_same(std::string_view account, std::string_view id, const fs::path& folder) const {
    const auto expected = files_of(fs::path(ARNSCOPE_SOURCE_DIR) / "fixtures/acme-org" / account);
    const auto found = files_of(folder);
    for (const auto& [path, text] : expected) {
      const auto at = found.find(path);
      ASSERT_NE(at, found.end()) << account << " lacks " << path;
      if (path.ends_with("events-list-event-buses.json")) {
        expect_same_pages(text, at->second, "EventBuses");
      } else {
        EXPECT_EQ(at->second, text) << path;
      }
    }
    std::set<std::string> refused;
    for (const ManifestLine& line : manifest(folder.filename().string(), id))
      if (!line.error.empty()) refused.insert(line.call);
    size_t nothing = 0;
    for (const auto& [path, text] : found) {
      if (expected.contains(path)) continue;
      // The CLI answers lists that are empty where the fixture is silent.
      if (text == "{}\n") ++nothing;
      EXPECT_TRUE(text == "{}\n" || text.ends_with("\": []\n}\n")) << path << ": " << text;
    }
    EXPECT_LE(nothing, refused.size() + 2) << "sqs-list-queues answers nothing at all, in each region";
  }

  // The elements of a list, whether they stand in one document or a page each.
  static void expect_same_pages(const std::string& expected, const std::string& found,
                                std::string_view member) {
    const auto elements = [&](const std::string& text) {
      Lines all;
      const auto pages = read_json_sequence(Source::from_text("pages", text));
      EXPECT_TRUE(pages);
      for (const auto& page : *pages)
        for (Value element : page->root().find(member)->elements()) all.emplace_back(element.json());
      return all;
    };
    EXPECT_EQ(elements(found), elements(expected));
  }

  static std::set<std::string> operations_of(const Lines& calls) {
    std::set<std::string> called;
    for (const std::string& call : calls) {
      const auto words = split(call, '\t');
      called.insert(fmt::format("{}-{}", words[1], words[2]));
    }
    return called;
  }

  std::string shell_ = "sh";
  fs::path scratch_, snapshot_, calls_;
  std::map<std::string, std::string> environment_;
};

inline const fs::path kOrganization = fs::path(ARNSCOPE_SOURCE_DIR) / "fixtures/acme-org";

}  // namespace arnscope
