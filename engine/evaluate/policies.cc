// The layers of policies and their names.
#include "engine/evaluate/authorize.h"

namespace arnscope {
namespace {

constexpr std::array<std::string_view, kLayerCount> kLayerNames = {
    "scp", "rcp", "endpoint", "resource", "identity", "boundary", "session"};

}  // namespace

std::string_view layer_name(Layer layer) { return kLayerNames[static_cast<size_t>(layer)]; }

std::optional<Layer> find_layer(std::string_view name) {
  for (size_t i = 0; i < kLayerCount; ++i)
    if (kLayerNames[i] == name) return static_cast<Layer>(i);
  return std::nullopt;
}

PolicyKind policy_kind(Layer layer, std::string_view service) {
  if (!names_principals(layer)) return PolicyKind::kIdentity;
  return layer == Layer::kResource && service == "sts" ? PolicyKind::kTrust : PolicyKind::kResource;
}

std::string_view verdict_name(Verdict verdict) {
  constexpr std::array<std::string_view, 4> kNames = {"allowed", "explicitDeny", "implicitDeny",
                                                      "conditional"};
  return kNames[static_cast<size_t>(verdict)];
}

void Policies::add(Layer layer, std::shared_ptr<const CompiledPolicy> policy) {
  LayerPolicies& target = (*this)[layer];
  target.state = LayerState::kPresent;
  if (target.levels.empty()) target.levels.emplace_back();
  target.levels.back().push_back(std::move(policy));
}

}  // namespace arnscope
