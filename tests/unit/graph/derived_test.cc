// Networks, people, domains: relationships that follow from values.
#include <gtest/gtest.h>

#include <set>

#include "tests/unit/graph/described.h"

namespace arnscope {
namespace {

using nlohmann::json;

std::string group_arn(std::string_view id, std::string_view account = kAccount) {
  return fmt::format("arn:aws:ec2:eu-west-1:{}:security-group/{}", account, id);
}

Item security_group(std::string id, std::vector<Rule> rules, std::string_view account = kAccount) {
  Item item;
  item.type = "aws_security_group";
  item.arn = group_arn(id, account);
  item.id = std::move(id);
  item.account = account;
  item.rules = std::move(rules);
  return item;
}

// A rule's other end, and what it says.
struct RuleRow {
  const char* name;
  Rule rule;
  std::string to, type;
  json says;
};

const std::vector<RuleRow> kRuleRows = {
    {"from everywhere",
     {.target = "0.0.0.0/0"},
     "internet",
     "internet",
     {{"direction", "inbound"}, {"protocol", "tcp"}, {"fromPort", 443}, {"toPort", 443}}},
    {"to everywhere",
     {.inbound = false, .target = "::/0", .protocol = "-1", .from_port = -1, .to_port = -1},
     "internet",
     "internet",
     {{"direction", "outbound"}, {"protocol", "-1"}}},
    {"addresses",
     {.target = "203.0.113.0/24", .from_port = 0, .to_port = 65535},
     "203.0.113.0/24",
     "network",
     {{"fromPort", 0}, {"toPort", 65535}}},
    {"another group",
     {.peer = RulePeer::kSecurityGroup, .target = "sg-2"},
     group_arn("sg-2"),
     "aws_security_group",
     {{"direction", "inbound"}}},
    {"a group of another account",
     {.peer = RulePeer::kSecurityGroup, .target = "444455556666/sg-3"},
     group_arn("sg-3", kOther),
     "aws_security_group",
     {{"direction", "inbound"}}},
    {"a group that is not there",
     {.peer = RulePeer::kSecurityGroup, .target = "sg-9"},
     "sg-9",
     "aws_security_group",
     {{"direction", "inbound"}}},
    {"itself",
     {.peer = RulePeer::kSecurityGroup, .target = "sg-1"},
     group_arn("sg-1"),
     "aws_security_group",
     {{"direction", "inbound"}}},
    {"a prefix list",
     {.peer = RulePeer::kPrefixList, .target = "pl-1"},
     "pl-1",
     "aws_ec2_prefix_list",
     {{"direction", "inbound"}}},
};

TEST(Networks, RulesAllow) {
  for (const RuleRow& row : kRuleRows) {
    const Drawn drawn(to_snapshot({{},
                                   {},
                                   {security_group("sg-1", {row.rule}), security_group("sg-2", {}),
                                    security_group("sg-3", {}, kOther)}}));
    const json edge = drawn.edge("ALLOWS", group_arn("sg-1"), row.to);
    ASSERT_FALSE(edge.is_null()) << row.name;
    EXPECT_EQ(drawn.count("ALLOWS"), 1u) << row.name;
    EXPECT_EQ(drawn.entity(row.to)["_type"], row.type) << row.name;
    for (const auto& [property, value] : row.says.items()) EXPECT_EQ(edge[property], value) << row.name;
    EXPECT_FALSE(edge.contains("effect")) << row.name;
    EXPECT_EQ(edge.contains("fromPort"), row.rule.from_port >= 0) << row.name;
  }
}

// Rules with the same ends stay apart, also behind the rules of another group.
TEST(Networks, SeveralRulesBetweenTheSame) {
  const std::vector<Rule> rules = {{.target = "0.0.0.0/0", .from_port = 80, .to_port = 80},
                                   {.target = "0.0.0.0/0"},
                                   {.inbound = false, .target = "::/0"}};
  const Drawn drawn(to_snapshot({{}, {}, {security_group("sg-0", rules), security_group("sg-1", rules)}}));
  std::set<std::string> keys;
  for (const json& each : drawn.relationships())
    if (each["_class"] == "ALLOWS") keys.insert(each["_key"]);
  EXPECT_EQ(keys.size(), 6u);
  EXPECT_TRUE(keys.contains(group_arn("sg-1") + "|ALLOWS|internet|2"));
  EXPECT_EQ(drawn.entity("internet")["_class"], json({"Internet"}));
  EXPECT_EQ(drawn.entity("internet")["displayName"], "Internet");
}

TEST(People, TagOrName) {
  const auto tagged = [](std::string_view key, std::string_view value) {
    return fmt::format(R"(, "Tags": [{{"Key": "{}", "Value": "{}"}}])", key, value);
  };
  const Drawn drawn(Export{
      .users = user("anna", "", tagged("eMail", "Anna@Example.com")) + "," + user("bert@example.com") + "," +
               user("carl@corp", "", tagged("Email", "not an address")) + "," +
               user("dora@old.example", "", tagged("Email", "anna@example.com")) + "," + user("emil")});
  EXPECT_EQ(drawn.edges("IS"), std::vector({iam("user/anna") + " -> anna@example.com",
                                            iam("user/bert@example.com") + " -> bert@example.com",
                                            iam("user/dora@old.example") + " -> anna@example.com"}));
  EXPECT_EQ(drawn.entity("anna@example.com")["_class"], json({"Person"}));
  EXPECT_EQ(drawn.edge("IS", iam("user/anna"), "anna@example.com")["_type"], "aws_iam_user_is_person");
}

TEST(Domains, RegisteredOrNot) {
  const auto zone = [](std::string id, std::string name) {
    Item item;
    item.type = "aws_route53_zone";
    item.arn = "arn:aws:route53:::hostedzone/" + id;
    item.id = std::move(id);
    item.references = {{"Name", std::move(name)}};
    return item;
  };
  const std::string key = "111122223333::aws_route53_domain:example.com";
  const Drawn drawn(to_snapshot({{},
                                 {},
                                 {{.type = "aws_route53_domain", .id = "example.com", .key = key},
                                  zone("Z1", "Example.com."),
                                  zone("Z2", "dev.example.com."),
                                  zone("Z3", "acme.test."),
                                  zone("Z4", "a.b.acme.test."),
                                  zone("Z5", "notexample.com.")}}));
  const std::string zones = "arn:aws:route53:::hostedzone/";
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {key, "Z1"}, {key, "Z2"}, {"acme.test", "Z3"}, {"acme.test", "Z4"}, {"notexample.com", "Z5"}})
    EXPECT_FALSE(drawn.edge("HAS", from, zones + to).is_null()) << from << " " << to;
  EXPECT_TRUE(drawn.entity("a.b.acme.test").is_null());
  EXPECT_TRUE(drawn.entity("example.com").is_null());
  EXPECT_EQ(drawn.entity("acme.test")["_class"], json({"Domain"}));
}

}  // namespace
}  // namespace arnscope
