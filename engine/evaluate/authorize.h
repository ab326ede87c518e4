// The decision on a request: every layer of policies that applies, AWS's rules for how they combine, and the
// reasons. The rules stand once, in authorize.cc, over two algebras: answers for the verdict alone, which
// allocates nothing, and expressions for the condition that remains. Source: IAM User Guide, "Policy
// evaluation logic".
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/evaluate/compiled.h"
#include "engine/evaluate/expression.h"
#include "engine/evaluate/match.h"
#include "engine/evaluate/request.h"

namespace arnscope {

// "scp", "rcp", "endpoint", "resource", "identity", "boundary", "session".
std::string_view layer_name(Layer layer);
std::optional<Layer> find_layer(std::string_view name);

// Whether the statements of a layer name principals: endpoint policies and RCPs do as resource policies do.
constexpr bool names_principals(Layer layer) {
  return layer == Layer::kResource || layer == Layer::kRcp || layer == Layer::kEndpoint;
}

// How the policies of a layer are read. The policy of the resource is a role's trust policy, which has no
// Resource, where the action is one of STS. `service` is in lower case.
PolicyKind policy_kind(Layer layer, std::string_view service);

enum class LayerState : uint8_t {
  kNone,     // there is no such layer: it neither grants nor limits
  kPresent,  // its policies are known
  kUnknown,  // there may be such policies and the input does not have them: they may let the account's own
             // policies decide; that they name the caller is not assumed, and they deny nothing
};

// The policies of one layer. SCPs and RCPs have a level for the root, one for each organizational unit down
// to the account, and one for the account; each level must allow. All other layers have one level.
struct LayerPolicies {
  LayerState state = LayerState::kNone;
  std::vector<std::vector<std::shared_ptr<const CompiledPolicy>>> levels;
  // Policies that belong here and are not known: they may allow. What SCPs and RCPs among them deny is as
  // open; that others deny anything is not assumed.
  std::vector<std::string> missing;
};

struct Policies {
  std::array<LayerPolicies, kLayerCount> layers;
  // Amazon S3 Block Public Access: a resource policy is public, and RestrictPublicBuckets is on.
  bool public_buckets_restricted = false;

  LayerPolicies& operator[](Layer layer) { return layers[static_cast<size_t>(layer)]; }
  const LayerPolicies& operator[](Layer layer) const { return layers[static_cast<size_t>(layer)]; }
  Bounded bounded() const {
    return (*this)[Layer::kBoundary].state == LayerState::kNone ? Bounded::kNo : Bounded::kYes;
  }
  // Adds a policy to a layer's last level; the layer is then present.
  void add(Layer layer, std::shared_ptr<const CompiledPolicy> policy);
};

// AWS's EvalDecision words, and `conditional`: allowed exactly when the remaining condition holds.
enum class Verdict : uint8_t { kAllowed, kExplicitDeny, kImplicitDeny, kConditional };
std::string_view verdict_name(Verdict verdict);  // "allowed", "explicitDeny", ...

struct Decision {
  Verdict verdict = Verdict::kImplicitDeny;
  std::vector<Layer> blocked_by;  // those without which it would have been allowed, in report order
  std::vector<StatementReference> decided_by;  // the statements that matched or may match
  Expression condition;                        // of kConditional: what remains to hold
  std::string rule;                            // a rule of AWS's own that decided, in words; often empty
};

// The verdict alone, which may be less sharp: conditions are not related to each other, so that it is
// conditional where they exclude or complete one another, and an implicit deny where one of several explicit
// ones holds whatever the request. Allocates nothing. About a quarter of a microsecond for a role with fifty
// statements.
Verdict decide(const Request& request, const Policies& policies);

// The same verdict with its reasons.
Decision explain(const Request& request, const Policies& policies);

}  // namespace arnscope
