// One question to the evaluator: a principal, an action, a resource, a context. The texts belong to the
// caller and must outlive the request. Setting an action or a resource splits it once; deciding then
// allocates nothing. Source: IAM User Guide, "Policy evaluation logic", "Processing the request context".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/evaluate/context.h"
#include "engine/evaluate/principal.h"
#include "engine/policy/action_set.h"
#include "engine/policy/arn.h"

namespace arnscope {

// Whether the resource is one ARN, or a pattern that stands for some resource that it matches.
enum class ResourceMeaning : uint8_t { kOne, kSome };

// A resource as a person writes it: a `*` or `?` makes it a pattern; `${*}`, `${?}` and `${$}` are the
// characters themselves, as in policies.
struct AskedResource {
  std::string text = "*";
  ResourceMeaning meaning = ResourceMeaning::kSome;
};

// Errors: no ARN and not "*", wildcards beside escaped characters.
Result<AskedResource> parse_resource(std::string_view written);

class Request {
 public:
  // REQUIRES: both outlive the request.
  Request(const Principal& principal, const Context& context) : principal_(&principal), context_(&context) {}

  // "s3:GetObject", in any case. O(log actions).
  void set_action(std::string_view name);
  void set_action(ActionId id);
  // An ARN, or "*" for an action without a resource. An action that takes no resource is asked on "*"
  // whatever is given; so set the action first.
  void set_resource(std::string_view arn, ResourceMeaning meaning = ResourceMeaning::kOne);
  // The account that owns the resource, for ARNs that do not carry one.
  void set_resource_account(std::string_view account) { given_resource_account_ = account; }
  // The management account of the organization: SCPs and RCPs do not restrict it.
  void set_management_account(std::string_view account) { management_account_ = account; }
  // The same request under another context. REQUIRES: it outlives the request.
  void set_context(const Context& context) { context_ = &context; }

  const Principal& principal() const { return *principal_; }
  const Context& context() const { return *context_; }
  ActionId action() const { return action_; }
  std::string_view action_name() const {  // lower case
    return action_ == kNoAction ? std::string_view(unknown_action_) : action_name_;
  }
  std::string_view service() const { return action_name().substr(0, action_name().find(':')); }
  std::string_view resource() const { return resource_; }
  const ArnFields* resource_fields() const { return has_fields_ ? &fields_ : nullptr; }
  ResourceMeaning meaning() const { return meaning_; }
  // Whether the action takes resources at all, as far as the catalog knows.
  bool takes_resource() const { return takes_resource_; }
  // Whether the action can be made on the resource at all.
  bool applicable() const { return applicable_; }
  // "" where it is unknown.
  std::string_view resource_account() const;
  std::string_view management_account() const { return management_account_; }  // "" where it is unknown

  // The values of a condition key: as given, else as the request itself tells, else as the context says of
  // keys that nobody gave. Allocates nothing.
  KeyValues get(const KeyName& key) const;

 private:
  std::string_view requested_region() const;

  const Principal* principal_;
  const Context* context_;
  ActionId action_ = kNoAction;
  std::string_view action_name_;  // of an action of the catalog
  std::string unknown_action_;    // of any other; a request can be copied
  std::string_view resource_ = "*";
  ArnFields fields_;
  bool has_fields_ = false;
  bool takes_resource_ = true;
  bool applicable_ = true;
  ResourceMeaning meaning_ = ResourceMeaning::kOne;
  std::string_view given_resource_account_;
  std::string_view management_account_;
};

}  // namespace arnscope
