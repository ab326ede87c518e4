// What holds for every graph format.
#include "engine/report/graph_writer.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/base/text.h"
#include "tests/unit/report/graph_sample.h"

namespace arnscope {
namespace {

TEST(GraphFormats, AreFoundByName) {
  for (const GraphFormat& format : kGraphFormats) {
    EXPECT_EQ(find_graph_format(format.name), &format);
    EXPECT_EQ(format.suffix, "." + std::string(format.name));
    EXPECT_NE(format.make == nullptr, format.open == nullptr) << format.name;
  }
  EXPECT_EQ(find_graph_format("JSON"), nullptr);
  EXPECT_EQ(find_graph_format(""), nullptr);
}

TEST(GraphFormats, WriteTheSameEachTime) {
  for (const GraphFormat& format : kGraphFormats)
    for (const Sample sample : {Sample::kEmpty, Sample::kSmall, Sample::kHostile})
      EXPECT_EQ(written(format.name, sample), written(format.name, sample)) << format.name;
}

// A record is a line, whatever its texts hold; and no control character gets to whoever reads it.
TEST(GraphFormats, HostileTextIsUtf8WithoutControlCharacters) {
  for (const GraphFormat& format : kGraphFormats) {
    for (const std::string& text : written(format.name, Sample::kHostile)) {
      EXPECT_TRUE(is_utf8(text)) << format.name;
      const auto control = [](char c) {
        return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r';
      };
      EXPECT_EQ(std::count_if(text.begin(), text.end(), control), 0) << format.name;
      EXPECT_EQ(text.find('\x7f'), std::string::npos) << format.name;
    }
  }
}

TEST(GraphFormats, StopWhereNobodyReads) {
  const std::string long_name(Output::kBufferBytes, 'x');
  for (const GraphFormat& format : kGraphFormats) {
    if (format.make == nullptr) continue;
    int calls = 0;
    const auto gone = [&calls](std::string_view) { return ++calls < 0; };
    Output first(gone);
    Output second(gone);
    std::vector<Output*> outputs = {&first, &second};
    outputs.resize(std::max<size_t>(1, format.outputs.size()));
    const std::unique_ptr<GraphWriter> writer = format.make(outputs, sample_schema());
    EXPECT_TRUE(writer->begin()) << format.name;
    EXPECT_FALSE(writer->entity({long_name, "t", {}, "n", {}})) << format.name;
    EXPECT_FALSE(writer->entity({"key", "t", {}, "n", {}})) << format.name;
    EXPECT_FALSE(writer->relationship({long_name, "t", "HAS", "a", "b", {}})) << format.name;
    EXPECT_FALSE(writer->finish()) << format.name;
    EXPECT_EQ(calls, static_cast<int>(outputs.size())) << format.name;
  }
}

// Ten thousand edges go by; what is held is a buffer.
TEST(GraphFormats, StreamTheirRecords) {
  for (const GraphFormat& format : kGraphFormats) {
    if (format.make == nullptr) continue;
    size_t bytes = 0;
    size_t pieces = 0;
    size_t largest = 0;
    const auto sink = [&](std::string_view piece) {
      bytes += piece.size();
      largest = std::max(largest, piece.size());
      return ++pieces > 0;
    };
    Output first(sink);
    Output second(sink);
    std::vector<Output*> outputs = {&first, &second};
    outputs.resize(std::max<size_t>(1, format.outputs.size()));
    const std::unique_ptr<GraphWriter> writer = format.make(outputs, sample_schema());
    writer->begin();
    for (int i = 0; i < 10000; ++i)
      writer->relationship(
          {"key", "type", "HAS", "arn:aws:iam::111122223333:role/app", "arn:aws:s3:::data", {}});
    writer->finish();
    EXPECT_GE(bytes, 400000U) << format.name;
    EXPECT_LE(largest, Output::kBufferBytes) << format.name;
    EXPECT_GE(pieces, bytes / Output::kBufferBytes) << format.name;
  }
}

}  // namespace
}  // namespace arnscope
