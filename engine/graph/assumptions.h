// One step of assuming a role, asked of the evaluator: while the graph is drawn, and again for the evidence
// when it is written, so that no edge keeps its reasons. Of this folder alone.
#pragma once

#include <optional>
#include <vector>

#include "engine/graph/graph.h"

namespace arnscope {

// An entity as a caller; nothing where it cannot call.
std::optional<Caller> caller_of(Access& access, const Entity& entity);

// The request of assuming a role. `caller` gets the role's trust policy as its resource policy, and must
// outlive the request.
Request assume_request(Access& access, Caller& caller, ActionId action, std::string_view role_arn);

// The statements that decide CAN_ASSUME relationships. Quick where those of one caller follow each other.
class AssumptionEvidence {
 public:
  explicit AssumptionEvidence(const Graph& graph) : graph_(graph) {}
  std::vector<StatementReference> of(const Relationship& relationship);

 private:
  const Graph& graph_;
  EntityId from_ = kNoId;
  std::optional<Caller> caller_;
};

}  // namespace arnscope
