#include "engine/base/source.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include "engine/base/result.h"
#include "engine/base/text.h"

namespace arnscope {
namespace {

using std::string_literals::operator""s;

TEST(Source, PaddingFollowsTheTextUnlessItIsStatic) {
  for (const std::string& text : {""s, "x"s, std::string(1000, 'x')}) {
    const auto source = Source::from_text("name", text);
    EXPECT_EQ(source->name(), "name");
    EXPECT_EQ(source->text(), text);
    ASSERT_EQ(source->padding(), Source::kPadding);
    int sum = 0;
    for (uint32_t i = 0; i < Source::kPadding; ++i) sum += source->text().data()[text.size() + i];
    EXPECT_EQ(sum, 0);
  }
  const auto source = Source::from_static("name", "text");
  EXPECT_EQ(source->text(), "text");
  EXPECT_EQ(source->padding(), 0U);
}

TEST(Source, Positions) {
  const auto source = Source::from_text("x", "ab\n\r\ncd\r\n\ne");
  struct Row {
    uint32_t offset, line, column;
  };
  for (const Row& row : std::initializer_list<Row>{{0, 1, 1},
                                                   {2, 1, 3},
                                                   {3, 2, 1},
                                                   {4, 2, 2},
                                                   {5, 3, 1},
                                                   {6, 3, 2},
                                                   {9, 4, 1},
                                                   {10, 5, 1},
                                                   {11, 5, 2}}) {
    EXPECT_EQ(source->position(row.offset), (LineColumn{row.line, row.column})) << row.offset;
  }
  EXPECT_EQ(source->line(1), "ab");
  EXPECT_EQ(source->line(2), "");
  EXPECT_EQ(source->line(3), "cd");
  EXPECT_EQ(source->line(4), "");
  EXPECT_EQ(source->line(5), "e");
  EXPECT_EQ(source->line(0), "");
  EXPECT_EQ(source->line(6), "");
  EXPECT_EQ(Source::from_text("x", "")->position(0), (LineColumn{1, 1}));
  EXPECT_EQ(Source::from_text("x", "a\n")->line(2), "");
}

TEST(Source, EmbeddedPlacesResolveToTheParent) {
  struct Row {
    std::string_view raw;  // the string in the parent, between its quotes
    Embedding embedding;
    std::string text;
    Span here, there;  // `there` counts from the opening quote
  };
  constexpr Embedding kJson = Embedding::kJsonString;
  constexpr Embedding kPercent = Embedding::kJsonStringPercent;
  for (const Row& row :
       std::initializer_list<Row>{{"abc", kJson, "abc", {0, 1}, {1, 2}},
                                  {"abc", kJson, "abc", {1, 3}, {2, 4}},
                                  {"abc", kJson, "abc", {3, 3}, {4, 4}},
                                  {"abc", kJson, "abc", {1, 1}, {2, 2}},
                                  {"", kJson, "", {0, 0}, {1, 1}},
                                  {R"({\"a\":1})", kJson, R"({"a":1})", {1, 4}, {2, 7}},
                                  {R"(\n\u0041b)", kJson, "\nAb", {1, 2}, {3, 9}},
                                  {R"(\u00e9b)", kJson, "\u00e9b", {0, 1}, {1, 7}},
                                  {R"(\u00e9b)", kJson, "\u00e9b", {1, 3}, {1, 8}},
                                  {R"(\u20acb)", kJson, "\u20acb", {3, 4}, {7, 8}},
                                  {R"(\ud83d\ude00b)", kJson, "\U0001F600b", {4, 5}, {13, 14}},
                                  {"éb", kJson, "éb", {2, 3}, {3, 4}},
                                  {"%7b", kJson, "%7b", {1, 2}, {2, 3}},
                                  {"%7Bb%7D", kPercent, "{b}", {0, 1}, {1, 4}},
                                  {"%7Bb%7D", kPercent, "{b}", {1, 3}, {4, 8}},
                                  {"%7Bb%7D", kPercent, "{b}", {3, 3}, {8, 8}},
                                  {R"(\u0025\u0037bx)", kPercent, "{x", {0, 1}, {1, 14}},
                                  {R"(\u0025\u0037bx)", kPercent, "{x", {1, 2}, {14, 15}},
                                  {"%25%37x", kPercent, "%7x", {1, 2}, {4, 7}},
                                  {"%zz%4", kPercent, "%zz%4", {3, 4}, {4, 5}}}) {
    const std::string outer = "  \"" + std::string(row.raw) + "\"\n";
    const auto parent = Source::from_text("outer.json", outer);
    const Span string = {2, static_cast<uint32_t>(outer.size() - 1)};
    const auto source = Source::embedded(parent, string, row.embedding, row.text);
    EXPECT_EQ(source->name(), "outer.json");
    EXPECT_EQ(&source->outermost(), parent.get());
    const Span found = source->to_outermost(row.here);
    EXPECT_EQ(found, (Span{row.there.begin + 2, row.there.end + 2}))
        << row.raw << " [" << row.here.begin << "," << row.here.end << ") became [" << found.begin << ","
        << found.end << ")";
  }
}

TEST(Source, EmbeddedInEmbedded) {
  const auto outer = Source::from_text("o", R"(["%5B%22a\u00625C%22%5D"])");
  const auto middle = Source::embedded(outer, {1, 25}, Embedding::kJsonStringPercent, R"(["ab5C"])");
  const auto inner = Source::embedded(middle, {1, 7}, Embedding::kJsonString, "ab5C");
  EXPECT_EQ(&inner->outermost(), outer.get());
  EXPECT_EQ(inner->to_outermost({1, 2}), (Span{9, 15}));
  EXPECT_EQ(inner->to_outermost({4, 4}), (Span{17, 17}));
  EXPECT_EQ(inner->position(2), (LineColumn{1, 3}));
}

// Every byte of a long text, far past the first mark.
TEST(Source, EmbeddedPlacesOfALongText) {
  constexpr std::array<std::string_view, 5> kPieces = {"x", "%7B", R"(\u0025\u0034\u0031)", R"(\ud83d\ude00)",
                                                       R"(\n)"};
  constexpr std::array<std::string_view, 5> kMeanings = {"x", "{", "A", "\U0001F600", "\n"};
  std::mt19937 random(7);
  std::string raw = "\"";
  std::string text;
  std::vector<Span> places;
  for (int i = 0; i < 3000; ++i) {
    const size_t kind = random() % kPieces.size();
    const std::string_view piece = kPieces[kind];
    const std::string_view meaning = kMeanings[kind];
    const auto begin = static_cast<uint32_t>(raw.size());
    raw += piece;
    text += meaning;
    places.insert(places.end(), meaning.size(), Span{begin, static_cast<uint32_t>(raw.size())});
  }
  raw += '"';
  const auto parent = Source::from_text("o", raw);
  const auto source =
      Source::embedded(parent, {0, static_cast<uint32_t>(raw.size())}, Embedding::kJsonStringPercent, text);
  for (uint32_t i = 0; i < text.size(); ++i) ASSERT_EQ(source->to_outermost({i, i + 1}), places[i]) << i;
}

class SourceRead : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) /
              ("source_read." + std::to_string(::getpid()) + "." +
               testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string file(const std::string& name, std::string_view content) const {
    const std::string path = folder_ / name;
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }

  static std::string gzip(std::string_view text) {
    z_stream stream = {};
    EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    std::string packed(deflateBound(&stream, text.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
  }

  static std::string long_text() {
    std::mt19937 random(1);
    std::string text;
    while (text.size() < 1'000'000) text += "line " + std::to_string(random()) + "\n";
    return text;
  }

  std::filesystem::path folder_;
};

TEST_F(SourceRead, Texts) {
  const std::string text = long_text();
  const std::string packed = gzip(text);
  struct Row {
    std::string name, content, text;
  };
  for (const Row& row :
       std::initializer_list<Row>{{"empty", "", ""},
                                  {"short.json", "{}\n", "{}\n"},
                                  {"nul", "a\0b"s, "a\0b"s},
                                  {"one_byte", "\x1f", "\x1f"},
                                  {"long", text, text},
                                  {"gzip_by_content.json", packed, text},
                                  {"text.gz", "no gzip", "no gzip"},
                                  {"empty_member", gzip(""), ""},
                                  {"members", gzip("one ") + gzip("") + gzip("two"), "one two"},
                                  {"long_members", packed + packed, text + text},
                                  {"padded", gzip("text") + std::string(512, '\0'), "text"}}) {
    const std::string path = file(row.name, row.content);
    const auto source = Source::read(path);
    ASSERT_TRUE(source) << row.name << ": " << source.error().message;
    EXPECT_EQ((*source)->name(), path);
    EXPECT_EQ((*source)->padding(), Source::kPadding);
    EXPECT_TRUE((*source)->text() == row.text) << row.name;
  }
}

TEST_F(SourceRead, Errors) {
  std::string wrong_sum = gzip("some text");
  wrong_sum[wrong_sum.size() - 8] ^= 1;
  std::string wrong_data = gzip(long_text());
  wrong_data[wrong_data.size() / 2] ^= 1;
  const std::string packed = gzip(long_text());
  struct Row {
    std::string path, message;  // after the path, in backticks
  };
  for (const Row& row : std::initializer_list<Row>{
           {file("cut", packed.substr(0, packed.size() / 2)),
            "ends inside its gzip data: is the file cut off?"},
           {file("cut_in_sum", packed.substr(0, packed.size() - 3)),
            "ends inside its gzip data: is the file cut off?"},
           {file("only_magic", "\x1f\x8b"), "ends inside its gzip data: is the file cut off?"},
           {file("cut_second", packed + packed.substr(0, 30)),
            "ends inside its gzip data: is the file cut off?"},
           {file("wrong_sum", wrong_sum), "is damaged gzip data: fetch or pack it again"},
           {file("wrong_data", wrong_data), "is damaged gzip data: fetch or pack it again"},
           {file("text_behind", packed + "text"), "is damaged gzip data: fetch or pack it again"},
           {file("wrong_method", "\x1f\x8b\x01 text"), "is damaged gzip data: fetch or pack it again"},
           {folder_.string(), "is a directory: name a file"}}) {
    const auto source = Source::read(row.path);
    ASSERT_FALSE(source) << row.path;
    EXPECT_EQ(source.error().message, "`" + row.path + "` " + row.message);
    EXPECT_EQ(source.error().place.source, nullptr);
  }
  EXPECT_EQ(Source::read((folder_ / "absent").string()).error().message,
            "cannot open `" + (folder_ / "absent").string() + "`: No such file or directory");
  EXPECT_EQ(Source::read("").error().message, "cannot open ``: No such file or directory");
  EXPECT_EQ(Source::read("a\nb").error().message, "cannot open `a\\nb`: No such file or directory");
  EXPECT_EQ(Source::read(file("x", "") + "/y").error().message,
            "cannot open `" + (folder_ / "x/y").string() + "`: Not a directory");
}

TEST_F(SourceRead, Sizes) {
  const std::string plain = file("plain", std::string(1000, ' '));
  const std::string packed = file("packed", gzip(std::string(1000, ' ')));
  EXPECT_TRUE(Source::read(plain, 1000));
  EXPECT_TRUE(Source::read(packed, 1000));
  EXPECT_EQ(Source::read(plain, 999).error().message,
            "`" + plain + "` holds more than 999 bytes, the most that one file may");
  EXPECT_EQ(Source::read(packed, 999).error().message,
            "`" + packed + "` unpacks to more than 999 bytes, the most that one file may");
  const std::string bomb = file("bomb", gzip(std::string(50'000'000, ' ')));
  EXPECT_EQ(Source::read(bomb, 1'000'000).error().message,
            "`" + bomb + "` unpacks to more than 1000000 bytes, the most that one file may");
}

TEST_F(SourceRead, StandardInput) {
  const std::string text = long_text();
  const std::string path = file("input", gzip(text));
  const int saved = ::dup(STDIN_FILENO);
  const int input = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_GE(input, 0);
  ASSERT_EQ(::dup2(input, STDIN_FILENO), STDIN_FILENO);
  const auto source = Source::read("-");
  const auto again = Source::read("-");  // at its end, and still open
  ::dup2(saved, STDIN_FILENO);
  ::close(saved);
  ::close(input);
  ASSERT_TRUE(source) << source.error().message;
  EXPECT_EQ((*source)->name(), "<stdin>");
  EXPECT_TRUE((*source)->text() == text);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ((*again)->text(), "");
}

}  // namespace
}  // namespace arnscope
