// The layouts that find_policies knows: how each is recognised, and where its policies are. Any thread.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "engine/template/policies.h"

namespace arnscope {

using SharedDocument = std::shared_ptr<const Document>;

struct PolicyLayout {
  bool (*recognises)(Value root);
  void (*find)(const SharedDocument& document, FoundPolicies& found);
};

// A policy alone, what the AWS CLI prints around one, and a list of these.
extern const PolicyLayout kPolicyLayout, kPolicyListLayout;
// A CloudFormation template. Source: CloudFormation User Guide, "CloudFormation template sections".
extern const PolicyLayout kCloudFormationLayout;
// What `terraform show -json` prints of a plan or a state. Source: Terraform, "JSON Output Format".
extern const PolicyLayout kTerraformLayout;

// Where the resources of one type hold a policy.
struct PolicyProperty {
  std::string_view resource;  // the type
  std::string_view property;  // the way from the resource's properties, "/" between names, "*" each element
  std::string_view type;      // of the policy, see FoundPolicy
  // Of inline policies the property that says what holds them; kItself where the resource does; "" of others.
  std::string_view holder;
};
inline constexpr std::string_view kItself = ".";

// In the order of their resource types; a type may have several rows.
std::span<const PolicyProperty> cloudformation_policies();
std::span<const PolicyProperty> terraform_policies();

// The rows of one resource type. O(log rows).
std::span<const PolicyProperty> rows_of(std::span<const PolicyProperty> rows, std::string_view resource);

// The types of policies of AWS Organizations that are written in the language of IAM: "scp", "rcp", "" for
// others. Source: AWS Organizations User Guide, "Managing organization policies".
std::string_view organization_policy_type(std::string_view type);

// "/a~1b": a name or a position as a step of a JSON pointer (RFC 6901).
std::string pointer_step(std::string_view name);

// A policy that nobody can know yet, at a place: without statements, and open.
FoundPolicy unknown_policy(Value at);

// Adds the policy that stands in `text`, which is JSON; a finding where it is none. `found` has all but
// document and value. REQUIRES: the places of `text` are in the document that is searched.
void add_policy_text(const std::shared_ptr<const Source>& text, FoundPolicy found, FoundPolicies& out);

}  // namespace arnscope
