// The judge of the transcripts is judged: what differs must fail, what agrees must hold, and an update must
// repair.
#include "tests/cli/transcript.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace arnscope::transcript {
namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

// A folder with a stand-in for arnscope, which prints its arguments; and a transcript in it.
class TranscriptTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / "transcript_test_XXXXXX";
    std::string name = folder_.string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    write("arnscope", "#!/bin/sh\n[ \"$1\" = fail ] && { echo \"error: $2\" >&2; exit 2; }\necho \"$@\"\n");
    fs::permissions(folder_ / "arnscope", fs::perms::owner_all);
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  std::string read(const std::string& name) {
    std::ostringstream text;
    text << std::ifstream(folder_ / name, std::ios::binary).rdbuf();
    return text.str();
  }
  // All messages on the transcript `text`, with the folder's path left out.
  std::string faults(const std::string& text, const std::string& name = "t.transcript",
                     Mode mode = Mode::kCheck) {
    write(name, text);
    std::string all;
    for (const std::string& fault : run_transcript((folder_ / name).string(), {folder_, folder_}, mode))
      all += fault + "\n";
    for (size_t at; (at = all.find(folder_.string() + "/")) != std::string::npos;)
      all.erase(at, folder_.string().size() + 1);
    return all;
  }

  fs::path folder_;
};

TEST_F(TranscriptTest, WhatAgreesHolds) {
  const char* rows[] = {
      "$ arnscope a b\na b\n[exit 0]\n",
      "# a comment\n\n$ arnscope a\na\n[exit 0]\n\n# another\n$ arnscope b\nb\n[exit 0]\n",
      "$ arnscope fail x\n[exit 2]\n",
      "$ arnscope fail x\n! error: x\n[exit 2]\n",
      "$ arnscope fail x\n! ...\n[exit 2]\n",
      "$ printf 'a\\n\\nb\\n'\na\n\nb\n[exit 0]\n",
      "$ printf 'a\\n\\n'\na\n\n[exit 0]\n",
      "$ printf a\na\n[no line end]\n[exit 0]\n",
      "$ printf '...\\n$ a\\n! b\\n[exit 0]\\n\\\\\\n'\n\\...\n\\$ a\n\\! b\n\\[exit 0]\n\\\\\n[exit 0]\n",
      "$ arnscope a \\\n  b\na b\n[exit 0]\n",
      "$ arnscope a | cat\na\n[exit 0]\n",
      "$ true\n[exit 0]\n",
      "$ echo a > $SCRATCH/f\n[exit 0]\n$ cat $SCRATCH/f\na\n[exit 0]\n",
      "$ cat\n[exit 0]\n",
      "$ kill -9 $$\n[exit 137]\n",
      "$ ls arnscope\narnscope\n[exit 0]\n",
  };
  for (const char* row : rows) EXPECT_EQ(faults(row), "") << row;
}

TEST_F(TranscriptTest, WhatDiffersFails) {
  struct Row {
    const char* transcript;
    const char* fault;
  };
  const Row rows[] = {
      {"$ arnscope a\nb\n[exit 0]\n",
       "t.transcript:1: arnscope a\n  stdout, expected (-) and printed (+):\n  -b\n  +a\n\n"},
      {"$ printf '1\\n2\\n3\\n4\\n5\\n'\n1\n2\n3\nx\n5\n[exit 0]\n",
       "t.transcript:1: printf '1\\n2\\n3\\n4\\n5\\n'\n  stdout, expected (-) and printed (+):\n   2\n   3\n "
       " -x\n  +4\n"
       "   5\n\n"},
      {"\n$ arnscope a\na\n[exit 1]\n", "t.transcript:2: arnscope a\n  exit code 0, expected 1\n\n"},
      {"$ arnscope fail x\n[exit 0]\n",
       "t.transcript:1: arnscope fail x\n  exit code 2, expected 0\n  stderr:\n   error: x\n\n"},
      {"$ arnscope fail x\n! error: y\n[exit 2]\n",
       "t.transcript:1: arnscope fail x\n  stderr, expected (-) and printed (+):\n  -error: y\n  +error: "
       "x\n\n"},
      {"$ arnscope a\na\n! warning\n[exit 0]\n",
       "t.transcript:1: arnscope a\n  stderr, expected (-) and printed (+):\n  -warning\n\n"},
      {"$ arnscope a\na\n", "t.transcript:1: arnscope a\n  no `[exit N]` line after it\n\n"},
      {"$ arnscope a\na \n[exit 0]\n",
       "t.transcript:1: arnscope a\n  stdout, expected (-) and printed (+):\n  -a \n  +a\n\n"},
      {"$ printf a\na\n[exit 0]\n",
       "t.transcript:1: printf a\n  stdout, expected (-) and printed (+):\n   a\n  +[no line end]\n\n"},
      {"$ arnscope a\na\n[exit 0]\nb\n", "t.transcript:4: belongs to no command\n"},
      {"", "t.transcript: no command in it\n"},
      {"# nothing yet\n", "t.transcript: no command in it\n"},
  };
  for (const Row& row : rows) EXPECT_EQ(faults(row.transcript), row.fault) << row.transcript;
  EXPECT_EQ(run_transcript((folder_ / "none.transcript").string(), {folder_, folder_}, Mode::kCheck).size(),
            1U);
}

TEST(Matches, DotsStandForAnyLines) {
  struct Row {
    Lines expected, actual;
    bool match;
  };
  const Row rows[] = {
      {{}, {}, true},
      {{}, {"a"}, false},
      {{"a"}, {}, false},
      {{"..."}, {}, true},
      {{"..."}, {"a", "b"}, true},
      {{"a", "..."}, {"a"}, true},
      {{"a", "..."}, {"b"}, false},
      {{"...", "b"}, {"a", "b"}, true},
      {{"...", "b"}, {"a", "b", "c"}, false},
      {{"...", "b"}, {"b", "a", "b"}, true},
      {{"a", "...", "b", "...", "c"}, {"a", "b", "x", "b", "y", "c"}, true},
      {{"a", "...", "b", "...", "c"}, {"a", "x", "c"}, false},
      {{"...", "..."}, {"a"}, true},
      {{"\\..."}, {"a"}, false},
  };
  for (const Row& row : rows)
    EXPECT_EQ(matches(row.expected, row.actual), row.match)
        << testing::PrintToString(row.expected) << " and " << testing::PrintToString(row.actual);
}

TEST_F(TranscriptTest, MarkdownIsHeldToItsConsoleBlocks) {
  struct Row {
    const char* text;
    const char* fault;
  };
  const Row rows[] = {
      {"# Title\n```console\n$ arnscope a\na\n\n$ arnscope b\n...\n```\nText\n", ""},
      {"```console\n$ arnscope a\n[exit 0]\n```\n",
       "R.md:2: arnscope a\n  stdout, expected (-) and printed (+):\n  +a\n\n"},
      {"```console\n$ arnscope a\na\n```\n```console\n$ arnscope b\na\n```\n",
       "R.md:6: arnscope b\n  stdout, expected (-) and printed (+):\n  -a\n  +b\n\n"},
      {"```console\n$ arnscope fail x\n```\n",
       "R.md:2: arnscope fail x\n  exit code 2, expected 0 or 1\n  stderr:\n   error: x\n\n"},
      {"```console\n$ arnscope a\nb\n",
       "R.md:2: arnscope a\n  stdout, expected (-) and printed (+):\n  -b\n  +a\n\n"},
      {"```console\n$ ./dev demo\nlies\n```\n", "R.md: no ```console block begins with `$ arnscope`\n"},
      {"```\n$ arnscope a\nlies\n```\n", "R.md: no ```console block begins with `$ arnscope`\n"},
      {"", "R.md: no ```console block begins with `$ arnscope`\n"},
  };
  for (const Row& row : rows) EXPECT_EQ(faults(row.text, "R.md"), row.fault) << row.text;
}

TEST_F(TranscriptTest, AnUpdateRepairs) {
  EXPECT_EQ(faults("# kept\n$ arnscope a\nwrong\n[exit 1]\n\n$ arnscope b\n...\n[exit 0]\n$ arnscope fail "
                   "x\n$ printf '! a'\n",
                   "t.transcript", Mode::kUpdate),
            "");
  const std::string repaired =
      "# kept\n$ arnscope a\na\n[exit 0]\n\n$ arnscope b\n...\n[exit 0]\n$ arnscope fail x\n! error: "
      "x\n[exit 2]\n"
      "$ printf '! a'\n\\! a\n[no line end]\n[exit 0]\n";
  EXPECT_EQ(read("t.transcript"), repaired);
  EXPECT_EQ(faults(repaired), "");

  EXPECT_EQ(faults("A\n```console\n$ arnscope a\nb\n\n$ arnscope b\n```\nB\n", "R.md", Mode::kUpdate), "");
  EXPECT_EQ(read("R.md"), "A\n```console\n$ arnscope a\na\n\n$ arnscope b\nb\n```\nB\n");
}

TEST_F(TranscriptTest, AFolderGivesItsTranscriptsSorted) {
  write("b.transcript", "");
  write("a.transcript", "");
  EXPECT_EQ(transcripts_in(folder_.string()),
            (Lines{(folder_ / "a.transcript").string(), (folder_ / "b.transcript").string()}));
  EXPECT_EQ(transcripts_in((folder_ / "none").string()), Lines{});
}

}  // namespace
}  // namespace arnscope::transcript
