// What service control policies and resource control policies do not restrict, one row each.
#pragma once

#include <string_view>

#include "engine/evaluate/expression.h"
#include "engine/evaluate/request.h"

namespace arnscope {

// Why the organization's policies of this layer do not restrict the request, in words; empty where they do.
// Allocates nothing. REQUIRES: the layer is kScp or kRcp.
std::string_view unrestricted_because(Layer layer, const Request& request);

}  // namespace arnscope
