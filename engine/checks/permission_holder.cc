#include "engine/checks/permission_holder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "engine/document/json_reader.h"
#include "engine/evaluate/services.h"

namespace arnscope {
namespace {

// An account as AWS's documentation writes it, for resources that name none.
constexpr std::string_view kExampleAccount = "111122223333";

// What nobody knows of an example. Source: IAM User Guide, "AWS global condition context keys", properties of
// the principal.
constexpr std::array<std::string_view, 6> kOfPrincipal = {"aws:PrincipalArn",  "aws:PrincipalAccount",
                                                          "aws:PrincipalType", "aws:username",
                                                          "aws:userid",        "kms:CallerAccount"};

// From text on, as any policy.
std::shared_ptr<const CompiledPolicy> assumed_policy(std::string text, PolicyKind kind) {
  auto document = read_json(Source::from_text("resource policy", std::move(text)));
  std::vector<Finding> findings;
  auto policy =
      std::make_shared<const Policy>(parse_policy((*document)->root(), kind, "resource policy", findings));
  return compile(std::move(policy), kind, "resource policy");
}

// Unless somebody gave it.
void leave_owner_open(Context& context) {
  static const KeyName kOwner = make_key("aws:ResourceAccount");
  if (!context.has(kOwner)) context.set_unknown("aws:ResourceAccount");
}

Principal example_principal(std::string_view partition, std::string_view account, std::string_view name) {
  return *parse_principal(fmt::format("arn:{}:iam::{}:{}", partition, account, name));
}

}  // namespace

PermissionHolder::PermissionHolder(PolicyList identity, PolicyList boundary, const GivenContext& given)
    : no_snapshot_(std::make_unique<const Snapshot>()),
      no_access_(std::make_unique<Access>(*no_snapshot_, given.unlisted)),
      access_(no_access_.get()) {
  caller_.principal = example_principal("aws", kExampleAccount, "role/example");
  caller_.context = Context(given.unlisted);
  for (const std::string_view key : kOfPrincipal) caller_.context.set_unknown(key);
  for (const auto& [key, value] : given.keys) caller_.context.set(key, value);
  caller_.policies[Layer::kIdentity].state = LayerState::kPresent;
  for (auto& policy : identity) caller_.policies.add(Layer::kIdentity, std::move(policy));
  for (auto& policy : boundary) caller_.policies.add(Layer::kBoundary, std::move(policy));
}

PermissionHolder::PermissionHolder(Access& access, Caller caller, const GivenContext& given)
    : access_(&access), caller_(std::move(caller)), asked_policies_(caller_.policies), notes_(caller_.notes) {
  for (const auto& [key, value] : given.keys) caller_.context.set(key, value);
}

void PermissionHolder::note(std::string text) {
  if (!text.empty() && std::find(notes_.begin(), notes_.end(), text) == notes_.end())
    notes_.push_back(std::move(text));
}

std::string_view PermissionHolder::partition() const {
  return caller_.principal.partition.empty() ? std::string_view("aws") : caller_.principal.partition;
}

std::vector<Caller> PermissionHolder::callers_anywhere() const {
  if (no_access_ == nullptr) return {caller_};
  std::set<std::pair<std::string_view, std::string_view>> homes = {{"aws", kExampleAccount}};
  for (const auto& policy : caller_.policies[Layer::kIdentity].levels.front())
    for (const CompiledStatement& statement : policy->statements)
      for (const ResourcePattern& pattern : statement.resources)
        if (const auto arn = parse_arn(pattern.written); arn && is_account_id(arn->account))
          homes.emplace(has_wildcard(arn->partition) ? "aws" : arn->partition, arn->account);
  std::vector<Caller> callers;
  for (const auto& [partition, account] : homes) {
    Caller& caller = callers.emplace_back(caller_);
    caller.principal = example_principal(partition, account, "role/example");
    leave_owner_open(caller.context);
  }
  return callers;
}

PermissionHolder::Example& PermissionHolder::example_of(const AskedResource& resource) {
  std::string partition = "aws";
  std::string account(kExampleAccount);
  if (const auto arn = parse_arn(resource.text)) {
    if (!arn->partition.empty() && !has_wildcard(arn->partition)) partition = arn->partition;
    if (is_account_id(arn->account)) account = arn->account;
  }
  auto [at, is_new] = examples_.try_emplace({partition, account});
  if (is_new) {
    at->second.role = example_principal(partition, account, "role/example");
    at->second.user = example_principal(partition, account, "user/example");
  }
  return at->second;
}

const Context& PermissionHolder::context_for(const RequiredPermissions& required,
                                             const Requirement& requirement, const AskedResource& on) {
  const auto arn = parse_arn(on.text);
  const bool owner_known = no_access_ == nullptr || (arn && is_account_id(arn->account));
  auto [at, is_new] = contexts_.try_emplace({requirement.context, owner_known});
  Context& context = at->second;
  if (is_new) {
    context = caller_.context;
    if (!owner_known) leave_owner_open(context);
    for (const auto& [key, values] : required.contexts[requirement.context].keys) context.set(key, values);
  }
  if (no_access_ != nullptr || on.meaning == ResourceMeaning::kSome) return context;
  own_context_ = context;
  access_->add_resource_tags(on.text, own_context_);
  access_->add_resource_organization(
      arn && is_account_id(arn->account) ? arn->account : access_->known_owner(on.text), own_context_);
  return own_context_;
}

// What the request's rule asks of the resource's policy.
const Policies& PermissionHolder::with_assumed(const Request& request, Example& example) {
  const ServiceRule* rule = find_service_rule(request, caller_.policies);
  if (rule == nullptr || (rule->effect != ServiceEffect::kNeedsResourceGrant &&
                          rule->effect != ServiceEffect::kResourceGrantAlone))
    return caller_.policies;
  const bool trust = request.service() == "sts";
  note(trust ? "the trust policies of roles are taken to name the caller or its account"
             : "key policies are taken to let the account's identity policies decide");
  auto& policies = trust ? example.with_trust_policy : example.with_key_policy;
  if (!policies) {
    policies = caller_.policies;
    const std::string& account = example.role.account;
    const std::string text = fmt::format(
        R"({{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"AWS":"{}"}},"Action":"*"{}}}}})",
        account, trust ? "" : R"(,"Resource":"*")");
    policies->add(Layer::kResource, assumed_policy(text, trust ? PolicyKind::kTrust : PolicyKind::kResource));
  }
  return *policies;
}

bool PermissionHolder::is_assumed(const StatementReference& reference) const {
  return assumes_resource_policies() && reference.layer == Layer::kResource;
}

PermissionHolder::Asked PermissionHolder::ask(const RequiredPermissions& required,
                                              const Requirement& requirement, const AskedResource& on) {
  Example* example = no_access_ != nullptr ? &example_of(on) : nullptr;
  Request request(example != nullptr ? example->role : caller_.principal,
                  context_for(required, requirement, on));
  if (requirement.action == kNoAction) {
    request.set_action(requirement.unknown_action);
  } else {
    request.set_action(requirement.action);
  }
  request.set_resource_account(example != nullptr ? std::string_view(example->role.account)
                                                  : access_->owner_account(caller_.principal, on.text));
  request.set_resource(on.text, on.meaning);
  if (example != nullptr) return {std::move(request), &with_assumed(request, *example)};
  note(access_->add_resource_policy(request, asked_policies_));
  return {std::move(request), &asked_policies_};
}

std::optional<PermissionHolder::Asked> PermissionHolder::ask_as_user(const Asked& asked) {
  if (no_access_ == nullptr) return std::nullopt;
  const Request& before = asked.request;
  const Principal& role = before.principal();
  Request request(examples_.at({role.partition, role.account}).user, before.context());
  request.set_action(before.action_name());
  request.set_resource_account(role.account);
  request.set_resource(before.resource(), before.meaning());
  return Asked{std::move(request), asked.policies};
}

}  // namespace arnscope
