// AWS Organizations as the AWS CLI tells it: one file an operation, and one for each value of its parameter.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "engine/document/document.h"
#include "engine/snapshot/builder.h"

namespace arnscope {

// Takes one page of output of `operation`, "organizations-list-accounts-for-parent", which was called with
// `parameters` in `account`, which may be empty: who can describe an organization is an account of it.
// Returns whether it is an operation of AWS Organizations that is read; values of a wrong type are findings.
// O(size of the document).
//   describe-organization                        list-organizational-units-for-parent PARENT
//   list-roots                                   list-accounts-for-parent PARENT
//   list-accounts                                list-policies FILTER
//   list-delegated-administrators                describe-policy POLICY
//   list-delegated-services-for-account ACCOUNT  list-targets-for-policy POLICY
// Source: AWS CLI Command Reference, "organizations".
bool read_organization_file(std::string_view operation, std::span<const std::string> parameters,
                            const std::shared_ptr<const Document>& document, SnapshotBuilder& builder,
                            std::string_view account = {});

}  // namespace arnscope
