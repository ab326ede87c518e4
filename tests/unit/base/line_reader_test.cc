// Lines as they come: over pipes, where what is written can be chosen piece by piece.
#include "engine/base/line_reader.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace arnscope {
namespace {

class Pipe {
 public:
  Pipe() { EXPECT_EQ(::pipe(ends_), 0); }
  ~Pipe() {
    close();
    ::close(ends_[0]);
  }
  std::string path() const { return "/dev/fd/" + std::to_string(ends_[0]); }
  void write(std::string_view text) {
    EXPECT_EQ(::write(ends_[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void close() {
    if (ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }

 private:
  int ends_[2];
};

std::string text_of(const Result<std::optional<LineReader::Block>>& block) {
  if (!block) return "error: " + block.error().message;
  if (!*block) return "end";
  const std::string text = (*block)->too_long ? "too long" : std::string((*block)->source->text());
  return std::to_string((*block)->first_line) + ":" + text;
}

TEST(LineReader, GivesWholeLinesAsTheyCome) {
  Pipe pipe;
  auto reader = LineReader::open(pipe.path());
  ASSERT_TRUE(reader) << reader.error().message;
  pipe.write("one\n");
  EXPECT_EQ(text_of((*reader)->next()), "1:one\n");
  pipe.write("two\nthree\nfo");
  EXPECT_EQ(text_of((*reader)->next()), "2:two\nthree\n");
  pipe.write("ur\n\nlast");
  EXPECT_EQ(text_of((*reader)->next()), "4:four\n\n");
  pipe.close();
  EXPECT_EQ(text_of((*reader)->next()), "6:last");
  EXPECT_EQ(text_of((*reader)->next()), "end");
  EXPECT_EQ(text_of((*reader)->next()), "end");
}

TEST(LineReader, ReadsAFileInBlocks) {
  const auto path = std::filesystem::temp_directory_path() / "arnscope-line-reader-test";
  std::string text;
  while (text.size() < 3 * LineReader::kBlockBytes) text += std::string(997, 'x') + "\n";
  std::ofstream(path, std::ios::binary) << text;
  auto reader = LineReader::open(path.string());
  ASSERT_TRUE(reader);
  EXPECT_EQ((*reader)->size(), text.size());
  std::string all;
  uint64_t line = 1;
  for (auto block = (*reader)->next(); block && *block; block = (*reader)->next()) {
    EXPECT_EQ((*block)->first_line, line);
    EXPECT_EQ((*block)->source->position(0).line, line);
    EXPECT_EQ((*block)->source->line(static_cast<uint32_t>(line)), std::string(997, 'x'));
    EXPECT_EQ((*block)->source->line(static_cast<uint32_t>(line) - 1), "");
    EXPECT_GE((*block)->source->padding(), Source::kPadding);
    all += (*block)->source->text();
    line = 1 + static_cast<uint64_t>(std::count(all.begin(), all.end(), '\n'));
  }
  EXPECT_EQ(all, text);
  EXPECT_EQ((*reader)->done(), text.size());
  std::filesystem::remove(path);
}

TEST(LineReader, TellsOfALineThatIsTooLongAndGoesOn) {
  const auto path = std::filesystem::temp_directory_path() / "arnscope-line-reader-long";
  std::ofstream(path, std::ios::binary)
      << "a\n"
      << std::string(LineReader::kMaxLineBytes + 2 * LineReader::kBlockBytes, 'x') << "\nb\n"
      << std::string(LineReader::kMaxLineBytes + 2 * LineReader::kBlockBytes, 'y');
  auto reader = LineReader::open(path.string());
  ASSERT_TRUE(reader);
  for (const char* expected : {"1:a\n", "2:too long", "3:b\n", "4:too long", "end"})
    EXPECT_EQ(text_of((*reader)->next()), expected);
  std::filesystem::remove(path);
}

TEST(LineReader, Errors) {
  EXPECT_EQ(LineReader::open("/nonexistent/x").error().message,
            "cannot open `/nonexistent/x`: No such file or directory");
  EXPECT_EQ(LineReader::open("/").error().message, "`/` is a directory: name a file");
  Pipe pipe;
  auto reader = LineReader::open(pipe.path());
  ASSERT_TRUE(reader);
  pipe.write("\x1f\x8b rest\n");
  EXPECT_EQ(text_of((*reader)->next()), "error: `" + pipe.path() + "` is gzip data: unpack it first");
}

}  // namespace
}  // namespace arnscope
