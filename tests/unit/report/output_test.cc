#include "engine/report/output.h"

#include <gtest/gtest.h>

#include <vector>

namespace arnscope {
namespace {

TEST(Output, HandsOnInOrderWhateverTheSizes) {
  const size_t sizes[] = {
      0, 1, Output::kBufferBytes - 2, 1, 1, Output::kBufferBytes, 3, Output::kBufferBytes + 1};
  std::string expected;
  std::vector<size_t> pieces;
  std::string text;
  {
    Output output([&](std::string_view piece) {
      pieces.push_back(piece.size());
      text += piece;
      return true;
    });
    char letter = 'a';
    for (const size_t size : sizes) {
      const std::string part(size, letter++);
      expected += part;
      EXPECT_TRUE(output.write(part)) << "size " << size;
    }
  }
  EXPECT_EQ(text, expected) << "the destructor hands on the rest";
  for (const size_t piece : pieces) EXPECT_NE(piece, 0U);
  EXPECT_LE(pieces.size(), 6U) << "small writes are gathered";
}

TEST(Output, WaitsUntilTheBufferIsFull) {
  int calls = 0;
  Output output([&calls](std::string_view) { return ++calls > 0; });
  EXPECT_TRUE(output.flush());
  EXPECT_TRUE(output.write("text"));
  EXPECT_EQ(calls, 0);
  EXPECT_TRUE(output.flush());
  EXPECT_TRUE(output.flush());
  EXPECT_EQ(calls, 1);
}

TEST(Output, AReaderThatWentAwayIsNotAskedAgain) {
  int calls = 0;
  {
    Output output([&calls](std::string_view) { return ++calls < 0; });
    EXPECT_TRUE(output.write("buffered"));
    EXPECT_FALSE(output.closed());
    EXPECT_FALSE(output.write(std::string(Output::kBufferBytes, 'x')));
    EXPECT_TRUE(output.closed());
    EXPECT_FALSE(output.write("more"));
    EXPECT_FALSE(output.flush());
  }
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace arnscope
