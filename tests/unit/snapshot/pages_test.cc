// Pages of operations' output, and inputs of which a part is not there: what is said of them.
#include <gtest/gtest.h>

#include "engine/snapshot/missing.h"
#include "tests/unit/snapshot/build.h"
#include "tests/unit/snapshot/folders.h"

namespace arnscope {
namespace {

using Texts = std::vector<std::string>;

std::string page(std::string_view account, std::string_view user, std::string_view rest) {
  return R"({"UserDetailList": [{"UserName": ")" + std::string(user) + R"(", "Arn": "arn:aws:iam::)" +
         std::string(account) + ":user/" + std::string(user) + R"("}])" + std::string(rest) + "}";
}
constexpr std::string_view kMore = R"(, "IsTruncated": true, "Marker": "AAEC")";
constexpr std::string_view kLast = R"(, "IsTruncated": false)";
constexpr std::string_view kFinding =
    "warning TRUNCATED_INPUT more pages of `iam-get-account-authorization-details` exist: give them too, "
    "what "
    "they tell is unknown";

// The lines on pages among what is not in the snapshot.
Texts missing_pages(const Snapshot& snapshot) {
  Texts found;
  for (std::string& line : missing_parts(snapshot))
    if (line.starts_with("more pages")) found.push_back(std::move(line));
  return found;
}

TEST(Pages, OfAnAccountsDetails) {
  const std::string first = page("111122223333", "a", kMore);
  const std::string second = page("111122223333", "b", kMore);
  const std::string last = page("111122223333", "c", kLast);
  const std::string other = page("444455556666", "d", kLast);
  // Of AWS managed policies alone: of whatever account.
  const std::string policies = R"({"Policies": [{"PolicyName": "P", "Arn": "arn:aws:iam::aws:policy/P"}])";
  const std::string missing =
      "more pages of iam-get-account-authorization-details in 111122223333: what they tell is unknown";
  struct Row {
    Texts texts;
    Texts places;
    Texts missing;
  };
  for (const Row& row : std::vector<Row>{
           {{first}, {"a.json:1:99"}, {missing}},
           {{page("111122223333", "a", R"(, "NextToken": "eyJ")")}, {"a.json:1:97"}, {missing}},
           {{page("111122223333", "a", R"(, "nextToken": "eyJ")")}, {"a.json:1:97"}, {missing}},
           {{page("111122223333", "a", R"(, "NextToken": null)")}, {}, {}},
           {{page("111122223333", "a", R"(, "NextToken": "")")}, {}, {}},
           {{page("111122223333", "a", "")}, {}, {}},
           {{first, second}, {"b.json:1:99"}, {missing}},
           {{first + second}, {"a.json:1:220"}, {missing}},
           {{first, second, last}, {}, {}},
           {{last, second, first}, {}, {}},
           {{first + second + last}, {}, {}},
           {{first, page("111122223333", "b", "")}, {}, {}},
           {{first, other}, {"a.json:1:99"}, {missing}},
           {{first, policies + R"(, "IsTruncated": false})"}, {}, {}},
           {{policies + R"(, "IsTruncated": true})", last}, {}, {}},
           {{policies + R"(, "IsTruncated": true})"},
            {"a.json:1:88"},
            {"more pages of iam-get-account-authorization-details: what they tell is unknown"}},
       }) {
    const auto s = snapshot_of(row.texts);
    Texts expected;
    for (const std::string& place : row.places) expected.push_back(place + " " + std::string(kFinding));
    Texts found = lines(*s);
    std::erase_if(found, [](const std::string& line) { return line.find("POLICY_") != line.npos; });
    EXPECT_EQ(found, expected) << testing::PrintToString(row.texts);
    EXPECT_EQ(missing_pages(*s), row.missing) << testing::PrintToString(row.texts);
  }
}

TEST(Pages, OfTheCommandLine) {
  const std::string first = R"({"Reservations": [], "NextToken": "eyJ"})";
  const std::string last = R"({"Reservations": []})";
  const std::string instances = "111122223333/eu-west-1/ec2-describe-instances.json";
  const std::string finding =
      instances +
      ":1:35 warning TRUNCATED_INPUT more pages of `ec2-describe-instances` exist: give them too, "
      "what they tell is unknown";
  struct Row {
    std::vector<std::pair<std::string, std::string>> files;
    Texts findings;
  };
  for (const Row& row : std::vector<Row>{
           {{{instances, first}}, {finding}},
           {{{instances, first + last}}, {}},
           {{{instances, last + first}}, {}},
           {{{instances, first}, {"more/" + instances, last}}, {}},
           // Of another region, of another account, of another operation.
           {{{instances, first}, {"111122223333/us-east-1/ec2-describe-instances.json", last}}, {finding}},
           {{{instances, first}, {"444455556666/eu-west-1/ec2-describe-instances.json", last}}, {finding}},
           {{{instances, first}, {"111122223333/eu-west-1/ec2-describe-vpcs.json", R"({"Vpcs": []})"}},
            {finding}},
           {{{"111122223333/us-east-1/kms-list-keys.json", R"({"Keys": [], "Truncated": true})"}},
            {"111122223333/us-east-1/kms-list-keys.json:1:27 warning TRUNCATED_INPUT more pages of "
             "`kms-list-keys` exist: give them too, what they tell is unknown"}},
           {{{"111122223333/us-east-1/cloudfront-list-distributions.json",
              R"({"DistributionList": {"IsTruncated": true}})"}},
            {"111122223333/us-east-1/cloudfront-list-distributions.json:1:38 warning TRUNCATED_INPUT more "
             "pages "
             "of `cloudfront-list-distributions` exist: give them too, what they tell is unknown"}},
           // The account's details that a file beside the folder continues.
           {{{"111122223333/us-east-1/iam-get-account-authorization-details.json",
              page("111122223333", "a", kMore)}},
            {"111122223333/us-east-1/iam-get-account-authorization-details.json:1:99 " +
             std::string(kFinding)}},
           {{{"111122223333/us-east-1/iam-get-account-authorization-details.json",
              page("111122223333", "a", kMore)},
             {"rest.json", page("111122223333", "b", kLast)}},
            {}},
       }) {
    TestFolder folder;
    for (const auto& [path, text] : row.files) folder.write(path, text);
    const auto s = folder.snapshot();
    EXPECT_EQ(folder.lines(*s), row.findings) << testing::PrintToString(row.files);
    EXPECT_EQ(missing_pages(*s).size(), row.findings.size());
  }
}

TEST(Pages, OneLineForAnOperation) {
  TestFolder folder;
  const std::string first = R"({"Vpcs": [], "NextToken": "eyJ"})";
  folder.write("prod/eu-west-1/ec2-describe-vpcs.json", first)
      .write("prod/us-east-1/ec2-describe-vpcs.json", first)
      .write(
          "prod/us-east-1/sts-get-caller-identity.json",
          R"({"UserId": "AIDA", "Account": "111122223333", "Arn": "arn:aws:iam::111122223333:user/audit"})");
  const auto s = folder.snapshot();
  EXPECT_EQ(folder.lines(*s).size(), 2u);
  EXPECT_EQ(missing_pages(*s),
            Texts{"more pages of ec2-describe-vpcs in 111122223333 (prod): what they tell is unknown"});
}

TEST(Load, FoldersWithoutASnapshot) {
  TestFolder folder;
  folder.write("account.json", page("111122223333", "a", "")).write("notes/a.json", "{}");
  std::filesystem::create_directories(folder.path() + "/e1");
  const Texts paths = {folder.path() + "/account.json", folder.path() + "/e1", folder.path() + "/notes"};
  const auto loaded = load_snapshot(paths);
  ASSERT_TRUE(loaded);
  const std::string none = " warning EMPTY_INPUT `" + folder.path();
  EXPECT_EQ(
      folder.lines(**loaded),
      (Texts{"e1" + none + "/e1` holds no snapshot", "notes" + none + "/notes` holds no snapshot",
             "notes/a.json:1:1 suggestion UNKNOWN_INPUT left out: no layout of a snapshot has this file"}));
}

// What the AWS CLI prints in its other formats. Source: AWS CLI User Guide, "Setting the output format".
TEST(Load, OutputThatIsNoJson) {
  for (std::string_view text :
       {"------\n|  GetAccountAuthorizationDetails  |\n+------+\n", "|  Get  |\n", "+---+\n",
        "USERDETAILLIST\tarn:aws:iam::111122223333:user/a\n", "UserDetailList:\n- Arn: a\n",
        "- UserDetailList: []\n", "\n  IsTruncated: false\n"}) {
    const auto loaded = load_texts({std::string(text)});
    ASSERT_FALSE(loaded) << text;
    EXPECT_EQ(loaded.error().message, "this is not JSON: run `aws` with `--output json`") << text;
  }
  // Of broken JSON the fault is said.
  for (std::string_view text : {"{\"UserDetailList\": [}", "[1,]", "\"a", "# x\n{}", ""}) {
    const auto loaded = load_texts({std::string(text)});
    ASSERT_FALSE(loaded) << text;
    EXPECT_EQ(loaded.error().message.find("--output"), std::string::npos) << loaded.error().message;
  }
}

}  // namespace
}  // namespace arnscope
