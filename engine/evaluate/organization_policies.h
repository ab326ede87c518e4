// What service control policies and resource control policies do not restrict, one row each.
#pragma once

#include "engine/evaluate/expression.h"
#include "engine/evaluate/request.h"

namespace arnscope {

// Whether the organization's policies of this layer restrict the request. Allocates nothing.
// REQUIRES: the layer is kScp or kRcp.
bool restricts(Layer layer, const Request& request);

}  // namespace arnscope
