// What may be left out beside an attached policy, and what is said of the fewest documents.
#include "engine/checks/split.h"
#include "tests/unit/checks/held.h"

namespace arnscope {
namespace {

std::string with_version(std::string version, const std::string& statements) {
  std::string text = policy_text(statements);
  return text.replace(text.find("2012-10-17"), version.size(), version);
}

Split split_of(const std::string& text, const SplitOptions& options) {
  const Policy policy = *compiled("policy", text)->policy;
  auto result = split({&policy, 1}, options);
  EXPECT_TRUE(result) << result.error().message;
  return result ? *std::move(result) : Split{};
}

SplitOptions beside(const std::string& attached) {
  SplitOptions options;
  options.attached.push_back(compiled("attached", attached));
  return options;
}

// A short ARN in an identity policy is completed with `*`: it means every bucket, and those are what the
// attached policy leaves out. Source: IAM User Guide, "IAM JSON policy elements: Resource".
TEST(SplitSoundness, AShortArnAmongNotResourceLeavesOutAllThatItBegins) {
  const std::string statement =
      "{'Effect':'Allow','Action':'s3:GetObject','Resource':'arn:aws:s3:::reports/*'}";
  const auto beside_all_but = [&](const std::string& spared) {
    return split_of(policy_text(statement),
                    beside(policy_text("{'Effect':'Allow','Action':'s3:*','NotResource':'" + spared + "'}")));
  };
  EXPECT_TRUE(beside_all_but("arn:aws:s3").removals.empty());
  EXPECT_TRUE(beside_all_but("arn:aws:s3:::r*").removals.empty());
  EXPECT_TRUE(beside_all_but("arn:aws:sqs").documents.empty());
}

// What is a variable in one version is plain text in the others, where no request has it. Source: IAM User
// Guide, "IAM JSON policy elements: Version".
TEST(SplitSoundness, AVariableIsNotThePlainTextOfAnotherVersion) {
  const std::string statement =
      "{'Effect':'Allow','Action':'s3:GetObject','Resource':'*','Condition':{'StringEquals':"
      "{'aws:ResourceTag/owner':'${aws:username}'}}}";
  EXPECT_TRUE(split_of(with_version("2012-10-17", statement), beside(with_version("2008-10-17", statement)))
                  .removals.empty());
  EXPECT_TRUE(split_of(with_version("2008-10-17", statement), beside(with_version("2012-10-17", statement)))
                  .removals.empty());
  EXPECT_TRUE(split_of(with_version("2008-10-17", statement), beside(with_version("2008-10-17", statement)))
                  .documents.empty());
}

// An empty NotAction is every action, and not a list of which all went.
TEST(SplitSoundness, AnEmptyNotActionStays) {
  SplitOptions merging;
  merging.merge = true;
  for (const SplitOptions& options :
       {merging, beside(policy_text("{'Effect':'Allow','Action':'sqs:*','Resource':'*'}"))}) {
    Policy policy = *compiled("policy", policy_text("{'Effect':'Allow','NotAction':'iam:*','Resource':'*'},"
                                                    "{'Effect':'Allow','Action':'s3:*','Resource':'*'}"))
                         ->policy;
    policy.statements.front().action.values.clear();
    const auto result = split({&policy, 1}, options);
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->documents.front().statements.front().action.polarity, Polarity::kAllBut);
  }
}

std::string values(size_t count, size_t size) {
  std::string text;
  for (size_t i = 0; i < count; ++i)
    text += (i == 0 ? "'" : ",'") + std::to_string(100 + i) + std::string(size - 3, 'x') + "'";
  return "[" + text + "]";
}

// Dealt out along the key with the most characters this takes three documents, along the other two: whatever
// comes out, three must not be called the fewest.
TEST(SplitSoundness, EveryConditionKeyCountsForTheBound) {
  const Split result = split_of(
      policy_text("{'Effect':'Allow','Action':'s3:GetObject','Resource':'*','Condition':{'StringEquals':"
                  "{'aws:RequestTag/a':" +
                  values(3, 1247) + ",'aws:RequestTag/b':" + values(36, 97) + "}}}"),
      {});
  EXPECT_LE(result.fewest, 2U);
}

// One resource a document leaves its brackets out: where all actions fit beside it just so, two documents are
// enough, and no more may be called the fewest.
TEST(SplitSoundness, APartWithOneValueSavesItsBrackets) {
  SplitOptions options;
  options.most_characters = 2100;
  const std::string resource = "'arn:aws:s3:::" + std::string(990, 'b');
  for (size_t size = 940; size < 1010; ++size) {
    const std::string head =
        "{'Effect':'Allow','Action':['s3:A','s3:" + std::string(size, 'B') + "'],'Resource':";
    const bool two_are_enough = policy_text(head + resource + "1'}").size() <= options.most_characters;
    const Split result = split_of(policy_text(head + "[" + resource + "1'," + resource + "2']}"), options);
    EXPECT_LE(result.fewest, two_are_enough ? 2U : result.documents.size()) << size;
  }
}

}  // namespace
}  // namespace arnscope
