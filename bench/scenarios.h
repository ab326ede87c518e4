// Scenario lines for benchmarks: made the same on every run, of many callers, actions and layers over a given
// number of distinct policy sets.
#pragma once

#include <fmt/format.h>

#include <array>
#include <random>
#include <string>
#include <vector>

namespace arnscope {

class ScenarioLines {
 public:
  explicit ScenarioLines(size_t policy_sets) {
    for (size_t i = 0; i < policy_sets; ++i) sets_.push_back(policies());
  }

  // One line, its end included.
  std::string next(std::string_view context) {
    const size_t set = pick(sets_.size());
    return fmt::format(
        R"({{"name":"line {}","request":{{"principal":"{}","action":"{}","resource":"{}","resourceAccount":"{}","context":{{"aws:SourceIp":"{}","aws:PrincipalTag/team":"t{}"}}}},"policies":{},"context":"{}"}})"
        "\n",
        count_++, principal(), kActions[pick(kActions.size())], resource(),
        pick(4) == 0 ? "444455556666" : "111122223333", pick(2) == 0 ? "10.1.2.3" : "203.0.113.7", pick(5),
        sets_[set], context);
  }

 private:
  static constexpr std::array kActions = {"s3:GetObject", "s3:PutObject", "s3:DeleteObject",
                                          "s3:GetObjectTagging"};
  static constexpr std::array kPatterns = {R"("s3:Get*")",
                                           R"(["s3:GetObject","s3:PutObject"])",
                                           R"(["s3:*","kms:Decrypt"])",
                                           R"(["dynamodb:GetItem","dynamodb:Query"])",
                                           R"("*")",
                                           R"(["sqs:*","sns:Publish"])"};

  size_t pick(size_t below) { return std::uniform_int_distribution<size_t>(0, below - 1)(random_); }

  std::string principal() {
    const size_t name = pick(50);
    switch (pick(3)) {
      case 0:
        return fmt::format("arn:aws:iam::111122223333:user/people/user-{}", name);
      case 1:
        return fmt::format("arn:aws:iam::111122223333:role/app-{}", name);
      default:
        return fmt::format("arn:aws:sts::111122223333:assumed-role/app-{}/session", name);
    }
  }
  std::string resource() { return fmt::format("arn:aws:s3:::bucket-{}/reports/{}.csv", pick(8), pick(100)); }

  std::string statement(bool names_principal, bool may_deny) {
    std::string text = fmt::format(
        R"({{"Sid":"S{}","Effect":"{}","Action":{},"Resource":["arn:aws:s3:::bucket-{}/*","arn:aws:s3:::bucket-{}/reports/*","arn:aws:sqs:*:111122223333:q-{}"])",
        pick(100), may_deny && pick(6) == 0 ? "Deny" : "Allow", kPatterns[pick(kPatterns.size())], pick(8),
        pick(8), pick(8));
    if (names_principal) text += R"(,"Principal":{"AWS":["111122223333","arn:aws:iam::444455556666:root"]})";
    if (pick(4) == 0) text += R"(,"Condition":{"IpAddress":{"aws:SourceIp":["10.0.0.0/8"]}})";
    if (pick(4) == 0)
      text += R"(,"Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1","aws:PrincipalTag/team":"t1"}})";
    return text + "}";
  }
  std::string policy(bool names_principal, size_t statements, bool may_deny = true) {
    std::string text = R"({"Version":"2012-10-17","Statement":[)";
    for (size_t i = 0; i < statements; ++i)
      text += (i == 0 ? "" : ",") + statement(names_principal, may_deny);
    return text + "]}";
  }
  std::string policies() {
    std::string text = fmt::format(R"({{"identity":[{},{}])", policy(false, 1 + pick(4)), policy(false, 2));
    constexpr std::string_view kAll =
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]})";
    if (pick(3) == 0) text += fmt::format(R"(,"boundary":[{}])", policy(false, 3, false));
    if (pick(3) == 0) text += fmt::format(R"(,"resource":{})", policy(true, 2));
    if (pick(2) == 0) text += fmt::format(R"(,"scp":[[{}],[{},{}]])", kAll, kAll, policy(false, 1));
    return text + "}";
  }

  std::mt19937 random_{7};
  std::vector<std::string> sets_;
  size_t count_ = 0;
};

}  // namespace arnscope
