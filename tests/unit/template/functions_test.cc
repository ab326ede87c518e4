// What functions come to when nobody gives parameters.
#include "engine/template/functions.h"

#include <gtest/gtest.h>

#include "engine/document/read_document.h"
#include "tests/unit/document/as_json.h"

namespace arnscope {
namespace {

constexpr const char* kTemplate = R"(
Parameters:
  Stage: {Type: String, Default: prod}
  Count: {Type: Number, Default: 2}
  None: {Type: String}
  Empty: {Type: String, Default: ''}
  Names: {Type: CommaDelimitedList, Default: 'a, b,c'}
  Zones: {Type: 'List<String>', Default: x}
  Secret: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /path}
Mappings:
  Map:
    prod: {Text: found, List: [p, q], Bad: {Fn::FindInMap: [Map, prod, Bad]}}
Resources:
  Bucket: {Type: 'AWS::S3::Bucket'}
X: )";

// "open" where it is, and the value as JSON.
std::string resolved(const std::string& value) {
  const auto document = read_document(Source::from_text("t", kTemplate + value + "\n"));
  if (!document) return format_error(document.error());
  Functions functions(*document);
  const ResolvedValue out = functions.resolve(*(*document)->root().find("X"));
  return (out.open ? "open " : "") + as_json(out.value);
}

TEST(Functions, ComeToWhatIsCertain) {
  const std::pair<const char*, const char*> kRows[] = {
      {"plain", R"("plain")"},
      {"{a: [1, true, null]}", R"({"a":[1,true,null]})"},
      {"!Ref Stage", R"("prod")"},
      {"!Ref Count", R"("2")"},
      {"!Ref Empty", R"("")"},
      {"!Ref Names", R"(["a","b","c"])"},
      {"!Ref Zones", R"(["x"])"},
      {"!Ref None", R"(open "<None>")"},
      {"!Ref Secret", R"(open "<Secret>")"},
      {"!Ref Bucket", R"(open "<Bucket>")"},
      {"!Ref AWS::AccountId", R"(open "<AccountId>")"},
      {"!Ref 'a:b/*?${x}'", R"(open "<a-b-----x->")"},
      {"{a: 1, b: !Ref 'AWS::NoValue'}", R"({"a":1})"},
      {"[a, !Ref 'AWS::NoValue', b]", R"(["a","b"])"},
      {"!Ref AWS::NoValue", "null"},
      {"!GetAtt Bucket.Arn", R"(open "<Bucket.Arn>")"},
      {"!ImportValue x", R"(open "<ImportValue>")"},
      {"!Cidr [a, b]", R"(open "<Cidr>")"},
      {"!Sub 'a-${Stage}-${Count}'", R"("a-prod-2")"},
      {"!Sub '${Bucket.Arn}/${None}'", R"(open "<Bucket.Arn>/<None>")"},
      {"!Sub '${!aws:username}/${Stage}'", R"("${aws:username}/prod")"},
      {"!Sub ['${a}-${Stage}', {a: !Ref Count, Stage: own}]", R"("2-own")"},
      {"!Sub ['${a}', {a: !GetAtt Bucket.Arn}]", R"(open "<Bucket.Arn>")"},
      {"!Sub '${Names}'", R"(open "<Names>")"},
      {"!Sub 'a${'", R"("a${")"},
      {"!Sub '${}'", R"(open "<>")"},
      {"!Sub [a]", R"("a")"},
      {"!Sub []", R"(open "<Sub>")"},
      {"!Join [':', [a, !Ref Stage, 7]]", R"("a:prod:7")"},
      {"!Join [',', !Ref Names]", R"("a,b,c")"},
      {"!Join ['', [a, !Ref None]]", R"(open "a<None>")"},
      {"!Join ['', [a, !Ref 'AWS::NoValue', b]]", R"("ab")"},
      {"!Join [a]", R"(open "<Join>")"},
      {"!Select [1, [a, b]]", R"("b")"},
      {"!Select ['2', !Ref Names]", R"("c")"},
      {"!Select [0, !Split ['-', a-b]]", R"("a")"},
      {"!Select [0, [{a: !Ref Stage}]]", R"({"a":"prod"})"},
      {"!Select [3, [a]]", R"(open "<Select>")"},
      {"!Select [-1, [a]]", R"(open "<Select>")"},
      {"!Split [':', 'a:b:']", R"(["a","b",""])"},
      {"!Split [':', !GetAtt Bucket.Arn]", R"(open "<Split>")"},
      {"!Split ['', a]", R"(open "<Split>")"},
      {"!FindInMap [Map, !Ref Stage, Text]", R"("found")"},
      {"!FindInMap [Map, prod, List]", R"(["p","q"])"},
      {"!FindInMap [Map, dev, List]", R"(open "<FindInMap>")"},
      {"!FindInMap [Map, !Ref 'AWS::Region', List]", R"(open "<FindInMap>")"},
      {"!FindInMap [Map, prod, Bad]", R"(open "<FindInMap>")"},
      {"[a, !If [c, b, d]]", R"(open ["a","b","d"])"},
      {"[a, !If [c, b, !Ref 'AWS::NoValue']]", R"(open ["a","b"])"},
      {"{a: !If [c, {x: 1}, {y: 1}]}", R"(open {"a":{"x":1}})"},
      {"{a: !If [c, !Ref 'AWS::NoValue', {y: 1}]}", R"(open {"a":{"y":1}})"},
      {"!Sub ['${a}', {a: !If [c, b, d]}]", R"(open "<If>")"},
      {"!If [c]", R"(open "<If>")"},
      {"{Ref: a, b: c}", R"({"Ref":"a","b":"c"})"},
      {"{Ref: [a]}", R"(open "<>")"},
  };
  for (const auto& [value, expected] : kRows) EXPECT_EQ(resolved(value), expected) << value;
}

TEST(Functions, PlacesAreThoseOfTheTemplate) {
  const auto document = read_document(
      Source::from_text("t", std::string(kTemplate) + "\n  a: b\n  c:\n    - !Sub '${Stage}'\n"));
  ASSERT_TRUE(document);
  Functions functions(*document);
  const ResolvedValue out = functions.resolve(*(*document)->root().find("X"));
  EXPECT_EQ(format_place(out.value.find("a")->place()), "t:16:6");
  EXPECT_EQ(format_place((*out.value.find("c")->elements().begin()).place()), "t:18:7");
}

TEST(Functions, TextIsBounded) {
  std::string value = "!Sub ['x', {}]";
  for (int i = 0; i < 60; ++i) value = "!Sub ['${a}${a}${a}${a}', {a: " + value + "}]";
  EXPECT_TRUE(resolved(value).starts_with("open \""));
}

}  // namespace
}  // namespace arnscope
