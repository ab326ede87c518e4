// Breaking JSON by a comma and mending it undo each other, of random documents.
#include "engine/document/json_repair.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "engine/document/json_reader.h"
#include "tests/properties/dice.h"

namespace arnscope {
namespace {

bool is_scalar(std::string_view token) {
  return std::string_view("{}[],:").find(token[0]) == std::string_view::npos;
}

// Whether a comma is missing between two tokens and one of them is a word or a string: without white space
// they would be another word, or a string with a quote in it.
bool must_stand_apart(std::string_view a, std::string_view b) {
  const bool ends_value = is_scalar(a) || a == "]" || a == "}";
  const bool begins_value = is_scalar(b) || b == "[" || b == "{";
  return ends_value && begins_value && (is_scalar(a) || is_scalar(b));
}

void add_value(std::vector<std::string>& tokens, Dice& dice, int depth) {
  static const std::vector<std::string> kScalars = {"0",      "-12.5e3", "true",         "false",
                                                    "null",   R"("")",   R"("a b")",     R"("\"")",
                                                    R"(",")", R"("\\")", R"("/* ] */")", R"("//")"};
  const uint32_t kind = dice.below(depth > 0 ? 4 : 2);
  if (kind < 2) return tokens.push_back(dice.one_of(kScalars));
  tokens.emplace_back(kind == 2 ? "[" : "{");
  const uint32_t children = dice.below(4);
  for (uint32_t i = 0; i < children; ++i) {
    if (i > 0) tokens.emplace_back(",");
    if (kind == 3) tokens.insert(tokens.end(), {"\"k" + std::to_string(i) + '"', ":"});
    add_value(tokens, dice, depth - 1);
  }
  tokens.emplace_back(kind == 2 ? "]" : "}");
}

std::string text_of(const std::vector<std::string>& tokens, Dice& dice, bool spaced) {
  std::string text;
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (spaced || (i > 0 && must_stand_apart(tokens[i - 1], tokens[i]))) {
      text += dice.one_of<std::string>({" ", "\n", "\t\r\n  "});
    }
    text += tokens[i];
  }
  return text;
}

// The same document, but for white space.
std::string compact(const Document& document) {
  std::string out;
  for (const Node& node : document.nodes()) {
    out += std::to_string(static_cast<int>(node.kind)) + ' ' + std::to_string(node.next) + ' ';
    out += std::string(document.text_of(node)) + '\n';
  }
  return out;
}

std::string read(const std::string& text) {
  const auto document = read_json(Source::from_text("x", text));
  EXPECT_TRUE(document) << text;
  return document ? compact(**document) : "";
}

// Comments between tokens, commas dropped, doubled, or put before a closing bracket. Returns how many faults.
size_t break_up(std::vector<std::string>& tokens, Dice& dice) {
  std::vector<std::string> out;
  size_t faults = 0;
  for (size_t i = 0; i < tokens.size(); ++i) {
    const std::string& token = tokens[i];
    const bool here = dice.chance(4);
    const bool closes = token == "]" || token == "}";
    if (here && closes && tokens[i - 1] != "[" && tokens[i - 1] != "{") out.emplace_back(","), ++faults;
    if (here && token == "," && dice.chance(2)) {
      ++faults;
      continue;
    }
    out.push_back(token);
    if (here && token == ",") out.emplace_back(","), ++faults;
    if (dice.chance(9)) out.emplace_back(dice.chance(2) ? " /* \", } */" : " // \", }\n"), ++faults;
  }
  tokens = std::move(out);
  return faults;
}

TEST(JsonRepair, UndoesWhatBreaksADocument) {
  size_t mended = 0;
  for (uint32_t seed = 0; seed < 20000; ++seed) {
    Dice dice(seed);
    std::vector<std::string> tokens;
    add_value(tokens, dice, 4);
    const bool spaced = dice.chance(2);
    const std::string whole = text_of(tokens, dice, spaced);
    const size_t faults = break_up(tokens, dice);
    const auto source = Source::from_text("x", text_of(tokens, dice, spaced));
    const auto repaired = repair_json(source);
    ASSERT_TRUE(repaired) << source->text() << '\n' << format_error(repaired.error());
    ASSERT_EQ(repaired->mends.size(), faults) << source->text();
    ASSERT_EQ(read(repaired->text), read(whole)) << source->text();
    mended += faults;
  }
  EXPECT_GT(mended, 20000U);
}

TEST(JsonRepair, LeavesJsonAlone) {
  for (uint32_t seed = 0; seed < 5000; ++seed) {
    Dice dice(seed);
    std::vector<std::string> tokens;
    add_value(tokens, dice, 4);
    const std::string text = text_of(tokens, dice, dice.chance(2));
    const auto source = Source::from_text("x", text);
    const auto repaired = repair_json(source);
    ASSERT_TRUE(repaired);
    ASSERT_EQ(repaired->text, text);
    ASSERT_TRUE(repaired->mends.empty());
    const JsonFaults faults = find_json_faults(source);
    ASSERT_TRUE(faults.mends.empty() && !faults.uncertain) << text;
  }
}

// One byte taken out anywhere, without regard to what stands around it: where that was a comma, what comes
// back is the document from before, or nothing (and what is left may be JSON itself: `[12]`).
TEST(JsonRepair, MendsToTheDocumentOrNotAtAll) {
  size_t mended = 0;
  for (uint32_t seed = 0; seed < 20000; ++seed) {
    Dice dice(seed);
    std::vector<std::string> tokens;
    add_value(tokens, dice, 4);
    const std::string whole = text_of(tokens, dice, dice.chance(2));
    std::string text = whole;
    const size_t at = dice.below(static_cast<uint32_t>(text.size()));
    text.erase(at, 1);
    const auto repaired = repair_json(Source::from_text("x", text));
    if (!repaired || repaired->mends.empty() || whole[at] != ',') continue;
    ASSERT_EQ(read(repaired->text), read(whole)) << text;
    ++mended;
  }
  EXPECT_GT(mended, 100U);
}

}  // namespace
}  // namespace arnscope
