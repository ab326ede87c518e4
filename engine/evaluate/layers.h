// What each layer of policies says by itself: the step of a decision before the layers are combined. For
// this folder alone: authorize.cc answers, examine.cc shows.
#pragma once

#include <array>
#include <string_view>

#include "engine/evaluate/authorize.h"

namespace arnscope {

struct LayerAnswer {
  bool applies = true;
  std::string_view because;  // why it does not apply, or what lets it allow without a statement; often empty
  Answer deny = Answer::kNo;
  Answer allow = Answer::kNo;
};

// In report order.
std::array<LayerAnswer, kLayerCount> ask_layers(const Request& request, const Policies& policies);

// Whether one of AWS's own rules decides and no policy changes it.
bool is_decided_by_rule(const Request& request, const Policies& policies);

}  // namespace arnscope
