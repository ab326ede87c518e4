// What one statement contains of another, by hand from the IAM User Guide: "IAM JSON policy elements" of
// Action, NotAction, Resource, NotResource, Principal, Condition and Version, and "Policy evaluation logic".
#include "engine/checks/normal_form.h"

#include "engine/catalog/catalog.h"
#include "tests/unit/checks/contained.h"

namespace arnscope {
namespace {

// Each action that a pattern means today, as a list.
std::string today(std::string_view pattern) {
  std::vector<ActionId> ids;
  catalog::expand(pattern, ids);
  std::string list;
  for (ActionId id : ids) list += fmt::format("{}'{}'", list.empty() ? "" : ",", catalog::action_name(id));
  return "[" + list + "]";
}

TEST(NormalForm, Actions) {
  expect_rows({
      {"the same", allow("'s3:GetObject'"), {allow("'s3:GetObject'")}, true, true},
      {"in other case", allow("'S3:getobject'"), {allow("'s3:GETObject'")}, true, true},
      {"under a wildcard in other case", allow("'S3:getobject'"), {allow("'s3:GET*'")}, true, true},
      {"another action", allow("'s3:GetObject'"), {allow("'s3:PutObject'")}, false, false},
      {"another service's action of the same name",
       allow("'s3:TagResource'"),
       {allow("'sqs:TagResource'")},
       false,
       false},
      {"an action that begins so", allow("'s3:GetObjectAcl'"), {allow("'s3:GetObject'")}, false, false},
      {"a question mark is one character", allow("'s3:GetObject'"), {allow("'s3:?etObject'")}, true, true},
      {"and not none", allow("'s3:GetObject'"), {allow("'s3:?GetObject'")}, false, false},
      {"a service in everything", allow("'s3:*'"), {allow("'*'")}, true, true},
      {"everything in a service", allow("'*'"), {allow("'s3:*'")}, false, false},
      {"a wildcard in the service", allow("'s3:GetObject'"), {allow("'s?:*Object'")}, true, true},
      {"a pattern in a pattern", allow("'s3:GetObject*'"), {allow("'s3:Get*'")}, true, true},
      {"a pattern in a narrower one", allow("'s3:Get*'"), {allow("'s3:GetObject*'")}, false, false},
      {"a pattern in all that it means today", allow("'s3:Get*'"), {allow(today("s3:get*"))}, false, true},
      {"a pattern in all but one of those", allow("'s3:Get*'"), {allow(today("s3:getb*"))}, false, false},
      {"a pattern in another that means the same today",
       allow("'sqs:Delete*'"),
       {allow("['sqs:DeleteM*','sqs:DeleteQ*']")},
       false,
       true},
      {"an action of no catalog, by its name", allow("'new:Thing'"), {allow("'new:*'")}, true, true},
      {"and another one", allow("'new:Thing'"), {allow("'new:Thin'")}, false, false},
      {"several actions over several policies",
       allow("['s3:GetObject','sqs:SendMessage']"),
       {allow("'sqs:*'"), allow("'s3:*'")},
       true,
       true},
      {"one of several is lacking",
       allow("['s3:GetObject','sqs:SendMessage']"),
       {allow("'s3:*'")},
       false,
       false},
      {"nothing is there", allow("'s3:GetObject'"), {}, false, false},
  });
}

TEST(NormalForm, NotAction) {
  expect_rows({
      {"the same", all_but("['s3:*','iam:*']"), {all_but("['IAM:*','s3:*']")}, true, true},
      {"sparing more lies in sparing less", all_but("['s3:*','iam:*']"), {all_but("'iam:*'")}, true, true},
      {"and not the reverse", all_but("'iam:*'"), {all_but("['s3:*','iam:*']")}, false, false},
      {"a wider pattern is spared", all_but("'s3:*'"), {all_but("'s3:GetObject'")}, true, true},
      {"a narrower pattern is spared", all_but("'s3:GetObject'"), {all_but("'s3:*'")}, false, false},
      {"what is not spared", allow("'s3:GetObject'"), {all_but("'iam:*'")}, true, true},
      {"what is spared", allow("'s3:GetObject'"), {all_but("'S3:getobject'")}, false, false},
      {"a pattern that meets what is spared", allow("'s3:Get*'"), {all_but("'s3:*Object'")}, false, false},
      {"one that does not", allow("'s3:Get*'"), {all_but("'s3:Put*'")}, true, true},
      {"in everything", all_but("'s3:*'"), {allow("'*'")}, true, true},
      {"not in everything of a service", all_but("'s3:*'"), {allow("'sqs:*'")}, false, false},
      {"resources count as well",
       all_but("'s3:*'", "'*'"),
       {all_but("'s3:*'", "'arn:aws:s3:::a'")},
       false,
       false},
  });
}

TEST(NormalForm, Resources) {
  expect_rows({
      {"the same", on("'arn:aws:s3:::a/x'"), {on("'arn:aws:s3:::a/x'")}, true, true},
      {"in other case", on("'arn:aws:s3:::a/x'"), {on("'arn:aws:s3:::A/x'")}, false, false},
      {"a wildcard regards case", on("'arn:aws:s3:::a/x'"), {on("'arn:aws:s3:::A/*'")}, false, false},
      {"by a prefix", on("'arn:aws:s3:::a/x'"), {on("'arn:aws:s3:::a/*'")}, true, true},
      {"a prefix by a shorter one", on("'arn:aws:s3:::a/*'"), {on("'arn:aws:s3:::a*'")}, true, true},
      {"a bucket is not its objects", on("'arn:aws:s3:::a'"), {on("'arn:aws:s3:::a/*'")}, false, false},
      {"everything", on("'arn:aws:s3:::a/x'"), {on("'*'")}, true, true},
      {"everything in an ARN of stars", on("'*'"), {on("'arn:*:*:*:*:*'")}, false, false},
      {"a short ARN goes on with stars", on("'arn:aws:s3:::a'"), {on("'arn:aws:s3'")}, true, true},
      {"and matches its service alone", on("'arn:aws:sqs:::a'"), {on("'arn:aws:s3'")}, false, false},
      {"a short ARN in a shorter one", on("'arn:aws:s3:::a'"), {on("'arn:aws'")}, true, true},
      {"a short ARN in a long one", on("'arn:aws:s3'"), {on("'arn:aws:s3:::*'")}, false, false},
      {"a short ARN in everything of it", on("'arn:aws:s3'"), {on("'arn:aws:s3:*:*:*'")}, true, true},
      {"a star that ends a field crosses its colon",
       on("'arn:aws:sqs:eu-west-1:1:q'"),
       {on("'arn:aws:sqs:*:q'")},
       false,
       false},
      {"a star that ends a field, by fields",
       on("'arn:aws:sqs:eu-west-1:111122223333:q'"),
       {on("'arn:aws:sqs:*:*:q'")},
       true,
       true},
      {"a star in the middle of a field stays in it",
       on("'arn:aws:sns:eu-west-1:111122223333:q'"),
       {on("'arn:aws:s*s:*:111122223333:q'")},
       true,
       true},
      {"what crosses lies in what is as wide",
       on("'arn:aws:sqs:*:*:q'"),
       {on("'arn:aws:sqs:*:*:*'")},
       true,
       true},
      {"what crosses does not lie in its fields",
       on("'arn:aws:sqs:eu*:1:q'"),
       {on("'arn:aws:sqs:e*u*:1:q'")},
       false,
       false},
      {"a list over two policies",
       on("['arn:aws:s3:::a/x','arn:aws:s3:::b/x']"),
       {on("'arn:aws:s3:::a/*'"), on("'arn:aws:s3:::b/*'")},
       true,
       true},
      {"of which one is lacking",
       on("['arn:aws:s3:::a/x','arn:aws:s3:::b/x']"),
       {on("'arn:aws:s3:::a/*'")},
       false,
       false},
      {"both halves of a pattern are not told",
       on("'arn:aws:s3:::?'"),
       {on("['arn:aws:s3:::a','arn:aws:s3:::b']")},
       false,
       false},
  });
}

TEST(NormalForm, NotResource) {
  expect_rows({
      {"the same",
       not_on("['arn:aws:s3:::a','arn:aws:s3:::b']"),
       {not_on("['arn:aws:s3:::b','arn:aws:s3:::a']")},
       true,
       true},
      {"sparing more lies in sparing less",
       not_on("['arn:aws:s3:::a','arn:aws:s3:::b']"),
       {not_on("'arn:aws:s3:::a'")},
       true,
       true},
      {"and not the reverse",
       not_on("'arn:aws:s3:::a'"),
       {not_on("['arn:aws:s3:::a','arn:aws:s3:::b']")},
       false,
       false},
      {"a wider pattern is spared", not_on("'arn:aws:s3:::*'"), {not_on("'arn:aws:s3:::a'")}, true, true},
      {"in everything", not_on("'arn:aws:s3:::a'"), {on("'*'")}, true, true},
      {"not in every ARN", not_on("'arn:aws:s3:::a'"), {on("'arn:*:*:*:*:*'")}, false, false},
      {"what is not spared", on("'arn:aws:s3:::b'"), {not_on("'arn:aws:s3:::a*'")}, true, true},
      {"what is spared", on("'arn:aws:s3:::ab'"), {not_on("'arn:aws:s3:::a*'")}, false, false},
      {"a pattern that meets what is spared",
       on("'arn:aws:s3:::*b'"),
       {not_on("'arn:aws:s3:::a*'")},
       false,
       false},
      {"everything meets it", on("'*'"), {not_on("'arn:aws:s3:::a'")}, false, false},
      {"a short ARN is spared with all that it means",
       on("'arn:aws:s3:::a'"),
       {not_on("'arn:aws:s3'")},
       false,
       false},
      {"a short ARN meets what is spared", on("'arn:aws:s3'"), {not_on("'arn:aws:s3:::a'")}, false, false},
      {"a short ARN of another service does not", on("'arn:aws:sqs'"), {not_on("'arn:aws:s3'")}, true, true},
      {"a star that crosses a colon is spared",
       on("'arn:aws:sqs:eu-west-1:1:a:q'"),
       {not_on("'arn:aws:sqs:eu*:1:a:*'")},
       false,
       false},
      {"a variable may be anything",
       on("'arn:aws:s3:::a/b'"),
       {not_on("'arn:aws:s3:::a/${aws:username}'")},
       false,
       false},
      {"and is text in the old version",
       on("'arn:aws:s3:::a/b'"),
       {not_on("'arn:aws:s3:::a/${aws:username}'")},
       true,
       true,
       kNew,
       kOld},
  });
}

TEST(NormalForm, PolicyVariables) {
  const std::string own = on("'arn:aws:s3:::a/${aws:username}/*'");
  expect_rows({
      {"the same", own, {own}, true, true},
      {"the same text in the old version, twice", own, {own}, true, true, kOld, kOld},
      {"without a version it is the old one", own, {own}, true, true, "", kOld},
      {"a variable is not its text", own, {own}, false, false, kNew, kOld},
      {"nor text the variable", own, {own}, false, false, kOld, kNew},
      {"text of the old version under a prefix", own, {on("'arn:aws:s3:::a/*'")}, true, true, kOld, kNew},
      {"everything", own, {on("'*'")}, true, true},
      {"one value of it", on("'arn:aws:s3:::a/ann/x'"), {own}, false, false},
      {"a star that is a character", on("'arn:aws:s3:::a/${*}'"), {on("'arn:aws:s3:::a/${*}'")}, true, true},
      {"is not every text", on("'arn:aws:s3:::a/b'"), {on("'arn:aws:s3:::a/${*}'")}, false, false},
      {"in the old version it is",
       on("'arn:aws:s3:::a/${b}'"),
       {on("'arn:aws:s3:::a/${*}'")},
       true,
       true,
       kOld,
       kOld},
      {"of values",
       when("'StringEquals':{'aws:PrincipalTag/a':'${aws:username}'}"),
       {when("'StringEquals':{'aws:PrincipalTag/a':'${aws:username}'}")},
       true,
       true},
      {"of values in two versions",
       when("'StringEquals':{'aws:PrincipalTag/a':'${aws:username}'}"),
       {when("'StringEquals':{'aws:PrincipalTag/a':'${aws:username}'}")},
       false,
       false,
       kOld,
       kNew},
      {"of values in the other two",
       when("'StringEquals':{'aws:PrincipalTag/a':'${aws:username}'}"),
       {when("'StringEquals':{'aws:PrincipalTag/a':'${aws:username}'}")},
       false,
       false,
       kNew,
       kOld},
  });
}

TEST(NormalForm, Effects) {
  const std::string deny = "{'Effect':'Deny','Action':'s3:GetObject','Resource':'*'}";
  expect_rows({
      {"a Deny in a Deny", deny, {deny}, true, true},
      {"a Deny in an Allow", deny, {allow("'*'")}, false, false},
      {"an Allow in a Deny", allow("'s3:GetObject'"), {deny}, false, false},
      {"an Allow beside a Deny", allow("'s3:GetObject'"), {deny + "," + allow("'s3:*'")}, true, true},
  });
}

// The atom is the least that one statement must contain whole.
TEST(NormalForm, TwoStatementsTogether) {
  expect_rows({
      {"the action in one and the resource in the other",
       allow("'s3:GetObject'", "'arn:aws:s3:::a/x'"),
       {allow("'s3:GetObject'", "'arn:aws:s3:::b/*'") + "," + allow("'s3:PutObject'", "'arn:aws:s3:::a/*'")},
       false,
       false},
      {"the resources over both",
       allow("'s3:GetObject'", "['arn:aws:s3:::a/x','arn:aws:s3:::b/x']"),
       {allow("'s3:GetObject'", "'arn:aws:s3:::b/*'") + "," + allow("'s3:*'", "'arn:aws:s3:::a/*'")},
       true,
       true},
      {"crosswise",
       allow("['s3:GetObject','s3:PutObject']", "['arn:aws:s3:::a','arn:aws:s3:::b']"),
       {allow("'s3:GetObject'", "'arn:aws:s3:::a'") + "," + allow("'s3:PutObject'", "'arn:aws:s3:::b'")},
       false,
       false},
      {"both ways",
       allow("['s3:GetObject','s3:PutObject']", "['arn:aws:s3:::a','arn:aws:s3:::b']"),
       {allow("'s3:GetObject'", "['arn:aws:s3:::b','arn:aws:s3:::a']") + "," +
        allow("'s3:PutObject'", "'arn:aws:s3:::b'") + "," + allow("'s3:PutObject'", "'arn:aws:s3:::a'")},
       true,
       true},
  });
}

TEST(NormalForm, Principals) {
  const auto named = [](std::string_view principal, std::string_view element = "Principal") {
    return fmt::format("{{'Effect':'Allow','{}':{},'Action':'s3:GetObject','Resource':'arn:aws:s3:::a/*'}}",
                       element, principal);
  };
  const auto trust = [](std::string_view principal, std::string_view action) {
    return fmt::format("{{'Effect':'Allow','Principal':{},'Action':{}}}", principal, action);
  };
  const std::string ann = "{'AWS':'arn:aws:iam::111122223333:user/ann'}";
  const std::string both =
      "{'AWS':['arn:aws:iam::111122223333:user/bob','arn:aws:iam::111122223333:user/ann']}";
  const PolicyKind resource = PolicyKind::kResource;
  expect_rows({
      {"the same", named(ann), {named(ann)}, true, true, kNew, kNew, resource},
      {"one of two", named(ann), {named(both)}, true, true, kNew, kNew, resource},
      {"two in one", named(both), {named(ann)}, false, false, kNew, kNew, resource},
      {"everyone, written in two ways",
       named("'*'"),
       {named("{'AWS':'*'}")},
       true,
       true,
       kNew,
       kNew,
       resource},
      {"a text of another kind",
       named("{'AWS':'111122223333'}"),
       {named("{'CanonicalUser':'111122223333'}")},
       false,
       false,
       kNew,
       kNew,
       resource},
      {"all but some, in other order",
       named("{'AWS':['arn:aws:iam::111122223333:user/ann','arn:aws:iam::111122223333:user/bob']}",
             "NotPrincipal"),
       {named(both, "NotPrincipal")},
       true,
       true,
       kNew,
       kNew,
       resource},
      {"all but one is not that one",
       named(ann),
       {named(ann, "NotPrincipal")},
       false,
       false,
       kNew,
       kNew,
       resource},
      {"a short ARN of a resource policy matches nothing",
       "{'Effect':'Allow','Principal':'*','Action':'s3:GetObject','Resource':'arn:aws:s3:::a'}",
       {"{'Effect':'Allow','Principal':'*','Action':'s3:GetObject','Resource':'arn:aws:s3'}"},
       false,
       false,
       kNew,
       kNew,
       resource},
      {"trust without a resource",
       trust(ann, "'sts:AssumeRole'"),
       {trust(both, "'sts:*'")},
       true,
       true,
       kNew,
       kNew,
       PolicyKind::kTrust},
      {"trust in another",
       trust(both, "'sts:AssumeRole'"),
       {trust(ann, "'sts:*'")},
       false,
       false,
       kNew,
       kNew,
       PolicyKind::kTrust},
  });
}

TEST(NormalForm, TellsTheAtomsOutsideInWrittenOrder) {
  const auto inner =
      policy_of(allow("['s3:PutObject','s3:GetObject']", "['arn:aws:s3:::b','arn:aws:s3:::a']"), kNew,
                PolicyKind::kIdentity);
  const auto outer = policy_of(allow("'s3:Get*'", "'arn:aws:s3:::a'"), kNew, PolicyKind::kIdentity);
  const auto told = [&](size_t limit) {
    std::string text;
    for (const Atom& atom : atoms_outside({inner}, {outer}, Wildcards::kForever, limit))
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", atom.action, atom.resource);
    return text;
  };
  EXPECT_EQ(told(8), "s3:PutObject arn:aws:s3:::b, s3:PutObject arn:aws:s3:::a, s3:GetObject arn:aws:s3:::b");
  EXPECT_EQ(told(2), "s3:PutObject arn:aws:s3:::b, s3:PutObject arn:aws:s3:::a");
  EXPECT_EQ(told(0), "");
}

TEST(NormalForm, ContainersHoldAllResourcesOfAnAction) {
  const auto inner =
      policy_of(allow("['s3:GetObject','s3:PutObject']", "['arn:aws:s3:::a','arn:aws:s3:::b']"), kNew,
                PolicyKind::kIdentity);
  const auto outer =
      policy_of(allow("'s3:*'", "'arn:aws:s3:::a'") + "," + allow("'s3:Get*'", "'arn:aws:s3:::*'") + "," +
                    allow("'*'") + "," + allow("'s3:PutObject'", "'arn:aws:s3:::b'"),
                kNew, PolicyKind::kIdentity);
  NormalForm form;
  form.add(inner);
  form.add(outer);
  std::vector<std::string> found;
  for (const auto& list : form.containers(*inner, inner->statements.front())) {
    std::string text;
    for (const StatementReference& each : list)
      text += fmt::format(" {}/{}", each.policy == inner.get() ? "inner" : "outer", each.statement->index);
    found.push_back(text);
  }
  EXPECT_EQ(found, (std::vector<std::string>{" inner/0 outer/1 outer/2", " inner/0 outer/2"}));
}

}  // namespace
}  // namespace arnscope
