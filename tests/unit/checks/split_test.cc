// Splitting at its edges: what cannot be split and why, Sids, what is too large for one document along one
// list, and what an earlier split leaves in place. What the result says is proven by split() itself.
#include "engine/checks/split.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <numeric>
#include <set>

#include "engine/checks/division.h"
#include "engine/policy/printer.h"
#include "tests/unit/checks/held.h"

namespace arnscope {
namespace {

// A whole policy; `'` for `"`.
Policy parsed(std::string text, const std::string& name = "policy.json") {
  std::replace(text.begin(), text.end(), '\'', '"');
  auto document = read_json(Source::from_text(name, text));
  EXPECT_TRUE(document) << text;
  std::vector<Finding> findings;
  return parse_policy((*document)->root(), PolicyKind::kIdentity, name, findings);
}

Policy policy_of(std::string_view statements, std::string_view head = "'Version':'2012-10-17'") {
  return parsed(fmt::format("{{{},'Statement':[{}]}}", head, statements));
}

std::string allow(std::string_view action, std::string_view resource = "'*'", std::string_view rest = "") {
  return fmt::format("{{'Effect':'Allow','Action':{},'Resource':{}{}}}", action, resource, rest);
}

// "prefix0" to "prefix<count - 1>", as a list.
std::string numbered(std::string_view prefix, int count) {
  std::string list;
  for (int i = 0; i < count; ++i) list += fmt::format("{}'{}{}'", i == 0 ? "" : ",", prefix, i);
  return "[" + list + "]";
}

SplitOptions at_most(uint32_t characters) {
  SplitOptions options;
  options.most_characters = characters;
  return options;
}

std::string text_of(const std::vector<Policy>& documents) {
  std::string text;
  for (const Policy& each : documents) text += print_policy(each, Layout::kCompact) + "\n";
  std::replace(text.begin(), text.end(), '"', '\'');
  return text;
}

Split expect_split(std::span<const Policy> policies, const SplitOptions& options) {
  auto result = split(policies, options);
  EXPECT_TRUE(result) << result.error().message;
  if (!result) return {};
  EXPECT_LE(result->fewest, result->documents.size());
  for (size_t i = 0; i < result->documents.size(); ++i) {
    EXPECT_LE(result->characters[i], options.most_characters);
    EXPECT_EQ(result->characters[i], count_characters(print_policy(result->documents[i], Layout::kCompact)));
    std::set<std::string> sids;
    for (const Statement& statement : result->documents[i].statements)
      EXPECT_TRUE(!statement.sid || statement.sid->value.empty() || sids.insert(statement.sid->value).second)
          << statement.sid->value;
  }
  return *std::move(result);
}

std::string expect_error(std::span<const Policy> policies, const SplitOptions& options) {
  auto result = split(policies, options);
  EXPECT_FALSE(result);
  if (result) return text_of(result->documents);
  const Error& error = result.error();
  if (error.place.source == nullptr) return error.message;
  return fmt::format("{}: {}", format_place(error.place), error.message);
}

TEST(SplitErrors, ALimitWithoutRoom) {
  // {"Version":"2012-10-17","Statement":[]} is 39 characters, and 24 without the version.
  EXPECT_EQ(expect_error(std::vector{policy_of(allow("'*'"))}, at_most(30)),
            "30 characters leave no room for a statement: a document without any takes 39");
  EXPECT_EQ(expect_error(std::vector{policy_of(allow("'*'"))}, at_most(39)),
            "39 characters leave no room for a statement: a document without any takes 39");
  EXPECT_EQ(expect_error(std::vector{policy_of(allow("'*'"), "'Id':'x'")}, at_most(20)),
            "20 characters leave no room for a statement: a document without any takes 25");
}

TEST(SplitErrors, AStatementThatIsTooLarge) {
  // {"Effect":"Allow","Action":"s3:GetObject","Resource":"*"} is 57 characters: 96 in a document.
  const Policy one = policy_of("\n" + allow("'s3:GetObject'"));
  EXPECT_EQ(expect_split(std::vector{one}, at_most(96)).documents.size(), 1u);
  EXPECT_EQ(
      expect_error(std::vector{one}, at_most(95)),
      "policy.json:2:1: statement 0 takes 57 characters by itself and 56 are left in a document: nothing in "
      "it can be divided");
  const Policy listed =
      policy_of(allow("'*'") + ",\n " + allow("['s3:GetObject','s3:PutObject']", "['*','arn:aws:s3:::a']"));
  EXPECT_EQ(
      expect_error(std::vector{listed}, at_most(95)),
      "policy.json:2:2: statement 1 takes 93 characters by itself and 56 are left in a document: it is too "
      "large with one value of Action and Resource, and nothing else in it can be divided");
  const std::string when = ",'Condition':{'StringEquals':{'aws:username':['ann','bob']}}";
  EXPECT_EQ(
      expect_error(std::vector{policy_of(allow("'*'", "'*'", when))}, at_most(80)),
      "policy.json:1:38: statement 0 takes 106 characters by itself and 41 are left in a document: it is too "
      "large with one value of aws:username, and nothing else in it can be divided");
  const std::string spared = ",'Condition':{'StringNotEquals':{'aws:username':['ann','bob']}}";
  EXPECT_EQ(
      expect_error(std::vector{policy_of(allow("'*'", "'*'", spared))}, at_most(80)),
      "policy.json:1:38: statement 0 takes 109 characters by itself and 41 are left in a document: nothing "
      "in it can be divided");
  EXPECT_EQ(
      expect_error(std::vector{policy_of("{'Effect':'Allow','NotAction':" + numbered("s3:Get", 9) +
                                         ",'Resource':'*'}")},
                   at_most(100)),
      "policy.json:1:38: statement 0 takes 137 characters by itself and 61 are left in a document: nothing "
      "in it can be divided");
}

TEST(SplitErrors, SeveralStatementsThatAreTooLarge) {
  const Policy first = parsed("{'Statement':[" + allow("'*'") + "]}", "first.json");
  const Policy second = parsed(
      "{'Statement':[" + allow("'s3:GetObject'") + "," + allow("'s3:PutObject'") + "]}", "second.json");
  EXPECT_EQ(
      expect_error(std::vector{first, second}, at_most(90)),
      "second.json:1:15: statement 0 takes 57 characters by itself and 51 are left in a document: nothing "
      "in it can be divided; 1 more statement is too large");
}

TEST(SplitErrors, VersionsThatCannotBeUnited) {
  const std::string own = allow("'s3:*'", "'arn:aws:s3:::a/${aws:username}'");
  const Policy fresh = parsed("{'Version':'2012-10-17','Statement':" + own + "}", "new.json");
  const Policy old = parsed("{'Version':'2008-10-17',\n'Statement':" + own + "}", "old.json");
  const Policy absent = parsed("{'Statement':" + own + "}", "absent.json");
  const Policy plain = parsed("{'Version':'2008-10-17','Statement':" + allow("'sqs:*'") + "}", "plain.json");
  EXPECT_EQ(
      expect_error(std::vector{fresh, old}, {}),
      "old.json:2:13: `${` is a policy variable in version 2012-10-17 alone: policies of this and of another "
      "version that both have it cannot be united");
  EXPECT_EQ(text_of(expect_split(std::vector{plain, fresh}, {}).documents),
            "{'Version':'2012-10-17','Statement':[" + allow("'sqs:*'") + "," + own + "]}\n");
  EXPECT_EQ(text_of(expect_split(std::vector{old, plain}, {}).documents),
            "{'Version':'2008-10-17','Statement':[" + own + "," + allow("'sqs:*'") + "]}\n");
  EXPECT_EQ(text_of(expect_split(std::vector{absent}, {}).documents), "{'Statement':[" + own + "]}\n");
  EXPECT_EQ(text_of(expect_split(std::vector{plain}, {}).documents),
            "{'Version':'2008-10-17','Statement':[" + allow("'sqs:*'") + "]}\n");
}

TEST(SplitSids, StayUnique) {
  const auto named = [](std::string_view sid, std::string_view action) {
    return fmt::format("{{'Sid':'{}','Effect':'Allow','Action':'{}','Resource':'*'}}", sid, action);
  };
  const std::vector<Policy> policies = {policy_of(named("A", "s3:*") + "," + named("A2", "sqs:*")),
                                        policy_of(named("A", "sns:*") + "," + named("", "iam:*")),
                                        policy_of(named("A", "ec2:*") + "," + named("", "kms:*"))};
  EXPECT_EQ(text_of(expect_split(policies, {}).documents),
            "{'Version':'2012-10-17','Statement':[" + named("A", "s3:*") + "," + named("A2", "sqs:*") + "," +
                named("A3", "sns:*") + "," + named("", "iam:*") + "," + named("A4", "ec2:*") + "," +
                named("", "kms:*") + "]}\n");
}

TEST(SplitSids, OfPartsInDifferentDocumentsStay) {
  const Policy policy =
      policy_of("{'Sid':'All','Effect':'Allow','Action':" + numbered("s3:Get", 12) + ",'Resource':'*'}");
  const Split result = expect_split(std::vector{policy}, at_most(160));
  ASSERT_EQ(result.documents.size(), 2u);
  for (const Policy& document : result.documents) EXPECT_EQ(document.statements.front().sid->value, "All");
}

// Where a statement is cut along two lists two of its parts may come into one document.
TEST(SplitSids, OfPartsInOneDocumentAreUnique) {
  const auto of_lengths = [](std::string_view prefix, std::initializer_list<size_t> lengths) {
    std::string list;
    for (const size_t length : lengths)
      list += fmt::format("{}'{}{}'", list.empty() ? "" : ",", prefix, std::string(length, 'a'));
    return "[" + list + "]";
  };
  const Policy policy =
      policy_of("{'Sid':'All','Effect':'Allow','Action':" + of_lengths("s3:Get", {76, 77, 80, 27, 51, 15}) +
                ",'Resource':" + of_lengths("arn:aws:s3:::", {6, 31, 25, 72, 18}) + "}");
  const Split result = expect_split(std::vector{policy}, at_most(351));
  EXPECT_TRUE(std::any_of(result.documents.begin(), result.documents.end(), [](const Policy& document) {
    return document.statements.size() > 1;
  })) << "another policy must be found";
}

TEST(Split, KeepsTheId) {
  const Policy policy =
      policy_of(allow("'s3:*'") + "," + allow("'sqs:*'"), "'Version':'2012-10-17','Id':'mine'");
  const Split result = expect_split(std::vector{policy}, at_most(110));
  EXPECT_EQ(text_of(result.documents), "{'Version':'2012-10-17','Id':'mine','Statement':[" + allow("'s3:*'") +
                                           "]}\n" + "{'Version':'2012-10-17','Id':'mine','Statement':[" +
                                           allow("'sqs:*'") + "]}\n");
  const Split two = expect_split(std::vector{policy, policy_of(allow("'sns:*'"))}, {});
  EXPECT_FALSE(two.documents.front().id);
}

TEST(Split, CutsAlongTwoListsAndAlongValues) {
  const std::string actions = numbered("s3:Get", 10);
  const std::string resources = numbered("arn:aws:s3:::bucket-", 10);
  const auto when = [](int count) {
    return ",'Condition':{'StringEquals':{'aws:username':" + numbered("somebody-", count) + "}}";
  };
  EXPECT_GT(expect_split(std::vector{policy_of(allow(actions, resources))}, at_most(200)).documents.size(),
            5u);
  const Split values = expect_split(std::vector{policy_of(allow("'s3:*'", "'*'", when(40)))}, at_most(300));
  EXPECT_GT(values.documents.size(), 2u);
  EXPECT_TRUE(values.proven_minimal());
  EXPECT_GT(
      expect_split(std::vector{policy_of(allow(actions, "'*'", when(10)))}, at_most(230)).documents.size(),
      2u);
}

// Each of them takes all that a document has room for, by its single action and resource.
TEST(Split, PartsOfSingleValuesTakeNoBrackets) {
  const std::string long_action = "s3:" + std::string(20, 'A');
  const std::string long_resource = "arn:aws:s3:::" + std::string(10, 'a');
  const Policy single = policy_of(allow("'" + long_action + "1'", "'" + long_resource + "1'"));
  const uint32_t most = count_characters(print_policy(single, Layout::kCompact));
  const Policy policy = policy_of(allow(numbered(long_action, 2), numbered(long_resource, 2)));
  const Split result = expect_split(std::vector{policy}, at_most(most));
  EXPECT_EQ(result.documents.size(), 4u);
}

// Earlier documents.

std::vector<std::string> lines_of(const Split& split) {
  std::vector<std::string> lines;
  for (const Policy& each : split.documents) lines.push_back(print_policy(each, Layout::kCompact));
  return lines;
}

TEST(SplitPrevious, NothingMovesWhereNothingChanged) {
  const std::vector<Policy> policies = {
      policy_of(allow(numbered("s3:Get", 40)) + "," + allow(numbered("sqs:Put", 30), "'arn:aws:sqs:*:*:a'"))};
  const Split fresh = expect_split(policies, at_most(400));
  ASSERT_GT(fresh.documents.size(), 2u);
  EXPECT_FALSE(fresh.moved);
  SplitOptions options = at_most(400);
  options.previous = fresh.documents;
  const Split again = expect_split(policies, options);
  EXPECT_EQ(again.moved, 0u);
  EXPECT_EQ(lines_of(again), lines_of(fresh));
  // In another order they stay where they are.
  std::reverse(options.previous.begin(), options.previous.end());
  const Split reversed = expect_split(policies, options);
  EXPECT_EQ(reversed.moved, 0u);
  std::vector<std::string> lines = lines_of(reversed);
  std::reverse(lines.begin(), lines.end());
  EXPECT_EQ(lines, lines_of(fresh));
}

// An action that stands in two statements was in the document of each.
TEST(SplitPrevious, StatementsAreToldApartByTheirSids) {
  const auto named = [](std::string_view sid, std::string_view action) {
    return fmt::format("{{'Sid':'{}','Effect':'Allow','Action':{},'Resource':'*'}}", sid, action);
  };
  const std::vector<Policy> policies = {policy_of(named("A", "['s3:GetObject','s3:PutObject']") + "," +
                                                  named("B", "['sqs:*','s3:PutObject']") + "," +
                                                  named("C", "'s3:PutObject'"))};
  SplitOptions options = at_most(130);
  const Split fresh = expect_split(policies, options);
  ASSERT_EQ(fresh.documents.size(), 3u);
  options.previous = fresh.documents;
  const Split again = expect_split(policies, options);
  EXPECT_EQ(again.moved, 0u);
  EXPECT_EQ(lines_of(again), lines_of(fresh));
}

TEST(SplitPrevious, ANewActionMovesNothing) {
  const auto policy = [](std::string_view more) {
    std::string actions = numbered("s3:Get", 40);
    actions.insert(1, more);
    return std::vector<Policy>{policy_of(allow(actions))};
  };
  SplitOptions options = at_most(330);
  options.previous = expect_split(policy(""), options).documents;
  const Split result = expect_split(policy("'s3:A',"), options);
  EXPECT_EQ(result.moved, 0u);
  EXPECT_EQ(result.documents.size(), options.previous.size());
  const Split without = expect_split(policy("'s3:A','s3:A',"), options);
  EXPECT_EQ(without.moved, 0u);
}

TEST(SplitPrevious, ADocumentVanishes) {
  SplitOptions options = at_most(300);
  options.previous = expect_split(std::vector{policy_of(allow(numbered("s3:Get", 40)))}, options).documents;
  ASSERT_EQ(options.previous.size(), 2u);
  const Split less = expect_split(std::vector{policy_of(allow(numbered("s3:Get", 8)))}, options);
  EXPECT_EQ(less.documents.size(), 1u);
}

TEST(Split, OfWhatIsAttachedAlreadyIsNoDocument) {
  const Policy policy = policy_of(allow(numbered("s3:Get", 8)));
  SplitOptions options;
  options.attached = {compiled("all", policy_text(allow("'s3:*'")))};
  const Split result = expect_split(std::vector{policy}, options);
  EXPECT_TRUE(result.documents.empty());
  EXPECT_TRUE(result.proven_minimal());
  EXPECT_EQ(result.removals.size(), 8u);
  EXPECT_EQ(result.input_atoms, 8u);
  EXPECT_EQ(result.result_atoms, 0u);
}

TEST(SplitWildcards, AreListedWithWhatTheyMeanToday) {
  std::vector<ActionId> ids;
  catalog::expand("sqs:*", ids);
  std::string actions;
  for (ActionId id : ids)
    actions += fmt::format("{}'{}'", actions.empty() ? "" : ",", catalog::action_name(id));
  const Policy policy =
      policy_of(allow("'s3:ListBucket'") + "," + allow("[" + actions + ",'s3:Get*','x:New']"));
  SplitOptions options;
  options.wildcards = WildcardOptions{};
  const Split result = expect_split(std::vector{policy}, options);
  EXPECT_EQ(text_of(result.documents), "{'Version':'2012-10-17','Statement':[" + allow("'s3:ListBucket'") +
                                           "," + allow("['sqs:*','s3:Get*','x:New']") + "]}\n");
  ASSERT_EQ(result.wildcards.size(), 1u);
  EXPECT_EQ(result.wildcards.front().pattern, "sqs:*");
  EXPECT_EQ(result.wildcards.front().statement, 1u);
  EXPECT_EQ(result.wildcards.front().actions.size(), ids.size());
}

TEST(Split, IsTheSameEachTime) {
  const std::vector<Policy> policies = {
      policy_of(allow(numbered("s3:Get", 60)) + "," +
                allow(numbered("sqs:Put", 30), numbered("arn:aws:sqs:*:*:queue-", 30)) + "," +
                allow("'iam:*'", numbered("arn:aws:iam:::role/x", 20)))};
  SplitOptions options = at_most(500);
  options.merge = true;
  EXPECT_EQ(lines_of(expect_split(policies, options)), lines_of(expect_split(policies, options)));
}

}  // namespace
}  // namespace arnscope
