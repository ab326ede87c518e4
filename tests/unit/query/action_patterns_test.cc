// A question about a pattern of actions says what its actions say when they are asked alone.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include "engine/catalog/catalog.h"
#include "engine/evaluate/decision_json.h"
#include "engine/graph/query.h"
#include "engine/snapshot/load.h"

namespace arnscope {
namespace {

const std::string kFixtures = ARNSCOPE_SOURCE_DIR "/fixtures/";

std::unique_ptr<const Snapshot> read(std::string_view name) {
  const std::vector paths = {kFixtures + std::string(name)};
  return *load_snapshot(paths);
}

const Snapshot& account() {
  static const auto kSnapshot = read("acme/account-authorization-details.json");
  return *kSnapshot;
}

const Snapshot& organization() {
  static const auto kSnapshot = read("acme-org");
  return *kSnapshot;
}

Caller caller_of(Access& access, std::string_view arn) { return access.caller(*parse_principal(arn)); }

Question question(std::string_view action, std::string_view resource) {
  const AskedResource asked = *parse_resource(resource);
  return {std::string(action), asked.text, "", {}, asked.meaning};
}

// What an answer tells of its resources, conditions and statements.
std::string told(const ResourceDecision& decision) {
  std::string text;
  JsonWriter json(text, Layout::kCompact);
  write_decision(json.begin_object(), decision, Places::kWritten);
  return text;
}

bool is_grant(Verdict verdict) { return verdict == Verdict::kAllowed || verdict == Verdict::kConditional; }

// "allowed 2, conditional 1": the groups of an answer by their decision.
std::string groups_of(const Answered& answered) {
  std::vector<std::string> groups;
  for (const GrantedActions& each : answered.alike)
    groups.push_back(fmt::format("{} {}", verdict_name(each.verdict), each.actions.size()));
  return fmt::format("{}", fmt::join(groups, ", "));
}

struct Case {
  std::string_view action;
  std::string_view resource;
};

// Everyone, asked about the pattern and then about each of its actions alone.
void compare(const Snapshot& snapshot, const Case& asked) {
  SCOPED_TRACE(fmt::format("{} on {}", asked.action, asked.resource));
  Access access(snapshot);
  std::vector<ActionId> ids;
  catalog::expand(asked.action, ids);
  size_t grants = 0;
  for (const WhoCanAnswer& each :
       who_can(access, question(asked.action, asked.resource), Include::kEveryone)) {
    const Answered& answered = each.answer;
    std::map<std::string, const GrantedActions*> group_of;
    for (const GrantedActions& group : answered.alike)
      for (const std::string& action : group.actions) group_of[action] = &group;
    const Caller caller = access.caller(each.principal);
    bool all_allowed = true;
    std::vector<std::string> granted;
    for (ActionId id : ids) {
      if (asked.resource != "*" && catalog::action_resources(id).empty()) continue;
      const std::string name = catalog::action_name(id);
      const Answered alone = can(access, caller, question(name, asked.resource));
      EXPECT_TRUE(alone.alike.empty());
      if (!is_grant(alone.verdict)) continue;
      granted.push_back(name);
      all_allowed = all_allowed && alone.verdict == Verdict::kAllowed;
      ASSERT_TRUE(group_of.contains(name)) << each.principal.arn << " " << name;
      EXPECT_EQ(group_of[name]->verdict, alone.verdict) << each.principal.arn << " " << name;
      EXPECT_EQ(told(*group_of[name]), told(alone)) << each.principal.arn << " " << name;
    }
    EXPECT_EQ(answered.actions, granted) << each.principal.arn;
    EXPECT_EQ(group_of.size(), granted.size()) << each.principal.arn;
    EXPECT_EQ(answered.verdict == Verdict::kAllowed, !granted.empty() && all_allowed) << each.principal.arn;
    EXPECT_EQ(answered.verdict == Verdict::kConditional, !granted.empty() && !all_allowed)
        << each.principal.arn;
    if (!answered.action.empty()) {
      const Answered shown = can(access, caller, question(answered.action, asked.resource));
      EXPECT_EQ(told(answered), told(shown)) << each.principal.arn;
    }
    grants += granted.size();
  }
  EXPECT_GT(grants, 0u);
}

TEST(ActionPattern, SaysWhatItsActionsSayAlone) {
  for (const Case& each : {Case{"iam:*Device*", "*"}, Case{"s3:*Object", "*"},
                           Case{"iam:*AccessKey", "arn:aws:iam::111122223333:user/maria.oduya"}})
    compare(account(), each);
  for (const Case& each : {Case{"s3:*Object", "arn:aws:s3:::acme-payments-data/*"}, Case{"s3:ListA*", "*"},
                           Case{"s3:List*", "arn:aws:s3:::acme-payments-data"},
                           Case{"sts:*", "arn:aws:iam::444455556666:role/*"}})
    compare(organization(), each);
}

TEST(ActionPattern, IsAllowedOnlyWhereEveryActionGrantedIs) {
  Access access(account());
  const Caller maria = caller_of(access, "arn:aws:iam::111122223333:user/maria.oduya");
  struct Row {
    std::string_view action;
    Verdict verdict;
    std::string_view of;
    std::string_view groups;
  };
  for (const Row& row : {
           // What the policy that requires MFA excepts, and what it denies.
           Row{"iam:*MFADevice", Verdict::kConditional, "iam:DeactivateMFADevice",
               "allowed 3, conditional 5"},
           Row{"iam:CreateUse?", Verdict::kConditional, "iam:CreateUser", "conditional 1"},
           Row{"iam:ResyncMFA*", Verdict::kAllowed, "iam:ResyncMFADevice", "allowed 1"},
           Row{"iam:CreateUser", Verdict::kConditional, "iam:CreateUser", ""},
       }) {
    const Answered answered = can(access, maria, question(row.action, "*"));
    EXPECT_EQ(answered.verdict, row.verdict) << row.action;
    EXPECT_EQ(answered.action, row.of) << row.action;
    EXPECT_EQ(groups_of(answered), row.groups) << row.action;
  }
}

TEST(ActionPattern, LeavesOutWhatTakesNoResource) {
  Access access(account());
  const Caller admin = caller_of(access, "arn:aws:iam::111122223333:role/deploy-admin");
  struct Row {
    std::string_view action;
    std::string_view resource;
    Verdict verdict;
    std::vector<std::string> actions;
    std::string_view note;
  };
  for (const Row& row : {
           Row{"s3:ListAllMyBuckets",
               "arn:aws:s3:::acme-payroll",
               Verdict::kAllowed,
               {"s3:ListAllMyBuckets"},
               ""},
           Row{"s3:ListAllMyB*", "*", Verdict::kAllowed, {"s3:ListAllMyBuckets"}, ""},
           Row{"s3:ListAllMyB*",
               "arn:aws:s3:::acme-payroll",
               Verdict::kImplicitDeny,
               {},
               "1 of 1 actions of `s3:ListAllMyB*` take no resource and are left out: ask without a "
               "resource"},
           Row{"s3:ListBucket*",
               "arn:aws:s3:::acme-payroll",
               Verdict::kAllowed,
               {"s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:ListBucketVersions"},
               ""},
           Row{"s3:List*Bucket*",
               "arn:aws:s3:::acme-payroll",
               Verdict::kAllowed,
               {"s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:ListBucketVersions"},
               "1 of 4 actions of `s3:List*Bucket*` take no resource and are left out: ask without a "
               "resource"},
       }) {
    const Answered answered = can(access, admin, question(row.action, row.resource));
    EXPECT_EQ(answered.verdict, row.verdict) << row.action << " " << row.resource;
    EXPECT_EQ(answered.actions, row.actions) << row.action << " " << row.resource;
    const auto noted = std::find(answered.notes.begin(), answered.notes.end(), row.note);
    EXPECT_EQ(noted != answered.notes.end(), !row.note.empty())
        << row.action << " " << fmt::format("{}", fmt::join(answered.notes, "\n"));
  }
}

// What the steps of a chain hang on, every action at its end hangs on.
TEST(ActionPattern, NothingIsAllowedOutrightBehindAConditionalChain) {
  Access access(account());
  std::vector<WhoCanAnswer> answers = who_can(access, question("iam:*User", "*"), Include::kAllowed);
  add_chains(access, answers);
  size_t chains = 0;
  for (const WhoCanAnswer& each : answers) {
    if (each.chain.empty() || each.answer.verdict != Verdict::kConditional) continue;
    ++chains;
    for (const GrantedActions& group : each.answer.alike)
      EXPECT_EQ(group.verdict, Verdict::kConditional) << each.principal.arn;
  }
  EXPECT_GT(chains, 0u);
}

}  // namespace
}  // namespace arnscope
