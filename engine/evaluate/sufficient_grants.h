// Which Allow statements, that are not there, would allow a request. For this folder alone: examine.h is what
// others read.
#pragma once

#include <vector>

#include "engine/evaluate/examine.h"

namespace arnscope {

// Each grant that is enough alone; else one entry of several that are enough together and none of which can
// be spared; else such that leave a condition; else nothing. REQUIRES: the request is implicitly denied.
// About as many decisions as there are layers and levels of the organization.
std::vector<Trial> sufficient_grants(const Request& request, const Policies& policies);

// The decision without the statements.
Trial without(const Request& request, const Policies& policies,
              const std::vector<StatementReference>& statements);

}  // namespace arnscope
