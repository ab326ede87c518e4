#include "engine/snapshot/organization_files.h"

#include <fmt/format.h>

#include <optional>
#include <vector>

#include "engine/base/text.h"
#include "engine/policy/arn.h"

namespace arnscope {
namespace {

// One page of output. Values of a wrong type are findings and read as absent.
class Page {
 public:
  Page(std::span<const std::string> parameters, const std::shared_ptr<const Document>& document,
       SnapshotBuilder& builder, std::string_view account)
      : parameters_(parameters), document_(document), builder_(builder), account_(account) {}

  SnapshotBuilder& builder() const { return builder_; }
  Value root() const { return document_->root(); }
  // Of the operation; "" where the file does not stand under one.
  std::string_view parameter() const {
    return parameters_.empty() ? std::string_view() : builder_.intern(parameters_.front());
  }
  // In which it was called; "" where the input does not tell.
  std::string_view account() const { return builder_.intern(account_); }
  std::string_view text(Value object, std::string_view name) const;
  std::optional<Value> object(Value holder, std::string_view name) const;
  // The elements of a member that is a list of objects.
  std::vector<Value> objects(Value holder, std::string_view name) const;
  ExportedPolicy content(Value policy) const;

 private:
  void mistyped(Value at, std::string_view name, std::string_view wanted) const;

  std::span<const std::string> parameters_;
  const std::shared_ptr<const Document>& document_;
  SnapshotBuilder& builder_;
  std::string_view account_;
};

void Page::mistyped(Value at, std::string_view name, std::string_view wanted) const {
  builder_.report(Severity::kError, "SNAPSHOT_DATA_TYPE_MISMATCH",
                  fmt::format("{} is {}: {} must stand here", name, kind_name(at.kind()), wanted),
                  at.place());
}

std::string_view Page::text(Value object, std::string_view name) const {
  const auto value = object.find(name);
  if (!value || value->kind() == Kind::kNull) return {};
  if (!value->is_string() && value->kind() != Kind::kNumber)
    return mistyped(*value, name, "a string"), std::string_view();
  return builder_.intern(value->text());
}

std::optional<Value> Page::object(Value holder, std::string_view name) const {
  const auto value = holder.find(name);
  if (!value || value->kind() == Kind::kNull) return std::nullopt;
  if (!value->is_object()) return mistyped(*value, name, "an object"), std::nullopt;
  return value;
}

std::vector<Value> Page::objects(Value holder, std::string_view name) const {
  std::vector<Value> result;
  const auto list = holder.find(name);
  if (!list || list->kind() == Kind::kNull) return result;
  if (!list->is_array()) return mistyped(*list, name, "a list"), result;
  for (Value element : list->elements()) {
    if (element.is_object()) {
      result.push_back(element);
    } else {
      mistyped(element, fmt::format("an element of {}", name), "an object");
    }
  }
  return result;
}

// Content is a string that holds JSON; who writes files by hand may have the object itself.
ExportedPolicy Page::content(Value policy) const {
  ExportedPolicy found;
  const auto value = policy.find("Content");
  if (!value || value->kind() == Kind::kNull) return found;
  found.document = document_;
  found.value = value->index();
  return found;
}

// Where nothing tells the type, the policy is taken for an SCP: what is attached may deny.
std::optional<PolicyType> policy_type(std::string_view name, std::string_view arn) {
  if (name.empty()) {
    const auto fields = parse_arn(arn);  // policy/ORGANIZATION/service_control_policy/p-12345678
    const auto parts = split(fields ? fields->resource : std::string_view(), '/');
    if (parts.size() < 3) return PolicyType::kServiceControl;
    name = parts[parts.size() - 2];
  }
  const OrganizationPolicyType* row = find_organization_policy_type(name);
  return row == nullptr ? std::nullopt : std::optional(row->type);
}

// An organization with consolidated billing alone has no policies.
// Source: AWS Organizations API Reference, Organization, FeatureSet.
void describe_organization(const Page& page) {
  const auto organization = page.object(page.root(), "Organization");
  if (!organization) return;
  FoundOrganization found;
  found.id = page.text(*organization, "Id");
  found.arn = page.text(*organization, "Arn");
  found.management_account = page.text(*organization, "MasterAccountId");
  if (found.management_account.empty())
    found.management_account = page.text(*organization, "ManagementAccountId");
  found.place = organization->place();
  page.builder().add(found);
  if (!page.account().empty()) {
    FoundMember member;
    member.account = page.account();
    member.place = organization->place();
    page.builder().add(member);
  }
  if (equal_folded(page.text(*organization, "FeatureSet"), "CONSOLIDATED_BILLING"))
    for (const OrganizationPolicyType& row : kOrganizationPolicyTypes) page.builder().add(row.none);
}

FoundUnit unit_at(const Page& page, Value value, std::string_view parent) {
  return {page.text(value, "Id"), page.text(value, "Arn"), page.text(value, "Name"), parent, value.place()};
}

void add_unit(const Page& page, FoundUnit unit) {
  if (!unit.id.empty()) {
    for (OrganizationList list : {OrganizationList::kUnits, OrganizationList::kAccounts})
      page.builder().expect_list(list, unit.id, unit.place);
    return page.builder().add(unit);
  }
  page.builder().report(Severity::kError, "INVALID_ID",
                        "a part of the organization has no Id: it is left out", unit.place);
}

// A policy of a type that is not enabled in the root has no effect.
// Source: AWS Organizations API Reference, Root, PolicyTypes.
void list_roots(const Page& page) {
  for (Value root : page.objects(page.root(), "Roots")) {
    add_unit(page, unit_at(page, root, ""));
    if (!root.find("PolicyTypes")) continue;
    const std::vector<Value> types = page.objects(root, "PolicyTypes");
    for (const OrganizationPolicyType& row : kOrganizationPolicyTypes) {
      bool enabled = false;
      for (Value type : types)
        enabled = enabled || (equal_folded(page.text(type, "Type"), row.name) &&
                              equal_folded(page.text(type, "Status"), "ENABLED"));
      if (!enabled) page.builder().add(row.none);
    }
  }
}

void add_accounts(const Page& page, std::string_view parent) {
  for (Value account : page.objects(page.root(), "Accounts")) {
    FoundMember member;
    member.account = page.text(account, "Id");
    member.parent = parent;
    member.name = page.text(account, "Name");
    member.email = page.text(account, "Email");
    member.status = page.text(account, "Status");
    if (member.status.empty()) member.status = page.text(account, "State");
    member.joined = page.text(account, "JoinedTimestamp");
    member.place = account.place();
    page.builder().add(member);
  }
}

void list_accounts(const Page& page) {
  add_accounts(page, "");
  // A page that says where the next begins is not all.
  if (!page.root().find("NextToken")) page.builder().add(OrganizationFact::kAllAccounts);
}

void list_accounts_for_parent(const Page& page) {
  page.builder().add_list(OrganizationList::kAccounts, page.parameter());
  add_accounts(page, page.parameter());
}

void list_units_for_parent(const Page& page) {
  page.builder().add_list(OrganizationList::kUnits, page.parameter());
  for (Value unit : page.objects(page.root(), "OrganizationalUnits"))
    add_unit(page, unit_at(page, unit, page.parameter()));
}

void add_policy(const Page& page, Value summary, ExportedPolicy policy) {
  policy.name = page.text(summary, "Name");
  policy.arn = page.text(summary, "Arn");
  const std::string_view id = page.text(summary, "Id");
  const auto type = policy_type(page.text(summary, "Type"), policy.arn);
  const std::string_view known_id = id.empty() ? page.parameter() : id;
  page.builder().expect_list(OrganizationList::kTargets, known_id, summary.place());
  page.builder().add_organization_policy(std::move(policy), known_id, type);
}

void list_policies(const Page& page) {
  for (Value policy : page.objects(page.root(), "Policies")) add_policy(page, policy, {});
}

void describe_policy(const Page& page) {
  const auto policy = page.object(page.root(), "Policy");
  if (!policy) return;
  if (const auto summary = page.object(*policy, "PolicySummary"))
    add_policy(page, *summary, page.content(*policy));
}

void list_targets_for_policy(const Page& page) {
  page.builder().add_list(OrganizationList::kTargets, page.parameter());
  for (Value target : page.objects(page.root(), "Targets"))
    page.builder().add(FoundAttachment{page.parameter(), page.text(target, "TargetId"), target.place()});
}

void list_delegated_administrators(const Page& page) {
  for (Value administrator : page.objects(page.root(), "DelegatedAdministrators"))
    page.builder().add_delegated_administrator(page.text(administrator, "Id"), "");
}

void list_delegated_services(const Page& page) {
  for (Value service : page.objects(page.root(), "DelegatedServices"))
    page.builder().add_delegated_administrator(page.parameter(), page.text(service, "ServicePrincipal"));
}

struct OperationRow {
  std::string_view name;
  void (*read)(const Page& page);
};

constexpr OperationRow kOperations[] = {
    {"organizations-describe-organization", describe_organization},
    {"organizations-describe-policy", describe_policy},
    {"organizations-list-accounts", list_accounts},
    {"organizations-list-accounts-for-parent", list_accounts_for_parent},
    {"organizations-list-delegated-administrators", list_delegated_administrators},
    {"organizations-list-delegated-services-for-account", list_delegated_services},
    {"organizations-list-organizational-units-for-parent", list_units_for_parent},
    {"organizations-list-policies", list_policies},
    {"organizations-list-roots", list_roots},
    {"organizations-list-targets-for-policy", list_targets_for_policy},
};

}  // namespace

bool read_organization_file(std::string_view operation, std::span<const std::string> parameters,
                            const std::shared_ptr<const Document>& document, SnapshotBuilder& builder,
                            std::string_view account) {
  for (const OperationRow& row : kOperations) {
    if (!equal_folded(row.name, operation)) continue;
    row.read(Page(parameters, document, builder, account));
    return true;
  }
  return false;
}

}  // namespace arnscope
