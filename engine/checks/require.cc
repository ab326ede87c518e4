// A requirement is asked as a question on all of its resources. What cannot be told from that is asked in
// parts: one resource type after the other, or held as text against the statements that are there.
#include "engine/checks/require.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "engine/catalog/catalog.h"
#include "engine/checks/normal_form.h"

namespace arnscope {
namespace {

bool is_denied(Verdict verdict) {
  return verdict == Verdict::kExplicitDeny || verdict == Verdict::kImplicitDeny;
}

class Checker {
 public:
  Checker(PermissionHolder& holder, const RequiredPermissions& required)
      : holder_(holder), required_(required) {
    for (const auto& level : holder.policies()[Layer::kIdentity].levels)
      for (const auto& policy : level) form_.add(policy);
  }
  RequirementAnswer check(const Requirement& requirement);

 private:
  using Asked = PermissionHolder::Asked;

  void add_grants(RequirementAnswer& answer, const Decision& decision) const;
  bool granted_to_user(RequirementAnswer& answer, const Asked& asked);
  bool granted_by_types(RequirementAnswer& answer);
  bool denies_something(ActionId action) const;
  bool granted_as_written(RequirementAnswer& answer, const Asked& asked, const Decision& whole);
  void set_missing(RequirementAnswer& answer, const Asked& asked, const Decision& whole);
  std::optional<ExaminedStatement> nearest(const Asked& asked, const Decision& whole,
                                           const std::vector<Layer>& blocked_by);

  PermissionHolder& holder_;
  const RequiredPermissions& required_;
  NormalForm form_;  // of the identity policies
  // What contains the actions of a required statement, by position.
  std::unordered_map<const CompiledStatement*, std::vector<std::vector<StatementReference>>> containers_;
  size_t looked_for_ = 0;
};

// The statements that grant; the identity's own first.
void Checker::add_grants(RequirementAnswer& answer, const Decision& decision) const {
  if (answer.rule.empty()) answer.rule = decision.rule;
  for (const Layer layer : {Layer::kIdentity, Layer::kResource})
    for (const StatementReference& reference : decision.decided_by)
      if (reference.layer == layer && reference.statement->effect == Effect::kAllow &&
          !holder_.is_assumed(reference) &&
          std::find(answer.by.begin(), answer.by.end(), reference) == answer.by.end())
        answer.by.push_back(reference);
}

// Policies by themselves are nobody's: what a role can never do, a user may.
bool Checker::granted_to_user(RequirementAnswer& answer, const Asked& asked) {
  const auto as_user = holder_.ask_as_user(asked);
  if (!as_user) return false;
  const Decision decision = explain(as_user->request, *as_user->policies);
  if (is_denied(decision.verdict)) return false;
  answer.coverage = decision.verdict == Verdict::kAllowed ? Coverage::kCovered : Coverage::kConditional;
  answer.condition = decision.condition;
  add_grants(answer, decision);
  holder_.note(action_name(*answer.requirement) +
               " is for users: no role can make it, whatever its policies");
  return true;
}

// Every resource, one resource type of the action after the other, in the partition of whoever asks.
bool Checker::granted_by_types(RequirementAnswer& answer) {
  constexpr std::string_view kAnyPartition = "arn:*:";
  const Requirement& requirement = *answer.requirement;
  if (requirement.resource != 0 || requirement.action == kNoAction) return false;
  RequirementAnswer found{&requirement, Coverage::kCovered, {}, "", Expression(true), {}, {}, {}};
  for (const catalog::ActionResource& each : catalog::action_resources(requirement.action)) {
    const catalog::ResourceType type = catalog::resource_type(each.type);
    for (const std::string_view arn : {type.arn, type.other_arn}) {
      if (arn.empty()) continue;
      AskedResource on{std::string(arn), ResourceMeaning::kSome};
      if (arn.starts_with(kAnyPartition))
        on.text = "arn:" + std::string(holder_.partition()) + ":" + on.text.substr(kAnyPartition.size());
      const Asked asked = holder_.ask(required_, requirement, on);
      const Decision whole = explain(asked.request, *asked.policies);
      if (is_denied(whole.verdict)) return false;
      if (whole.verdict == Verdict::kConditional) {
        Expression on_every = without_resource(whole.condition, PatternPart::kEvery);
        if (on_every.is(false)) return false;
        found.coverage = Coverage::kConditional;
        found.condition = std::move(found.condition) && std::move(on_every);
      }
      add_grants(found, whole);
    }
  }
  answer = std::move(found);
  return true;
}

// Whether a Deny of its own policies speaks of the action.
bool Checker::denies_something(ActionId action) const {
  bool denies = action == kNoAction;
  for (const auto& level : holder_.policies()[Layer::kIdentity].levels)
    for (const auto& policy : level)
      policy->for_each_on(action, [&](const CompiledStatement& statement) {
        denies = denies || statement.effect == Effect::kDeny;
      });
  return denies;
}

// A statement that says what a statement of the policies says, on no more resources and under no less of a
// condition, is granted by it where nothing else has a say: whatever its conditions and variables hold, and
// also where the catalog does not know that the action can be made on the resource.
bool Checker::granted_as_written(RequirementAnswer& answer, const Asked& asked, const Decision& whole) {
  const Requirement& requirement = *answer.requirement;
  const bool unheard_of = !asked.request.applicable() && !denies_something(requirement.action);
  if (requirement.statement == nullptr || (whole.verdict != Verdict::kConditional && !unheard_of))
    return false;
  for (size_t i = 0; i < kLayerCount; ++i) {
    const auto layer = static_cast<Layer>(i);
    const bool passes =
        layer == Layer::kIdentity || (layer == Layer::kResource && holder_.assumes_resource_policies());
    if (!passes && (*asked.policies)[layer].state != LayerState::kNone) return false;
  }
  for (const StatementReference& reference : whole.decided_by) {
    const bool own = reference.layer == Layer::kIdentity || holder_.is_assumed(reference);
    if (!own || reference.statement->effect == Effect::kDeny) return false;
  }
  auto [containers, is_new] = containers_.try_emplace(requirement.statement);
  if (is_new) containers->second = form_.containers(*requirement.policy, *requirement.statement);
  answer.by = containers->second[requirement.position];
  if (answer.by.empty()) return false;
  answer.coverage = Coverage::kCovered;
  return true;
}

// The layers in which an Allow can be lacking, the likeliest first.
constexpr std::array kLacking = {Layer::kIdentity, Layer::kBoundary, Layer::kSession,
                                 Layer::kScp,      Layer::kEndpoint, Layer::kResource};

std::optional<ExaminedStatement> Checker::nearest(const Asked& asked, const Decision& whole,
                                                  const std::vector<Layer>& blocked_by) {
  const bool denied = whole.verdict == Verdict::kExplicitDeny;
  for (const Layer layer : kLacking) {
    const bool blocks = std::find(blocked_by.begin(), blocked_by.end(), layer) != blocked_by.end();
    const bool in_part = blocked_by.empty() && layer == Layer::kIdentity && whole.rule.empty();
    if (denied || (!blocks && !in_part)) continue;
    const Reach reach = looked_for_ < kNearestLookedFor ? Reach::kService : Reach::kAction;
    auto found = nearest_allow(asked.request, *asked.policies, layer, reach);
    const bool on_action =
        found && std::none_of(found->mismatches.begin(), found->mismatches.end(),
                              [](const Mismatch& mismatch) { return mismatch.element == Element::kAction; });
    if (!on_action) ++looked_for_;
    if (found) return found;
  }
  for (const StatementReference& reference : whole.decided_by)
    if (reference.statement->effect == Effect::kDeny)
      return ExaminedStatement{reference, kNamesItself, denied ? Answer::kYes : Answer::kUnknown, {}};
  return std::nullopt;
}

void Checker::set_missing(RequirementAnswer& answer, const Asked& asked, const Decision& whole) {
  answer.rule = whole.rule;
  answer.blocked_by = whole.blocked_by;
  if (whole.verdict == Verdict::kConditional) {
    ResourceDecision parts = explain_resources(asked.request, *asked.policies);
    answer.granted = std::move(parts.grants);
    if (answer.granted.empty()) answer.blocked_by = std::move(parts.decision.blocked_by);
  }
  answer.nearest = nearest(asked, whole, answer.blocked_by);
}

RequirementAnswer Checker::check(const Requirement& requirement) {
  RequirementAnswer answer;
  answer.requirement = &requirement;
  const Asked asked = holder_.ask(required_, requirement, required_.resources[requirement.resource]);
  const Decision whole = explain(asked.request, *asked.policies);
  if (whole.verdict == Verdict::kAllowed) {
    answer.coverage = Coverage::kCovered;
    add_grants(answer, whole);
    return answer;
  }
  if (!whole.rule.empty() && granted_to_user(answer, asked)) return answer;
  if (granted_as_written(answer, asked, whole)) return answer;
  if (whole.verdict == Verdict::kConditional) {
    answer.condition = without_resource(whole.condition, PatternPart::kEvery);
    if (!answer.condition.is(false)) {
      answer.coverage = Coverage::kConditional;
      add_grants(answer, whole);
      return answer;
    }
    if (granted_by_types(answer)) return answer;
  }
  set_missing(answer, asked, whole);
  return answer;
}

}  // namespace

std::vector<RequirementAnswer> check_requirements(PermissionHolder& holder,
                                                  const RequiredPermissions& required) {
  std::vector<RequirementAnswer> answers;
  answers.reserve(required.requirements.size());
  Checker checker(holder, required);
  for (const Requirement& requirement : required.requirements) answers.push_back(checker.check(requirement));
  return answers;
}

}  // namespace arnscope
